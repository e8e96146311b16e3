// Old and new, readers and writers, in real memory: random structs, and every pair of their versions.
import {
  array,
  bool,
  bufferMemory,
  c_int,
  consuming,
  f64,
  hasField,
  i16,
  i64,
  implement,
  layoutOf,
  nullable,
  pointer,
  prefixType,
  reserved,
  safeRead,
  since,
  sizeField,
  u16,
  u32,
  u64,
  u8,
  untyped,
  usize,
  versionField,
  viewPrefix,
  writePrefix,
  type AnyType,
  type Field,
  type PrefixType,
} from 'abiding'
import { guarded } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

/** A type, and a value of it that does not consist of zeros. */
const kinds: readonly (readonly [AnyType, unknown])[] = [
  [u8, 201],
  [u16, 40_001],
  [u32, 3_000_000_001],
  [u64, 2n ** 63n + 5n],
  [i16, -2],
  [i64, -7n],
  [f64, -0.5],
  [bool, true],
  [array(u8, 3), [1, 2, 3]],
  [array(u64, 2), [8n, 9n]],
  [nullable(pointer(untyped)), null],
]

/** A struct that grew: the fields of each of its versions. */
interface Grown {
  readonly kind: 'size' | 'version' | 'mask'
  readonly saidAt: number
  readonly said: AnyType
  readonly rungs: readonly (readonly number[])[]
  readonly numbers: readonly number[]
}

