import { ValueError } from '../errors/index.js'
import {
  generic,
  taggedUnion,
  u8,
  type AnyType,
  type Codec,
  type Infer,
  type InputOf,
  type Memory,
  type Target,
  type Type,
  type ViewOf,
  type WriteMode,
} from '../layout/index.js'
import { dropValue } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { bodyOffset, readsAtOnce, refuseTag } from './tagged-body.js'

/** What a function gave, or why it gave nothing. */
export type Result<Ok, Err> = { isOk: true; ok: Ok } | { isOk: false; err: Err }

/** What may be written as a result: `{ ok }` or `{ err }`, or what was read as one. */
export type ResultInput<Ok, Err> =
  | { readonly isOk?: true; readonly ok: Ok; readonly err?: never }
  | { readonly isOk?: false; readonly err: Err; readonly ok?: never }

/** The type of a result or an error. */
export interface RResultType<T extends AnyType = AnyType, E extends AnyType = AnyType> extends Type<
  Result<ViewOf<T>, ViewOf<E>>,
  Result<Infer<T>, Infer<E>>,
  ResultInput<InputOf<T>, InputOf<E>>
> {
  readonly kind: 'RResult'
  /** The type of the result. */
  readonly ok: T
  /** The type of the error. */
  readonly err: E
}

/**
 * A result or an error: Rust's `Result`, laid out as `abi_stable`'s `RResult`. It is read as `{ isOk: true, ok }` or
 * `{ isOk: false, err }`, and written as `{ ok }` or `{ err }`.
 *
 * A byte says which of the two it is, 0 for a result; each of them lies at the next multiple of its own alignment. It owns
 * what either of them owns.
 *
 * What an exported function throws whose result this is becomes the error, where an error of the type can be made of it:
 * of `RBoxError` and `RString`.
 *
 * @param ok - The type of the result.
 * @param err - The type of the error.
 * @returns The same type for the same types.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-23 to T-26 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, RResult, u8, u32, unwrap } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Halve = fn({ value: u32 }, RResult(u32, u8))
 * using exported = exportFunction(Halve, (value) => (value % 2 === 0 ? { ok: value / 2 } : { err: 1 }))
 * const halve = bindFunction(exported.address, Halve, 'halve')
 *
 * assert.deepEqual(halve(8), { isOk: true, ok: 4 })
 * assert.deepEqual(halve(7), { isOk: false, err: 1 })
 * assert.equal(unwrap(halve(8)), 4)
 * assert.throws(() => unwrap(halve(7)), { code: 'ABI-U010' })
 * ```
 */
export const RResult = generic('RResult', makeResult) as <T extends AnyType, E extends AnyType>(
  ok: T,
  err: E,
) => RResultType<T, E>

const tags = { ok: 0, err: 1 } as const

function makeResult(name: string, ok: AnyType, err: AnyType): RResultType {
  const representation = taggedUnion(name, u8, {
    ROk: { value: ok },
    RErr: { value: err },
  }) as unknown as AnyType
  const { fromThrown } = err
  const type: AnyType = Object.freeze<AnyType & Pick<RResultType, 'ok' | 'err'>>({
    ...representation,
    kind: 'RResult',
    ok,
    err,
    makeCodec: (target, mode) => resultCodec(type, ok, err, target, mode),
    domain:
      ok.domain === undefined || err.domain === undefined
        ? undefined
        : (target) => ({
            kind: 'alternatives',
            domains: [
              { kind: 'record', fields: [isOk(true), { name: 'ok', domain: ok.domain!(target) }] },
              { kind: 'record', fields: [isOk(false), { name: 'err', domain: err.domain!(target) }] },
            ],
          }),
    fromThrown: fromThrown && ((thrown) => ({ err: fromThrown(thrown) })),
    abiStable: { name: 'RResult', parameters: [ok, err] },
  })
  return type as unknown as RResultType
}

function isOk(value: boolean) {
  return { name: 'isOk', domain: { kind: 'choice', values: [value] } } as const
}

/** One of the two forms. */
interface Form {
  readonly name: 'ok' | 'err'
  readonly tag: number
  readonly codec: Codec
  /** Bytes from the start. */
  readonly offset: number
}

function resultCodec(type: AnyType, ok: AnyType, err: AnyType, target: Target, mode: WriteMode): Codec {
  const { size, alignment } = type.measure(target)
  const typeName = type.name
  const forms: readonly [Form, Form] = [
    { name: 'ok', tag: tags.ok, codec: codecOf(ok, target, mode), offset: bodyOffset(type, 'ROk', target) },
    {
      name: 'err',
      tag: tags.err,
      codec: codecOf(err, target, mode),
      offset: bodyOffset(type, 'RErr', target),
    },
  ]
  const [{ codec: okCodec, offset: okAt }, { codec: errCodec, offset: errAt }] = forms
  const read =
    (how: 'get' | 'copy' | 'json') =>
    (memory: Memory, offset: number, path = typeName): Result<unknown, unknown> => {
      const tag = memory.view.getUint8(offset)
      if (tag === tags.ok) return { isOk: true, ok: okCodec[how](memory, offset + okAt, `${path}.ok`) }
      if (tag !== tags.err) refuseTag(typeName, ['ROk', 'RErr'], tag, path, 'T-23')
      return { isOk: false, err: errCodec[how](memory, offset + errAt, `${path}.err`) }
    }
  return {
    size,
    alignment,
    varies: true,
    readsAtOnce: readsAtOnce(ok, okCodec) && readsAtOnce(err, errCodec),
    get: read('get'),
    set(memory, offset, given, path) {
      const form = forms[formOf(typeName, given, path)]
      const value = (given as Record<string, unknown>)[form.name]
      const formPath = `${path}.${form.name}`
      if (memory.view.getUint8(offset) === form.tag) {
        form.codec.set(memory, offset + form.offset, value, formPath)
        return
      }
      // A value that is refused halfway must not lie over what was there before.
      const draft: Memory = {
        view: new DataView(new ArrayBuffer(size)),
        base: undefined,
        space: memory.space,
        keep: memory.keep,
      }
      form.codec.set(draft, form.offset, value, formPath)
      draft.view.setUint8(0, form.tag)
      new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).set(
        new Uint8Array(draft.view.buffer),
      )
    },
    copy: read('copy'),
    json: read('json'),
    drop(memory, offset) {
      const tag = memory.view.getUint8(offset)
      if (tag === tags.ok) dropValue(ok, memory, offset + okAt)
      else if (tag === tags.err) dropValue(err, memory, offset + errAt)
    },
  }
}

/** Which of the two a value is: the place of the form in the list. */
function formOf(name: string, value: unknown, path: string): 0 | 1 {
  if (typeof value === 'object' && value !== null) {
    const hasOk = 'ok' in value
    const hasErr = 'err' in value
    const said = (value as { isOk?: unknown }).isOk
    const isKnown = Object.keys(value).every((key) => key === 'ok' || key === 'err' || key === 'isOk')
    if (hasOk !== hasErr && isKnown && (said === undefined || said === hasOk)) return hasOk ? 0 : 1
  }
  throw new ValueError(`not a ${name}`, {
    code: 'ABI-V001',
    rule: 'T-24',
    path,
    expected: '{ ok: … } or { err: … }',
    found:
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? `an object with ${Object.keys(value).join(', ') || 'nothing'}`
        : describeValue(value),
  })
}
