import { ValueError } from '../errors/index.js'
import { dropParts } from './drop-value.js'
import { makeRecordClass, makerOf } from './accessor/record-class.js'
import type { Member } from './accessor/record-fields.js'
import { codecOf, layoutOf } from './layout.js'
import type { Memory } from './memory.js'
import { describeValue } from './names.js'
import {
  checkKeys,
  copyBytes,
  isViewOf,
  membersOf,
  refuseForeignBytes,
  requireObject,
} from './record-codec.js'
import type { StructType } from './struct.js'
import type { Target } from './target.js'
import type { AnyType, Codec, WriteMode } from './type.js'
import { snapshot, spaceOfView } from './view.js'

/** One form of a tagged union on a target. */
export interface PlacedForm {
  /** Its name. */
  readonly name: string
  /** The struct of its fields, of which the tag may be the first; absent for a form without fields. */
  readonly body: StructType | undefined
  /** Where that struct lies, in bytes from the start. */
  readonly offset: number
}

/** A form as its codec needs it. */
interface CodedForm {
  readonly parts: readonly { readonly type: AnyType; readonly offset: number }[]
  readonly members: readonly Member[]
  readonly keys: ReadonlySet<string>
  readonly make: (memory: Memory, offset: number) => object
}

/**
 * Reads and writes a tagged union, whose tag lies at its start in all layouts. Each form has an accessor class of its
 * own, which refuses to touch fields once the memory holds another form.
 *
 * @see Rules L-34 and L-35 of the specification.
 *
 * @internal
 */
export function taggedUnionCodec(
  type: AnyType,
  tags: AnyType,
  forms: readonly PlacedForm[],
  target: Target,
  mode: WriteMode,
): Codec {
  const { size, alignment } = layoutOf(type, target)
  const tag = codecOf(tags, target)
  const tagPath = `${type.name}.tag`
  const tagAt = (memory: Memory, offset: number): string => tag.get(memory, offset, tagPath) as string
  const coded = new Map(
    forms.map((form) => [form.name, codeForm(type, size, form, tags, tagAt, target, mode)]),
  )
  const formAt = (memory: Memory, offset: number): CodedForm => coded.get(tagAt(memory, offset))!
  const collect = (read: 'copy' | 'json', memory: Memory, offset: number): Record<string, unknown> => {
    const name = tagAt(memory, offset)
    const fields = coded
      .get(name)!
      .members.map((member): [string, unknown] => [
        member.name,
        member.codec[read](memory, offset + member.offset, `${type.name}.${name}.${member.name}`),
      ])
    return { tag: name, ...Object.fromEntries(fields) }
  }
  return {
    size,
    alignment,
    varies: true,
    get: (memory, offset) => formAt(memory, offset).make(memory, offset),
    set(memory, offset, given, path) {
      let value: unknown = given
      if (isViewOf(value, type)) {
        if (copyBytes(type, size, memory, offset, value, path)) return
        const source = spaceOfView(value).target
        if (source !== target && type.copiesBytes!()) refuseForeignBytes(type, source, target, path)
        value = snapshot(value)
      }
      const expected = `an object with the tag ${[...coded.keys()].join(' or ')} and the fields of that form`
      requireObject(value, type, expected, path)
      const name = value.tag as string
      const form = coded.get(name) ?? refuseTag(type, name, [...coded.keys()], path)
      checkKeys(value, type, { all: form.keys }, path)
      // A form that is refused halfway must not leave its first fields behind another tag.
      const draft = draftFor(memory, size)
      tag.set(draft, 0, name, `${path}.tag`)
      for (const member of form.members)
        member.codec.set(draft, member.offset, value[member.name], `${path}.${member.name}`)
      new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).set(
        new Uint8Array(draft.view.buffer),
      )
    },
    copy: (memory, offset) => collect('copy', memory, offset),
    json: (memory, offset) => collect('json', memory, offset),
    drop: (memory, offset) => dropParts(formAt(memory, offset).parts, { memory, offset }),
  }
}