const grown = (kind: Grown['kind']): fc.Arbitrary<Grown> =>
  fc
    .array(fc.array(fc.nat(kinds.length - 1), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    .chain((rungs) =>
      fc.record({
        kind: fc.constant(kind),
        saidAt: fc.nat(rungs[0]!.length),
        said: fc.constantFrom<AnyType>(u16, u32, u64, c_int, usize),
        rungs: fc.constant(rungs),
        numbers: fc
          .uniqueArray(fc.integer({ min: 0, max: 900 }), { minLength: rungs.length, maxLength: rungs.length })
          .map((numbers) => numbers.sort((a, b) => a - b)),
      }),
    )

/** The type in all of its versions, oldest first, and a value for each field. */
function declare({ kind, saidAt, said, rungs, numbers }: Grown): {
  versions: PrefixType[]
  values: Record<string, unknown>
} {
  const values: Record<string, unknown> = {}
  const names = rungs.map((rung, at) => rung.map((_, index) => `f${at}_${index}`))
  const versionOf = (at: number): string => `1.${at}.0`
  const fieldsOf = (at: number): [string, Field][] =>
    rungs[at]!.map((choice, index) => {
      const [type, value] = kinds[choice]!
      const name = names[at]![index]!
      values[name] = value
      return [name, kind === 'version' ? type : since(versionOf(at), type)]
    })
  const prefix = fieldsOf(0)
  if (kind !== 'mask') prefix.splice(saidAt, 0, ['said', said])
  const last = prefix.at(-1)![0]
  const suffix = Object.fromEntries(rungs.slice(1).flatMap((_, at) => fillPadding(kind, at + 1, fieldsOf)))
  const common = { prefix: Object.fromEntries(prefix), lastPrefixField: last, suffix }
  const ladder = Object.fromEntries(
    rungs.map((_, at) => [numbers[at]!, at === 0 ? last : names[at]!.at(-1)!] as const),
  )
  const type = (
    kind === 'version'
      ? prefixType('Grown', { presence: versionField('said', ladder), ...common })
      : kind === 'size'
        ? prefixType('Grown', {
            presence: sizeField('said'),
            version: versionOf(rungs.length - 1),
            ...common,
          })
        : prefixType('Grown', { version: versionOf(rungs.length - 1), ...common })
  ) as PrefixType
  const versions = rungs.map((_, at) => type.upTo(kind === 'version' ? String(numbers[at]) : versionOf(at)))
  return { versions, values }
}

/** A struct that says its size fills the padding at its end before it grows: so each version begins with 16 bytes. */
function fillPadding(
  kind: Grown['kind'],
  at: number,
  fieldsOf: (at: number) => [string, Field][],
): [string, Field][] {
  if (kind !== 'size') return fieldsOf(at)
  return [[`fill${at}`, since(`1.${at}.0`, reserved(array(u64, 2)))], ...fieldsOf(at)]
}

const readable = (type: PrefixType): string[] =>
  type.fields.flatMap((field) => (field.isReserved ? [] : [field.name]))
const implementing = (type: PrefixType, values: Record<string, unknown>): never =>
  Object.fromEntries(
    readable(type).flatMap((name) => (name === 'said' ? [] : [[name, values[name]]])),
  ) as never
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? [...(value as Iterable<unknown>)] : value

/** Where the last field of a version ends. */
const endOf = (type: PrefixType): number =>
  Math.max(...layoutOf(type).fields.map((place) => place.offset + place.size))

function expectFields(
  view: object,
  reader: PrefixType,
  writer: PrefixType,
  values: Record<string, unknown>,
): void {
  const there = new Set(readable(writer))
  for (const name of readable(reader)) {
    expect(hasField(view, name as never)).toBe(there.has(name))
    const value = plain((view as Record<string, unknown>)[name])
    if (name !== 'said') expect(value).toEqual(there.has(name) ? values[name] : undefined)
  }
}

describe.each(['size', 'version', 'mask'] as const)('a struct with a %s', (kind) => {
  it('R-15: of any version is read by any version', () => {
    fc.assert(
      fc.property(grown(kind), (shape) => {
        const { versions, values } = declare(shape)
        for (const writer of versions) {
          using instance = implement(writer, implementing(writer, values))
          for (const reader of versions)
            expectFields(viewPrefix(reader, instance.address) as object, reader, writer, values)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('R-15, R-5: of any version is read up to its end', () => {
    fc.assert(
      fc.property(grown(kind), (shape) => {
        const { versions, values } = declare(shape)
        for (const writer of versions) {
          using instance = implement(writer, implementing(writer, values))
          // Bytes that end where the last field does: reading one more is an error.
          const end = endOf(writer)
          const memory = bufferMemory(new ArrayBuffer(64 + end))
          new Uint8Array(memory.view.buffer, 64).set(safeRead(instance.address, end))
          for (const reader of versions)
            expectFields(viewPrefix(reader, { memory, offset: 64 }) as object, reader, writer, values)
          const short = bufferMemory(new ArrayBuffer(63 + end))
          new Uint8Array(short.view.buffer, 64).set(safeRead(instance.address, end - 1))
          expect(refusal(() => viewPrefix(versions.at(-1)!, { memory: short, offset: 64 })).code).toBe(
            'ABI-M005',
          )
        }
      }),
      { numRuns: 30 },
    )
  })

  it('R-15, R-7: of any version is filled in by any version, and not one byte around it', () => {
    fc.assert(
      fc.property(grown(kind), fc.boolean(), (shape, clearTail) => {
        const { versions, values } = declare(shape)
        const zeros = Object.fromEntries(Object.keys(values).map((name) => [name, zeroOf(values[name])]))
        for (const [room, owner] of versions.entries()) {
          using instance = implement(owner, implementing(owner, zeros))
          const before = safeRead(instance.address, layoutOf(owner).size)
          for (const [side, writer] of versions.entries()) {
            using place = guarded(array(u64, Math.ceil(before.length / 8)), { memory: 'native' })
            place.bytes.set(before)
            const { size } = layoutOf(writer)
            const options = clearTail && kind === 'size' ? { clearTail } : {}
            const written = writePrefix(writer, place.address, implementing(writer, values), options)
            place.check()
            const common = versions[Math.min(room, side)]!
            const names = common.fields.flatMap(({ name }) => (name === 'said' ? [] : [name]))
            expect(written.fieldsWritten).toEqual(names)
            expect(written.isComplete).toBe(side <= room)
            expect(written.bytesWritten).toBeLessThanOrEqual(Math.min(size, before.length))
            // The owner finds what was written, and its own zeros in what the writer did not know.
            const view = viewPrefix(owner, place.address) as Record<string, unknown>
            for (const name of readable(owner))
              if (name !== 'said')
                expect(plain(view[name])).toEqual((names.includes(name) ? values : zeros)[name])
          }
        }
      }),
      { numRuns: 20 },
    )
  })
})

function zeroOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(zeroOf)
  if (value === null) return null
  return typeof value === 'bigint' ? 0n : typeof value === 'boolean' ? false : 0
}

describe('a newer writer', () => {
  it('R-15, R-4: is refused by a reader who takes unknown bytes seriously', () => {
    const fields = { prefix: { size: u32, a: u32 }, lastPrefixField: 'a' as const }
    const Old = prefixType('Options', { presence: sizeField('size', { unknownTail: 'refuse' }), ...fields })
    const New = prefixType('Options', { presence: sizeField('size'), ...fields, suffix: { b: u32 } })
    using quiet = implement(New, { a: 1, b: 0 })
    using loud = implement(New, { a: 1, b: 7 })
    expect(viewPrefix(Old, quiet.address).a).toBe(1)
    expect(refusal(() => viewPrefix(Old, loud.address))).toMatchObject({
      code: 'ABI-P009',
      found: 'something else at offset 8',
    })
  })

  it('R-15, R-10: that consumed a slot is read by who reserves it', () => {
    const New = prefixType('Options', {
      presence: sizeField('size'),
      version: '1.1.0',
      prefix: { size: u32, flags: consuming('spare', '1.1.0', u32), a: u32 },
      lastPrefixField: 'a',
    })
    using now = implement(New, { flags: 3, a: 5 })
    const old = viewPrefix(New.upTo('1.0.0'), now.address)
    expect(JSON.parse(JSON.stringify(old))).toEqual({ size: 12, a: 5 })
  })
})
