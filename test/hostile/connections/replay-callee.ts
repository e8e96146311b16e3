// Replays of conversations in which a peer sends messages to an entry of this side.
import { exportTrait } from '../../../src/connection/index.js'
import { decodeDefinition } from '../../../src/connection/wire/container.js'
import { AbidingError } from '../../../src/errors/index.js'
import { numberOf, type Statement } from './conversation.js'
import { bytesOf } from './corpus.js'
import { answered, heard, own, rooms, sendWords } from './peer.js'
import { implementation, methodNames, subject } from './subject.js'

/** What the implementation throws next time. */
let failure: string | undefined

function failIfTold(): void {
  const text = failure
  failure = undefined
  if (text !== undefined) throw new RangeError(text)
}

const failing = Object.fromEntries(
  Object.entries(implementation as Record<string, (...values: never[]) => unknown>).map(([name, run]) => [
    name,
    (...values: never[]) => {
      failIfTold()
      return run(...values)
    },
  ]),
)

const exported = exportTrait(subject, () => {
  failIfTold()
  return { ...failing } as never
})

const kinds: Readonly<Record<string, bigint>> = {
  call: 0n,
  versions: 1n,
  definition: 2n,
  create: 3n,
  drop: 4n,
}

/** A proper call of the first method, in version 2: 1 and 2 are added. */
const properArguments = '020000000100000002000000'

/** The side that is called, as a conversation sees it. */
export class Callee {
  #data = 0n
  #vtable = 0n
  #thrown: unknown
  #kind: bigint = 0n

  /** Runs a statement. Says what is not as it should be. */
  run(statement: Statement): string | undefined {
    const { verb, rest } = statement
    if (verb === 'fail') failure = JSON.parse(rest) as string
    else if (verb === 'send') this.#send(statement)
    else if (verb === 'hear') {
      const found = this.#describe()
      return matches(found, rest) ? undefined : `heard ${found} instead of ${rest}`
    } else throw new Error(`no statement of a callee: ${verb}`)
    return undefined
  }

  /** A call that keeps to the protocol is answered, whatever was said before. */
  end(): string | undefined {
    failure = undefined
    this.#send({ verb: 'send', rest: '', words: ['create'], settings: new Map(), place: '' })
    this.#send({ verb: 'send', rest: '', words: ['call'], settings: new Map(), place: '' })
    const found = this.#describe()
    return found === 'success 0200000003000000' ? undefined : `a right call came to ${found}`
  }

  #send({ words: [kind = ''], settings }: Statement): void {
    const number = (name: string, proper: bigint): bigint => {
      const text = settings.get(name)
      return text === undefined ? proper : numberOf(text)
    }
    this.#kind = kinds[kind] ?? numberOf(kind)
    const sent = rooms.arguments.put(bytesOf(settings.get('arguments') ?? properArguments))
    const method = settings.get('method') ?? '0'
    const named = methodNames.indexOf(method as never)
    const methodNumber = named < 0 ? numberOf(method) : BigInt(named)
    const object = [number('object', this.#data), number('second', this.#vtable)]
    const byKind: Readonly<Record<string, readonly bigint[]>> = {
      definition: [number('version', 2n) | (2n << 32n), 7n, 0n],
      create: [0n, 7n, 0n],
      versions: [0n, 0n],
      drop: object,
    }
    const call = [
      ...object,
      number('mask', 0n),
      number('at', BigInt(sent.address)),
      number('length', sent.length),
      number('token', 7n),
      0n,
      number('version', 2n) | (methodNumber << 32n),
    ]
    const parts = byKind[kind] ?? call
    this.#thrown = undefined
    try {
      sendWords(
        exported.address,
        [this.#kind, ...parts, ...Array<bigint>(8 - parts.length).fill(0n)],
        ownWords(kind, settings),
      )
    } catch (error) {
      this.#thrown = error
    }
    if (kind === 'create' && answered(0) !== 0n && heard().outcomes === 0)
      [this.#data, this.#vtable] = [answered(0), answered(1)]
  }

  /** What came of the last message, as a conversation says it. */
  #describe(): string {
    if (this.#thrown instanceof AbidingError) return `throws ${this.#thrown.code}`
    if (this.#thrown instanceof Error) return `throws ${this.#thrown.message}`
    const { outcomes, kind, bytes } = heard()
    if (outcomes > 1) return `${outcomes} outcomes`
    const text = new TextDecoder().decode(bytes)
    if (this.#kind === kinds['versions'])
      return `versions ${answered(0) & 0xffffn} ${answered(2) & 0xffff_ffffn}`
    if (outcomes === 0) return this.#kind === kinds['create'] && answered(0) !== 0n ? 'object' : 'nothing'
    if (this.#kind === kinds['create']) return `error ${JSON.stringify(text)}`
    if (this.#kind === kinds['definition'])
      return decodeDefinition(bytes, 'Subject').name === subject.name ? 'definition' : 'another definition'
    if (kind === 0) return `success ${Buffer.from(bytes).toString('hex')}`
    return `${kind === 1 ? 'panic' : 'refusal'} ${JSON.stringify(text)}`
  }
}

/** Which words of a message are the sender's own addresses. */
function ownWords(kind: string, settings: ReadonlyMap<string, string>): number {
  if (settings.get('receiver') === 'null') return kind === 'create' ? own.first : 0
  if (settings.get('room') === 'null') return kind === 'create' ? own.error : 0
  const byKind: Readonly<Record<string, number>> = {
    versions: own.first | own.second,
    definition: own.definition,
    create: own.first | own.error,
    drop: 0,
  }
  return byKind[kind] ?? own.receiver
}

/** Texts match where a part of them is there. */
function matches(found: string, expected: string): boolean {
  if (found === expected) return true
  const [word = ''] = expected.split(' ', 1)
  if (!['panic', 'refusal', 'error'].includes(word) || !found.startsWith(`${word} `)) return false
  const part = JSON.parse(expected.slice(word.length)) as string
  return part !== '' && (JSON.parse(found.slice(word.length)) as string).includes(part)
}
