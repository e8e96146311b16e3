// Replays of conversations in which this side connects to a peer and calls it.
import { inspect } from 'node:util'
import { connect, type Connection } from '../../../src/connection/index.js'
import { AbidingError, PeerPanicError } from '../../../src/errors/index.js'
import { numberOf, type Statement } from './conversation.js'
import { bytesOf } from './corpus.js'
import {
  dropped,
  hostileEntry,
  perform,
  properScript,
  rooms,
  tellEarlier,
  type PeerBytes,
  type Script,
} from './peer.js'
import { calls, declareSubject, type subject } from './subject.js'

type Subject = Connection<typeof subject>

/** The side that calls, as a conversation sees it. */
export class Caller {
  #script: Script = properScript()
  #connection: Subject | undefined
  #found = ''

  /** Runs a statement. Says what is not as it should be. */
  run(statement: Statement): string | undefined {
    const { verb, rest, words } = statement
    if (verb === 'come')
      return this.#found === rest ? undefined : `it came to ${this.#found} instead of ${rest}`
    if (verb === 'answer') this.#script = changed(this.#script, statement)
    else {
      perform(this.#script)
      this.#found = outcomeOf(() => this.#act(verb, words))
    }
    return undefined
  }

  /** A call that keeps to the protocol comes to its value, whatever was said before; the object is dropped once. */
  end(): string | undefined {
    this.#script = properScript()
    this.#script = changed(this.#script, { settings: new Map([['outcome', '0200000003000000']]) })
    perform(this.#script)
    const before = dropped()
    const found = outcomeOf(() => {
      const connection = this.#connection ?? connect(declareSubject(), hostileEntry as never)
      const sum = connection.add(1, 2)
      connection[Symbol.dispose]()
      connection[Symbol.dispose]()
      return sum
    })
    if (found !== 'value 3') return `a right call came to ${found}`
    const drops = dropped() - before
    return drops === 1n ? undefined : `the object was dropped ${drops} times`
  }

  #act(verb: string, [name]: readonly string[]): unknown {
    if (verb === 'connect') {
      this.#connection = connect(declareSubject(), hostileEntry as never)
      return 'connected'
    }
    if (verb === 'tell') return tellEarlier()
    const connection = this.#connection!
    if (verb === 'dispose') {
      this.#connection = undefined
      return connection[Symbol.dispose]()
    }
    if (verb !== 'call' || !(name! in calls)) throw new Error(`no statement of a caller: ${verb} ${name}`)
    const method = (connection as unknown as Record<string, (...values: readonly unknown[]) => unknown>)[
      name!
    ]!
    return method.apply(connection, [...calls[name as keyof typeof calls].values])
  }
}

function outcomeOf(run: () => unknown): string {
  try {
    return `value ${inspect(run(), { breakLength: Infinity })}`
  } catch (error) {
    if (error instanceof PeerPanicError) return `${error.code} ${JSON.stringify(error.panic)}`
    if (!(error instanceof AbidingError)) return `${String(error)}`
    return error.code === 'ABI-J008' || error.code === 'ABI-J004'
      ? `${error.code} ${JSON.stringify(error.found)}`
      : error.code
  }
}

type Change = (text: string, script: Script) => Partial<Script>

const count = (text: string): number => Number(numberOf(text))

const sized = (bytes: PeerBytes, text: string): PeerBytes => ({ ...bytes, length: numberOf(text) })

/** The settings of an answer, in the order in which they are applied. */
const changes: Readonly<Record<string, Change>> = {
  versions: (text) => {
    if (text === 'none') return { writesVersion: false }
    const [schemaVersion, version] = text.split(',').map(count) as [number, number]
    return { writesVersion: true, schemaVersion, version }
  },
  definitions: (text) => ({ definitionTimes: count(text) }),
  definition: (text) => ({ definition: rooms.definition.put(bytesOf(text)) }),
  object: (text) => (text === 'none' ? { creates: false } : { creates: true, object: numberOf(text) }),
  errors: (text) => ({ errorTimes: count(text) }),
  error: (text) => ({ error: rooms.error.put(bytesOf(text)) }),
  kind: (text) => ({ outcomeKind: count(text) }),
  times: (text) => ({ outcomeTimes: count(text) }),
  outcome: (text) => ({ outcome: rooms.outcome.put(bytesOf(text)) }),
  length: (text, { outcome }) => ({ outcome: sized(outcome, text) }),
  bytesAt: (text, { outcome }) => ({ outcome: { ...outcome, address: count(text) } }),
  outcomeAt: (text) => ({ outcomeAt: count(text) }),
  earlier: (text) => ({ earlierTimes: count(text) }),
}

function changed(script: Script, { settings }: Pick<Statement, 'settings'>): Script {
  for (const name of settings.keys()) if (!(name in changes)) throw new Error(`nothing to answer: ${name}`)
  let now = script
  for (const [name, change] of Object.entries(changes)) {
    const text = settings.get(name)
    if (text !== undefined) now = { ...now, ...change(text, now) }
  }
  return now
}
