// What somebody does who means harm, or who is broken.
import { inspect } from 'node:util'
import { area, foreignCode, functions, guard, nowhere, pageSize, readOnly } from './ground.js'
import { wordBytes } from './kinds.js'
import type { Instance } from './instance.js'
import type { Random } from './random.js'
import type { PresenceField, Shape } from './shape.js'

/** One thing that is done to an instance. */
export type Mutation = {
  /** In words. */
  readonly what: string
} & (
  | {
      readonly kind: 'bytes'
      readonly offset: number
      readonly bytes: Uint8Array
      /** When: before the accessor object is made, or afterwards. */
      readonly isLate: boolean
    }
  | { readonly kind: 'flip'; readonly bit: number }
  | { readonly kind: 'keep'; readonly byteLength: number }
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'address'; readonly address: unknown }
)

/** What stands in the place of a pointer. */
function badPointer(random: Random): { what: string; word: bigint } {
  const page = random.between(0, 511) * 8
  const known = random.pick(functions)
  const all: readonly [string, bigint | number][] = [
    ['null', 0],
    ['null', 0],
    ['a small number', random.between(1, 0xffff)],
    ['nothing mapped', random.pick(nowhere)],
    ['data', area.start + page],
    ['an odd address of data', area.start + page + 1],
    ['data that can only be read', readOnly + page],
    ['the guard page', guard + page],
    ['beyond the processor', 2n ** 48n + BigInt(random.next())],
    ['beyond all numbers', 2n ** 53n + (random.word() >> 12n)],
    ['the upper half', (2n ** 63n) | random.word()],
    ['all bits', 2n ** 64n - 1n],
    ['another function', known.address],
    ['the middle of a function', known.address + random.between(1, 7)],
    ['code of somebody else', foreignCode],
    ['anything', random.word()],
    ['a function with one bit flipped', BigInt(known.address) ^ (1n << BigInt(random.between(0, 63)))],
  ]
  const [what, word] = random.pick(all)
  return { what, word: BigInt(word) }
}

function badMask(random: Random, shape: Shape): bigint {
  const bits = BigInt(shape.fields.length)
  return random.pick([
    0n,
    2n ** 64n - 1n,
    2n ** 63n,
    (1n << (bits + 1n)) - 1n,
    ((1n << bits) - 1n) | (1n << BigInt(random.between(0, 63))),
    ((1n << bits) - 1n) & ~(1n << BigInt(random.between(0, shape.fields.length))),
    random.word(),
  ])
}

function badSize(random: Random, shape: Shape, length: number): bigint {
  return BigInt(
    random.pick([
      0,
      1,
      random.between(0, shape.size),
      shape.size,
      shape.size + 1,
      length,
      length + 1,
      length + 8,
      random.between(0, 2 * pageSize),
      2 ** 16 - 1,
      2 ** 20,
      2 ** 20 + 1,
      2 ** 31,
      2 ** 32 - 1,
      -1,
      -8,
      2n ** 63n,
      random.word(),
    ]),
  )
}

function badVersion(random: Random, shape: Shape): bigint {
  const rungs = shape.presence.kind === 'version' ? shape.presence.rungs : []
  const some = random.pick(rungs)[0] ?? 1
  return BigInt(
    random.pick([
      0,
      -1,
      some - 1,
      some,
      some + 1,
      random.between(0, 20),
      2 ** 31 - 1,
      2 ** 31,
      2 ** 32 - 1,
      2n ** 63n,
    ]),
  )
}

function badNumber(random: Random, shape: Shape, field: PresenceField, length: number): Mutation {
  const part = random.pick(field.parts)
  const isSize = shape.presence.kind === 'size'
  const value = isSize ? badSize(random, shape, length) : badVersion(random, shape)
  return {
    kind: 'bytes',
    what: `${isSize ? 'the size' : 'a number of the version'} is ${value}`,
    offset: field.offset + part.offset,
    bytes: wordBytes(value).slice(0, part.size),
    isLate: random.once(5),
  }
}

function badPresence(random: Random, shape: Shape, length: number): Mutation {
  if (shape.presence.kind !== 'mask') return badNumber(random, shape, shape.presence.field, length)
  const mask = badMask(random, shape)
  return {
    kind: 'bytes',
    what: `the mask is 0x${mask.toString(16)}`,
    offset: 0,
    bytes: wordBytes(mask),
    isLate: random.once(5),
  }
}

/** What is given instead of an address. */
function badAddress(random: Random): unknown {
  return random.pick<unknown>([
    0,
    1,
    random.between(2, 0xffff),
    0xfff8,
    -8,
    -(2 ** 40),
    NaN,
    Infinity,
    4096.5,
    2 ** 53,
    2 ** 48,
    ...nowhere,
    guard,
    guard + 8,
    readOnly,
    readOnly + random.between(0, 400) * 8,
    area.start + random.between(0, 1500) * 8,
    area.start + random.between(0, 3 * pageSize - 1),
    null,
    undefined,
    '65536',
    65536n,
    {},
    { memory: null, offset: 0 },
    [],
    true,
    Symbol.iterator,
    () => 65536,
  ])
}

/** Does something to an instance. */
export function randomMutation(random: Random, shape: Shape, { bytes }: Instance): Mutation {
  const pointers = shape.fields.filter(
    ({ kind, offset }) => kind.isPointer === true && offset + kind.size <= bytes.length,
  )
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      return { kind: 'flip', what: 'a bit', bit: random.between(0, bytes.length * 8 - 1) }
    case 2:
    case 3:
      return badPresence(random, shape, bytes.length)
    case 4:
    case 5:
    case 6: {
      if (pointers.length === 0) return badPresence(random, shape, bytes.length)
      const field = random.pick(pointers)
      const { what, word } = badPointer(random)
      return {
        kind: 'bytes',
        what: `${field.name} is ${what}, 0x${word.toString(16)}`,
        offset: field.offset,
        bytes: wordBytes(word),
        isLate: random.once(4),
      }
    }
    case 7: {
      const { presence } = shape
      if (presence.kind === 'size' && presence.refusesTail && random.once(2)) {
        const offset = bytes.length - random.between(1, Math.min(8, bytes.length))
        return { kind: 'bytes', what: 'something at the end', offset, bytes: Uint8Array.of(1), isLate: false }
      }
      const steps = bytes.length / shape.alignment
      const byteLength = random.between(0, steps) * shape.alignment
      return { kind: 'keep', what: `only ${byteLength} bytes are mapped`, byteLength }
    }
    case 8: {
      const by = random.once(2) ? random.between(-64, 7) : random.between(-8, 0) * 8
      return { kind: 'move', what: `the pointer is off by ${by}`, by }
    }
    default: {
      const address = badAddress(random)
      return { kind: 'address', what: `the address is ${inspect(address)}`, address }
    }
  }
}