function codeForm(
  type: AnyType,
  size: number,
  { name, body, offset }: PlacedForm,
  tags: AnyType,
  tagAt: (memory: Memory, offset: number) => string,
  target: Target,
  mode: WriteMode,
): CodedForm {
  const fields = body === undefined ? [] : layoutOf(body, target).fields
  const members =
    body === undefined
      ? []
      : membersOf(layoutOf(body, target), target, mode)
          .filter((_, index) => fields[index]!.type !== tags)
          .map((member) => ({ ...member, offset: offset + member.offset }))
  const check = (memory: Memory, start: number, path: string | undefined): void => {
    const found = tagAt(memory, start)
    if (found !== name) refuseForm(path ?? type.name, name, found)
  }
  const tag: Member = { name: 'tag', offset: 0, codec: tagCodec(name, tagAt, check) }
  const guarded = members.map((member) => ({ ...member, codec: guard(member, check, mode) }))
  return {
    parts: fields.map((field) => ({ type: field.type, offset: offset + field.offset })),
    members,
    keys: new Set(['tag', ...members.map((member) => member.name)]),
    make: makerOf(makeRecordClass(type, [tag, ...guarded], { mode })),
  }
}

type CheckForm = (memory: Memory, start: number, path: string | undefined) => void

/** The tag as the first field of an accessor. */
function tagCodec(name: string, tagAt: (memory: Memory, offset: number) => string, check: CheckForm): Codec {
  const get: Codec['get'] = (memory, offset) => tagAt(memory, offset)
  return {
    size: 0,
    alignment: 1,
    get,
    set(memory, offset, value, path) {
      check(memory, offset, path)
      if (value === name) return
      throw new ValueError('a tag is not written alone', {
        code: 'ABI-V001',
        rule: 'L-35',
        path,
        expected: name,
        found: describeValue(value),
        hint: 'write the whole value, with the fields of its new form',
      })
    },
    copy: get,
    json: get,
  }
}

/** A field that asks first whether its form holds. */
function guard({ codec, offset: place }: Member, check: CheckForm, mode: WriteMode): Codec {
  const { source } = codec
  const guarded =
    <Read extends Codec['get']>(read: Read): Codec['get'] =>
    (memory, offset, path) => {
      check(memory, offset - place, path)
      return read(memory, offset, path)
    }
  const startOf = (offset: string): string => `${offset} - ${place}`
  const set: Codec['set'] = (memory, offset, value, path) => {
    check(memory, offset - place, path)
    codec.set(memory, offset, value, path)
  }
  return {
    ...codec,
    get: guarded(codec.get),
    set,
    setUnchecked:
      codec.setUnchecked &&
      ((memory, offset, value) => {
        check(memory, offset - place, undefined)
        codec.setUnchecked!(memory, offset, value)
      }),
    source: source && {
      ...source,
      get: (at, bind) =>
        `(${bind(check)}(${at.memory}, ${startOf(at.offset)}, ${at.path}), ${source.get(at, bind)})`,
      ...(mode !== 'checked'
        ? {
            set: (at, value, bind) =>
              `${bind(check)}(${at.memory}, ${startOf(at.offset)}, ${at.path}); ${source.set(at, value, bind)}`,
          }
        : {
            // The form is asked for before the value is: what generated code would check first is the value.
            accepts: () => 'true',
            set: (at, value, bind) => `${bind(set)}(${at.memory}, ${at.offset}, ${value}, ${at.path})`,
          }),
    },
  }
}

/** Memory for one value that is not yet sure to be written. */
function draftFor({ space, keep }: Memory, size: number): Memory {
  return { view: new DataView(new ArrayBuffer(size)), base: undefined, space, keep }
}

function refuseTag(type: AnyType, tag: unknown, known: readonly string[], path: string): never {
  throw new ValueError(`not a form of ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-35',
    path: `${path}.tag`,
    expected: known.join(', '),
    found: describeValue(tag),
  })
}

function refuseForm(path: string, expected: string, found: string): never {
  throw new ValueError('the memory holds another form by now', {
    code: 'ABI-V005',
    rule: 'L-35',
    path,
    expected,
    found,
    hint: 'read the field again that holds the tagged union',
  })
}
