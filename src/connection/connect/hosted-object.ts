import { Ownership } from '../../ownership/index.js'
import type { HostEntry } from '../protocol/host-entry.js'
import type { HostInstance, InstanceHolder } from '../protocol/host-instance.js'
import type { ObjectWords } from '../protocol/native-entry.js'
import { PeerObject } from './peer-object.js'
import type { Uses } from './uses.js'

/**
 * Whether a call may begin without asking who is told of uses: nothing stands in its way, such a call is under way, it has to
 * ask, or it has to ask while such a call is under way. There is one such call at most, which costs less than counting them.
 *
 * @internal
 */
export const hostedState = { ready: 0, called: 1, asks: 2, calledAndAsks: 3 } as const

/**
 * An object of an entry of this side, as calls in the process need it. What implements it is beside it in the connection: that
 * may lead to the connection, to which nothing leads that is left when the connection is forgotten.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class HostedObject extends PeerObject implements InstanceHolder {
  /** A number of {@link hostedState}. */
  state: number = hostedState.asks
  readonly #host: HostEntry
  /** Whether it was found at the start, so that the connection knows what implements it. */
  readonly #isKnown: boolean
  /** Whether it is to be dropped at the end of the call that is under way. */
  #isEnding = false

  constructor(words: ObjectWords, host: HostEntry) {
    super(words)
    this.#host = host
    this.#isKnown = this.implementation !== undefined
  }

  /** What implements it; `undefined` where it is gone, or never was an object of the entry. */
  get implementation(): HostInstance['implementation'] | undefined {
    return this.#host.known(this.address)?.implementation
  }

  override useThrough(uses: Uses): void {
    super.useThrough(uses)
    this.refresh()
  }

  override refresh(): void {
    if (!(this.uses instanceof Ownership && this.uses.state === 'owned')) this.#ask()
    else if (this.state === hostedState.calledAndAsks) this.state = hostedState.called
    else if (this.state === hostedState.asks) this.#hold()
  }

  get #isCalled(): boolean {
    return this.state === hostedState.called || this.state === hostedState.calledAndAsks
  }

  #ask(): void {
    this.state = this.#isCalled ? hostedState.calledAndAsks : hostedState.asks
  }

  /** A handle is given once: what was found under it stays the right one until it is gone, which the holder is told. */
  #hold(): void {
    const instance = this.#host.known(this.address)
    if (!this.#isKnown || instance === undefined || (instance.holder ?? this) !== this) return
    instance.holder = this
    this.state = hostedState.ready
  }

  forget(): void {
    this.#ask()
  }

  /**
   * What implements it.
   *
   * @throws MemoryError `ABI-B005` where it is gone, or never was an object of the entry.
   */
  find(path: string): HostInstance {
    return this.#host.find(this.address, path)
  }

  /** Ends the call that nobody was told of. */
  endCall(): void {
    this.state = this.state === hostedState.called ? hostedState.ready : hostedState.asks
    if (this.#isEnding) this.#finish()
  }

  /** Drops it, at the end of the call that is under way. */
  drop(): void {
    if (!this.#isCalled) return this.#finish()
    this.#isEnding = true
    this.#ask()
  }

  #finish(): void {
    this.#isEnding = false
    this.forget()
    this.#host.drop(this.address)
  }
}
