// What a peer who is broken, or means harm, makes of bytes that were right.
import type { Random } from '../random.js'

/** Counts and lengths at which readers stumble. */
const counts = [
  0n,
  1n,
  255n,
  0xffff_ffffn,
  2n ** 31n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 60n,
  2n ** 63n,
  2n ** 64n - 1n,
]

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array

const anywhere = (bytes: Uint8Array, random: Random): number => random.between(0, bytes.length - 1)

const mutations: Readonly<Record<string, Mutation>> = {
  'a bit is flipped': (bytes, random) => {
    bytes[anywhere(bytes, random)]! ^= 1 << random.between(0, 7)
    return bytes
  },
  'a byte is another': (bytes, random) => {
    bytes[anywhere(bytes, random)] = random.next()
    return bytes
  },
  'a byte is a small number': (bytes, random) => {
    bytes[anywhere(bytes, random)] = random.between(0, 24)
    return bytes
  },
  'eight bytes are a count': (bytes, random) => {
    const at = anywhere(bytes, random)
    const longer = new Uint8Array(Math.max(bytes.length, at + 8))
    longer.set(bytes)
    new DataView(longer.buffer).setBigUint64(at, random.pick(counts), true)
    return longer
  },
  'the end is missing': (bytes, random) => bytes.slice(0, random.between(0, bytes.length - 1)),
  'bytes are missing': (bytes, random) => {
    const at = anywhere(bytes, random)
    const count = random.between(1, 9)
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + count)])
  },
  'bytes stand twice': (bytes, random) => {
    const at = anywhere(bytes, random)
    const end = Math.min(bytes.length, at + random.between(1, 40))
    return Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(at)])
  },
  'bytes are added': (bytes, random) => {
    const at = anywhere(bytes, random)
    const added = Array.from({ length: random.between(1, 9) }, () => random.next() & 0xff)
    return Uint8Array.from([...bytes.subarray(0, at), ...added, ...bytes.subarray(at)])
  },
  'bytes are no UTF-8': (bytes, random) => {
    bytes[anywhere(bytes, random)] = random.pick([0x80, 0xc0, 0xed, 0xf5, 0xff])
    return bytes
  },
}

/** Bytes, and what was done to them. */
export interface Mutated {
  readonly bytes: Uint8Array
  readonly done: readonly string[]
}

/** Does one to three things to a copy of some bytes. */
export function mutateBytes(right: Uint8Array, random: Random): Mutated {
  let bytes = new Uint8Array(right)
  const done: string[] = []
  for (let left = random.between(1, 3); left > 0; left--) {
    const [what, mutation] = random.pick(Object.entries(mutations))
    if (bytes.length === 0) break
    bytes = new Uint8Array(mutation(bytes, random))
    done.push(what)
  }
  return { bytes, done }
}
