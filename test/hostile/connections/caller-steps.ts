// Steps against the side that calls: peers whose versions, definitions, objects or results are not what they should be.
import { isDeepStrictEqual } from 'node:util'
import { connect, encodeWire, type Connection } from '../../../src/connection/index.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { wireCodec } from '../../../src/connection/wire/wire-type.js'
import { withPath } from '../../../src/connection/wire/wire-problem.js'
import { AbidingError } from '../../../src/errors/index.js'
import { Random } from '../random.js'
import { judged, type Verdict } from './judge-readers.js'
import { mutateBytes } from './mutate-bytes.js'
import { dropped, hostileEntry, perform, properScript, rooms, type PeerBytes, type Script } from './peer.js'
import type { StepResult } from './reader-steps.js'
import { calls, declareSubject, definition, methodNames, subject } from './subject.js'

const text = (said: string): Uint8Array => new TextEncoder().encode(said)
/** Where nothing is, or nothing for the peer to give. */
const wildAddresses = [0, 1, 0x1000, 0x7fff_ffff_f000, 0x123456789000, 2 ** 48, 2 ** 53 - 8]
const wildLengths = [1n, 16n, 2n ** 31n, 2n ** 40n, 2n ** 60n, 2n ** 64n - 1n]

const wild = (random: Random): PeerBytes => ({
  address: random.pick(wildAddresses),
  length: random.pick(wildLengths),
})

const connectCodes = [
  ...['ABI-J003', 'ABI-J004', 'ABI-J018', 'ABI-V001', 'ABI-V005'],
  ...['ABI-W001', 'ABI-W002', 'ABI-W003', 'ABI-W004', 'ABI-W006'],
]

/** Connects to a peer that says something wrong of itself. */
export function connectStep(seed: number, index: number): StepResult {
  const random = new Random(seed, index)
  let script = properScript()
  const done: string[] = []
  const change = (what: string, changed: Partial<Script>): void => {
    script = { ...script, ...changed }
    done.push(what)
  }
  for (let left = random.between(1, 2); left > 0; left--) {
    const which = random.between(0, 11)
    if (which <= 4) {
      const { bytes, done: mutations } = mutateBytes(definition, random)
      change(`the definition: ${mutations.join(', ')}`, { definition: rooms.definition.put(bytes) })
    } else if (which === 5) change('the definition lies nowhere', { definition: wild(random) })
    else if (which === 6) change('no definition, or many', { definitionTimes: random.pick([0, 2, 3]) })
    else if (which === 7) change('no versions', { writesVersion: false })
    else if (which === 8)
      change('other versions', {
        schemaVersion: random.pick([0, 1, 2, 3, 0xffff]),
        version: random.pick([0, 1, 2, 3, 2 ** 32 - 1]),
      })
    else if (which === 9) change('no object', { creates: false, errorTimes: random.between(0, 1) })
    else if (which === 10)
      change('an error and maybe an object', {
        creates: random.once(2),
        errorTimes: random.between(1, 3),
        error: random.once(2)
          ? wild(random)
          : rooms.error.put(text(random.pick(['', 'no', 'x'.repeat(5000)]))),
      })
    else change('a null object', { object: 0n })
  }
  perform(script)
  const before = dropped()
  const verdict = judged(connectCodes, () => {
    const connection = connect(declareSubject(), hostileEntry as never)
    connection.$describe()
    connection[Symbol.dispose]()
    return dropped() === before + 1n ? undefined : 'the object was not dropped once'
  })
  return { ...verdict, plan: `a peer with ${done.join(' and ')}` }
}

let connection: Connection<typeof subject> | undefined

const versionBytes = [2, 0, 0, 0]

