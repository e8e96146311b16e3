import { DeclarationError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import { isText } from '../../layout/utf8.js'
import { checkOptions, checkTypeName } from './check-declaration.js'
import { discriminantSizeFor, type DiscriminantSize } from './discriminant-size.js'
import {
  fieldChanges,
  fieldParts,
  fieldSchemas,
  planFields,
  readFields,
  type DeclaredField,
  type FieldsInput,
  type FieldsValue,
  type WireFields,
} from './fields.js'
import { partCodec, type PartCodec } from './part-codec.js'
import { fieldsCode } from './record-code.js'
import { badNumber, WireProblem } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { checkVersion, unfit, type WireType } from './wire-type.js'

/** Remarks on forms and names. */
export interface VariantsOptions<Name extends string = string> {
  /** The first version that has a form, by its name; 0 where it is left out. Forms are only ever added. */
  readonly since?: Readonly<Partial<Record<Name, number>>>
  /** Bytes of the number, where Rust says so with `repr(u16)` and its like. As many as the number of forms needs else. */
  readonly discriminantSize?: DiscriminantSize
}

/** The forms by name. */
export type WireForms = Readonly<Record<string, WireFields>>

/** The plain value of one of some forms. */
export type FormsValue<V extends WireForms> = {
  [Tag in keyof V]: { tag: Tag } & FieldsValue<V[Tag]>
}[keyof V]

/** What may be written as one of some forms. */
export type FormsInput<V extends WireForms> = {
  [Tag in keyof V]: { readonly tag: Tag } & FieldsInput<V[Tag]>
}[keyof V]

/**
 * One of several forms with fields of their own: an object that names its form as `tag`. Rust's enums with the derive
 * macro `Savefile`.
 *
 * @param name - Its name.
 * @param forms - The fields of each form, in the order of the Rust declaration; `{}` for a form without fields.
 * @param options - Which forms were added later, and how many bytes the number takes.
 * @throws `DeclarationError` for bad names, `ABI-L006` for what is no type that travels, `ABI-L002` for too many
 * forms.
 *
 * @see Rule W-13 of the specification.
 *
 * @example
 * ```ts
 * import { u32, u8 } from 'abiding'
 * import { encodeWire, string, variants } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Event = variants('Event', { start: {}, wait: { seconds: u32 }, log: { level: u8, text: string } })
 * assert.deepEqual([...encodeWire(Event, { tag: 'wait', seconds: 5 })], [1, 5, 0, 0, 0])
 * ```
 */
export function variants<const V extends WireForms>(
  name: string,
  forms: V,
  options: VariantsOptions<keyof V & string> = {},
): WireType<FormsValue<V>, FormsInput<V>> {
  checkTypeName(name, 'variants', 'W-13')
  const numbers = readForms(name, Object.keys(forms ?? {}), options)
  const known = new Map<string, readonly DeclaredField[]>()
  const fieldsOf = (tag: string): readonly DeclaredField[] => {
    let fields = known.get(tag)
    if (fields === undefined) known.set(tag, (fields = readFields(`${name}.${tag}`, forms[tag]!, 'tag')))
    return fields
  }
  return Object.freeze<WireType<any, any>>({
    kind: 'variants',
    name,
    makeCodec(version) {
      const codes = numbers.tags.map((tag) =>
        partCodec(
          `.${tag}`,
          fieldsCode(planFields(fieldsOf(tag), version), `an object with the fields of ${name}.${tag}`, tag),
        ),
      )
      const byTag = new Map<unknown, readonly [number, PartCodec]>(
        numbers.tags.map((tag, index) => [tag, [index, codes[index]!]]),
      )
      const formOf = (value: { readonly tag?: unknown }): readonly [number, PartCodec] => {
        if (typeof value !== 'object' || value === null)
          throw unfit(value, `an object with the tag of a form of ${name}`)
        const { tag } = value
        const form = byTag.get(tag) ?? refuseTag(tag, numbers)
        checkPresence(numbers, form[0], version)
        return form
      }
      return {
        smallest: numbers.size,
        write(writer, value: { readonly tag?: unknown }) {
          const [number, code] = formOf(value)
          writer.unsigned(number, numbers.size)
          code.write(writer, value)
        },
        check(value: { readonly tag?: unknown }, depth) {
          formOf(value)[1].check(value, depth)
        },
        read: (reader) => codes[readPresent(reader, numbers, version)]!.read(reader),
      }
    },
    makeSchema: (version, guard) => ({
      kind: 'enum',
      name,
      variants: numbers.tags.flatMap((tag, index) =>
        numbers.since[index]! > version
          ? []
          : [{ name: tag, discriminant: index & 0xff, fields: fieldSchemas(fieldsOf(tag), version, guard) }],
      ),
      discriminantSize: numbers.size,
      hasExplicitRepr: false,
    }),
    parts: () => numbers.tags.flatMap((tag) => fieldParts(fieldsOf(tag))),
    changes: () => [
      ...numbers.since.filter((version) => version > 0),
      ...numbers.tags.flatMap((tag) => [...fieldChanges(fieldsOf(tag))]),
    ],
  })
}

/**
 * One of several names: a `string`. Rust's enums whose variants have no fields.
 *
 * @param name - Its name.
 * @param names - The names, in the order of the Rust declaration.
 * @param options - Which names were added later, and how many bytes the number takes.
 * @throws `DeclarationError` for bad names, and `ABI-L002` for too many.
 *
 * @see Rule W-13 of the specification.
 *
 * @example
 * ```ts
 * import { choice, decodeWire, encodeWire } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Mode = choice('Mode', ['slow', 'fast'])
 * assert.deepEqual([...encodeWire(Mode, 'fast')], [1])
 * assert.throws(() => decodeWire(Mode, new Uint8Array([2])), { code: 'ABI-W002' })
 * ```
 */
export function choice<const Name extends string>(
  name: string,
  names: readonly Name[],
  options: VariantsOptions<Name> = {},
): WireType<Name> {
  checkTypeName(name, 'choice', 'W-13')
  const numbers = readForms(name, names, options)
  const byName = new Map<unknown, number>(numbers.tags.map((one, index) => [one, index]))
  return Object.freeze<WireType<any, any>>({
    kind: 'choice',
    name,
    makeCodec(version) {
      const numberOf = (value: unknown): number => {
        const number = byName.get(value) ?? refuseTag(value, numbers)
        checkPresence(numbers, number, version)
        return number
      }
      return {
        smallest: numbers.size,
        write: (writer, value: unknown) => writer.unsigned(numberOf(value), numbers.size),
        read: (reader) => numbers.tags[readPresent(reader, numbers, version)],
        check: (value: unknown) => void numberOf(value),
      }
    },
    makeSchema: (version) => ({
      kind: 'enum',
      name,
      variants: numbers.tags.flatMap((tag, index) =>
        numbers.since[index]! > version ? [] : [{ name: tag, discriminant: index & 0xff, fields: [] }],
      ),
      discriminantSize: numbers.size,
      hasExplicitRepr: false,
    }),
    changes: () => numbers.since.filter((version) => version > 0),
  })
}

/** The forms of a type as they are numbered. */
interface NumberedForms {
  readonly name: string
  readonly tags: readonly string[]
  readonly since: readonly number[]
  readonly size: DiscriminantSize
}

function readForms(name: string, tags: readonly string[], options: VariantsOptions): NumberedForms {
  checkOptions(options, name, 'since or discriminantSize', 'W-13')
  if (!Array.isArray(tags) || tags.length === 0) refuseForms(name, 'at least one form', describeValue(tags))
  const seen = new Set<unknown>()
  for (const tag of tags as readonly unknown[]) {
    if (!isText(tag) || tag === '__proto__') refuseForms(name, 'names of forms', describeValue(tag))
    if (seen.size === seen.add(tag).size) refuseForms(name, 'names that differ', JSON.stringify(tag))
  }
  const since = tags.map((tag: string) => options.since?.[tag] ?? 0)
  for (const version of since) checkVersion(version, `${name} → since`)
  for (const tag of Object.keys(options.since ?? {})) {
    if (!seen.has(tag)) refuseForms(name, 'versions of its own forms', JSON.stringify(tag))
  }
  // Forms have numbers by their order: one that was added in between would renumber those behind it.
  since.forEach((version, index) => {
    if (index > 0 && version < since[index - 1]!) {
      refuseForms(
        name,
        'forms in the order in which they were added',
        `${tags[index]} behind ${tags[index - 1]}`,
      )
    }
  })
  const needed = discriminantSizeFor(tags.length)
  const size: unknown = options.discriminantSize ?? needed
  if (size !== 1 && size !== 2 && size !== 4)
    refuseForms(name, 'a number of 1, 2 or 4 bytes', describeValue(size))
  if (size < needed) refuseForms(name, `a number of ${needed} bytes`, `${size}`)
  return { name, tags, since, size }
}

function refuseForms(path: string, expected: string, found: string): never {
  throw new DeclarationError('forms that cannot be', {
    code: 'ABI-L002',
    rule: 'W-13',
    path,
    expected,
    found,
  })
}

function refuseTag(tag: unknown, { tags }: NumberedForms): never {
  throw unfit(tag, `one of ${tags.map((one) => JSON.stringify(one)).join(', ')}`)
}

function checkPresence({ name, tags, since }: NumberedForms, number: number, version: number): void {
  if (since[number]! <= version) return
  throw new WireProblem('a form that the peer does not know yet', {
    code: 'ABI-W005',
    rule: 'W-13',
    expected: `a form that ${name} has in version ${version}`,
    found: `${tags[number]}, which it has since version ${since[number]}`,
  })
}

function readPresent(reader: WireReader, { name, since, size }: NumberedForms, version: number): number {
  const number = reader.unsigned(size)
  if (number < since.length && since[number]! <= version) return number
  const count = since.filter((one) => one <= version).length
  throw badNumber(`a form of ${name}`, `0 to ${count - 1}`, number)
}
