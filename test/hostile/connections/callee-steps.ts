// Steps against the side that is called: messages to an entry of TypeScript that nobody who keeps to the protocol would send.
import { isDeepStrictEqual } from 'node:util'
import { decodeWire, encodeWire, exportTrait } from '../../../src/connection/index.js'
import { AbidingError } from '../../../src/errors/index.js'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { decodeDefinition } from '../../../src/connection/wire/container.js'
import { Random } from '../random.js'
import { mutateBytes } from './mutate-bytes.js'
import { answered, heard, own, rooms, sendWords } from './peer.js'
import type { StepResult } from './reader-steps.js'
import type { Verdict } from './judge-readers.js'
import { calls, implementation, methodNames, subject } from './subject.js'

const exported = exportTrait(subject, () => implementation as never)

const request = { call: 0n, version: 1n, definition: 2n, create: 3n, drop: 4n } as const
const successful = 0

let object: readonly [bigint, bigint] | undefined

/** An object of the entry, made anew when a step dropped the last one. */
function objectWords(): readonly [bigint, bigint] {
  if (object !== undefined) return object
  sendWords(exported.address, [request.create, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n], own.first | own.error)
  return (object = [answered(0), answered(1)])
}

/** What a peer sends for a method that keeps to the protocol. */
function properArguments(name: keyof typeof calls, version: number): Uint8Array {
  if (name === 'text') {
    const { address, length } = rooms.error.put(new TextEncoder().encode('hello'))
    return Uint8Array.from([
      version,
      0,
      0,
      0,
      ...new Uint8Array(new BigUint64Array([BigInt(address), length]).buffer),
    ])
  }
  const { parameters } = subject.methods.get(name)!
  const values = calls[name].values as readonly unknown[]
  return Uint8Array.from([
    ...[version, 0, 0, 0],
    ...parameters.flatMap(({ type }, index) => [...encodeWire(type, values[index], version)]),
  ])
}

const wildWords = [0n, 1n, 0x1000n, 0x7fff_ffff_f000n, 0x123456789000n, 2n ** 48n, 2n ** 63n, 2n ** 64n - 1n]

interface Message {
  readonly words: bigint[]
  readonly done: string[]
}

/** Sends a message with something wrong about it. */
export function messageStep(seed: number, index: number): StepResult {
  const random = new Random(seed, index)
  const [data, vtable] = objectWords()
  const number = random.between(0, methodNames.length - 1)
  const name = methodNames[number]!
  const version = random.between(0, 2)
  const bytes = properArguments(name, version)
  const message: Message = {
    words: [request.call, data, vtable, 0n, 0n, 0n, 7n, 0n, BigInt(version) | (BigInt(number) << 32n)],
    done: [],
  }
  const isProper = random.once(10)
  let sent = bytes
  if (!isProper && random.once(2)) {
    const mutated = mutateBytes(bytes, random)
    sent = mutated.bytes
    message.done.push(...mutated.done)
  }
  const { address, length } = rooms.arguments.put(sent)
  message.words[4] = BigInt(address)
  message.words[5] = length
  if (!isProper) spoil(message, random)
  const plan = `${name}: ${message.done.join(', ')}: ${message.words.join(' ')} ${Buffer.from(sent).toString('hex')}`
  const before = hostedObjects()
  let thrown: unknown
  try {
    sendWords(exported.address, message.words, ownWordsOf(message.words[0]!))
  } catch (error) {
    thrown = error
  }
  if (hostedObjects() < before) object = undefined
  if (isProper) return { ...judgeProper(name, thrown), plan }
  const kind = message.words[0]! & 0xffn
  return { ...judgeAny(kind, message, thrown), plan }
}

/** Messages that ask for an answer are given a place for it; of the others, nothing but the receiver is real. */
function ownWordsOf(word: bigint): number {
  const kind = word & 0xffn
  if (kind === request.version) return own.first | own.second
  if (kind === request.definition) return own.definition
  return own.receiver
}