/** What a peer gives that keeps to the protocol. */
function properResult(name: keyof typeof calls): Uint8Array {
  if (name === 'text') {
    const words = new BigUint64Array(2)
    const { address, length } = rooms.error.put(text('hello'))
    words.set([BigInt(address), length])
    return Uint8Array.from([...versionBytes, ...new Uint8Array(words.buffer)])
  }
  return Uint8Array.from([
    ...versionBytes,
    ...encodeWire(subject.methods.get(name)!.returns, calls[name].result, 2),
  ])
}

/** Calls a method of a peer whose outcome is not what it should be. */
export function resultStep(seed: number, index: number): StepResult {
  if (connection === undefined) {
    perform(properScript())
    connection = connect(subject, hostileEntry as never)
  }
  const random = new Random(seed, index)
  const name = random.pick(methodNames)
  const { bytes, done } = random.once(8)
    ? { bytes: properResult(name), done: [] }
    : mutateBytes(properResult(name), random)
  const isWild = random.once(10)
  const outcomeKind = random.once(6) ? random.pick([1, 2, 3, 255]) : 0
  const outcomeTimes = random.once(8) ? random.pick([0, 2, 3]) : 1
  const outcome = isWild ? wild(random) : rooms.outcome.put(bytes)
  perform({ ...properScript(), outcomeKind, outcomeTimes, outcome })
  const plan =
    `${name} gives outcome ${outcomeKind}, ${outcomeTimes} times, ` +
    `${isWild ? `at ${outcome.address} with ${outcome.length} bytes` : Buffer.from(bytes).toString('hex')}: ${done.join(', ')}`
  const found = attempt(() =>
    (connection as unknown as Record<string, (...values: readonly unknown[]) => unknown>)[name]!(
      ...calls[name].values,
    ),
  )
  return { ...compare(found, expectedOf(name, bytes, isWild, outcomeKind, outcomeTimes), name), plan }
}

type Found = { readonly value: unknown } | { readonly code: string } | { readonly other: string }

function attempt(call: () => unknown): Found {
  try {
    return { value: call() }
  } catch (error) {
    if (error instanceof AbidingError) return { code: error.code }
    return { other: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** What the rules X-5 to X-7 make of an outcome, without the code that makes calls. */
function expectedOf(
  name: keyof typeof calls,
  bytes: Uint8Array,
  isWild: boolean,
  kind: number,
  times: number,
): Found {
  const { returns } = subject.methods.get(name)!
  const isUnit = name === 'rest'
  if (times === 0 && isUnit) return { value: undefined }
  if (times !== 1) return { code: 'ABI-J003' }
  if (isWild) return { code: 'ABI-W006 or ABI-J003' }
  if (kind > 2) return { code: 'ABI-J003' }
  if (kind !== 0) return { code: kind === 1 ? 'ABI-J006' : 'ABI-J008' }
  if (isUnit) return { value: undefined }
  if (name === 'text') return bytes.length < 20 ? { code: 'ABI-W001' } : { code: 'any' }
  return attempt(() =>
    withPath(name, () => {
      const reader = new WireReader(bytes)
      reader.u32()
      return wireCodec(returns, 2).read(reader)
    }),
  )
}

const textCodes = ['ABI-W006', 'ABI-W003', 'ABI-V005', 'ABI-V002', 'ABI-W001']

function compare(found: Found, expected: Found, name: string): Verdict {
  const outcome = 'value' in found ? 'read' : 'code' in found ? found.code : 'other'
  if ('other' in found) return { outcome, problem: `it threw ${found.other}` }
  if ('code' in expected && expected.code === 'any') {
    if ('value' in found ? typeof found.value === 'string' : textCodes.includes(found.code))
      return { outcome }
  } else if ('code' in expected && 'code' in found) {
    if (expected.code.includes(found.code)) return { outcome }
  } else if (isDeepStrictEqual(found, expected)) return { outcome }
  return { outcome, problem: `${name} came to ${describe(found)} instead of ${describe(expected)}` }
}

function describe(found: Found): string {
  return 'value' in found ? `the value ${String(found.value)}` : JSON.stringify(found)
}