/** The version of schemas and that of the trait, both small. */
function versionsToAsk(random: Random): bigint {
  return BigInt(random.between(0, 2)) | (BigInt(random.between(0, 2)) << 32n)
}

/** Other words than they should be. */
function spoil({ words, done }: Message, random: Random): void {
  const change = (what: string, word: number, value: bigint): void => {
    words[word] = value
    done.push(what)
  }
  for (let left = random.between(0, 2); left > 0; left--) {
    const which = random.between(0, 9)
    if (which === 0) change('the object', 1, random.once(2) ? random.pick(wildWords) : random.word())
    else if (which === 1) change('the mask', 3, random.once(2) ? 2n ** 64n - 1n : random.word())
    else if (which === 2) change('where the arguments lie', 4, random.pick(wildWords))
    else if (which === 3)
      change('how many bytes they are', 5, random.pick([0n, 1n, 2n ** 40n, 2n ** 64n - 1n]))
    else if (which === 4)
      change('the number of the method', 8, words[8]! | (BigInt(random.between(9, 0xffff)) << 32n))
    else if (which === 5) change('the version', 8, (words[8]! & ~0xffff_ffffn) | BigInt(random.next()))
    else if (which === 6) {
      change('the message', 0, BigInt(random.pick([0, 1, 2, 5, 6, 77, 255])))
      // The address of an object is hardly ever a version that there is, and few definitions would be given.
      if (words[0] === request.definition && !random.once(4)) change('the versions', 1, versionsToAsk(random))
    } else if (which === 7) change('the token', 6, random.word())
    else if (which === 8) change('the padding', 0, words[0]! | (random.word() & ~0xffn))
    else change('the second word of the object', 2, random.word())
  }
}

/** A call that keeps to the protocol is answered, whatever was sent before it. */
function judgeProper(name: keyof typeof calls, thrown: unknown): Verdict {
  if (thrown !== undefined) return { outcome: 'other', problem: `a right call threw ${describe(thrown)}` }
  const { outcomes, kind, bytes } = heard()
  const expected = name === 'rest' ? 0 : 1
  if (outcomes !== expected) return { outcome: 'other', problem: `${outcomes} outcomes of a right call` }
  if (name === 'rest' || name === 'text') return { outcome: 'answered' }
  if (kind !== successful) return { outcome: 'other', problem: `a right call was refused: ${text(bytes)}` }
  const { returns } = subject.methods.get(name)!
  const value = decodeWire(returns, bytes.subarray(4), 2)
  const again = decodeWire(returns, encodeWire(returns, calls[name].result, 2), 2)
  return isDeepStrictEqual(value, again)
    ? { outcome: 'answered' }
    : { outcome: 'other', problem: `a right call gave ${Buffer.from(bytes).toString('hex')}` }
}

/** Whatever is sent, the sender hears at most one outcome, or the error is one of the library's own. */
function judgeAny(kind: bigint, { words }: Message, thrown: unknown): Verdict {
  if (thrown !== undefined) {
    return thrown instanceof AbidingError
      ? { outcome: thrown.code }
      : { outcome: 'other', problem: `it threw ${describe(thrown)}` }
  }
  const { outcomes, kind: outcome, bytes } = heard()
  if (outcomes > 1) return { outcome: 'other', problem: `${outcomes} outcomes` }
  if (kind === request.definition && outcomes === 1) {
    decodeDefinition(bytes, 'Subject')
    return { outcome: 'defined' }
  }
  if (kind !== request.call) return { outcome: 'silent' }
  const isUnit = Number((words[8]! >> 32n) & 0xffffn) === methodNames.indexOf('rest')
  if (outcomes === 0 && !isUnit) return { outcome: 'other', problem: 'no outcome of a call' }
  return { outcome: outcomes === 0 ? 'silent' : (['success', 'panic', 'refusal'][outcome] ?? 'other') }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
