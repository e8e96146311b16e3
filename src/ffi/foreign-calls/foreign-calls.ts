import { isMainThread } from 'node:worker_threads'
import type { Address } from '../../layout/index.js'
import { functionAt, type NativeFunction } from '../functions.js'
import type { NativeSignature } from '../koffi-types.js'
import { areaSize, CallSlots } from './call-slots.js'
import { Doorbell } from './doorbell.js'
import { EntryBlock, type ForeignCallPolicy } from './entry-block.js'
import { memoryBytes } from './memory-bytes.js'
import { blockWord, threadBlock } from './thread-block.js'

/** Why a call was not made, or not waited for: too early by its own thread, all else by another thread. */
export type RefusalReason = 'rule' | 'busy' | 'late' | 'stuck' | 'crowd' | 'early'

/** By the numbers of the machine code. A thread that ends refuses calls too, but has nobody to tell. */
const reasons: readonly (RefusalReason | undefined)[] = [
  undefined,
  'rule',
  'busy',
  'late',
  'stuck',
  undefined,
  'early',
]

/** A call that native code got a zero for. */
export interface RefusedCall {
  /** Why. */
  readonly reason: RefusalReason
  /** The function, or `undefined` where nobody knows: calls for which there was no room were only counted. */
  readonly path: string | undefined
  /** How long such calls wait, in milliseconds. */
  readonly timeout: number | undefined
  /** How many calls this is about. */
  readonly count: number
}

/** An entry point of which calls from other threads are guarded. */
export interface GuardedEntryPoint {
  /** What native code is given. */
  readonly address: Address
  /** Says where calls from its own thread lead from now on, and how many calls that are under way may not make them. */
  readonly redirect: (direct: number, depth: number) => void
  /** Says for which function it stands, and what becomes of calls from other threads. */
  readonly assign: (path: string, policy: ForeignCallPolicy) => void
}

let onRefusal: (refused: readonly RefusedCall[]) => void = () => undefined

/** How often calls are looked for before the event loop goes on with other things. */
const roundsPerTurn = 8

/** What serves the calls that come to this thread from others. */
class ForeignCalls {
  readonly #blocks = [new EntryBlock()]
  readonly #slots = new CallSlots()
  readonly #doorbell = new Doorbell(() => this.#serve())
  readonly #thread: number
  readonly #replay: NativeFunction
  readonly #rouse: NativeFunction
  readonly #assigned = new Map<number, { readonly path: string; readonly timeout: number }>()

  constructor() {
    const { replay, rouse, identify } = this.#blocks[0]!.functions
    const bind = (address: number, parameters: NativeSignature['parameters'], returns: 'address' | 'i32') =>
      functionAt(address, { parameters, returns }, 'foreign calls')
    this.#thread = bind(identify, [], 'address')() as number
    this.#replay = bind(replay, ['address'], 'i32')
    this.#rouse = bind(rouse, ['address'], 'i32')
    threadBlock.words[blockWord.doorbell] = this.#doorbell.descriptor
    process.once('exit', () => this.#close())
  }

  guard(direct: number, depth: number, signature: NativeSignature): GuardedEntryPoint | undefined {
    const bytes = memoryBytes(signature)
    if (bytes.stack + bytes.result > areaSize) return undefined
    if (this.#blocks.at(-1)!.isFull) this.#blocks.push(new EntryBlock())
    const { address, entry, redirect, setPolicy } = this.#blocks
      .at(-1)!
      .add(this.#thread, direct, depth, bytes)
    return {
      address,
      redirect,
      assign: (path, policy) => {
        this.#assigned.set(entry, { path, timeout: policy.timeout })
        setPolicy(policy, path)
      },
    }
  }

  takeRefused(onlyDuringCalls: boolean): RefusedCall[] {
    const refused = this.#slots.takeGivenUp(onlyDuringCalls).flatMap(({ reason, entry }): RefusedCall[] => {
      const known = reasons[reason]
      if (known === undefined) return []
      const { path, timeout } = this.#assigned.get(entry) ?? {}
      return [{ reason: known, path, timeout, count: 1 }]
    })
    const lost = Atomics.exchange(threadBlock.words, blockWord.lost, 0)
    if (lost > 0) refused.push({ reason: 'crowd', path: undefined, timeout: undefined, count: lost })
    return refused
  }

  /** Runs in the event loop. */
  #serve(): void {
    // Threads call again as soon as they have their answers. As long as the doorbell counts as rung, they need not ring.
    for (let round = 0; round < roundsPerTurn && this.#replayPending(); round++);
    // Who comes from now on rings; who came before is served here.
    Atomics.store(threadBlock.words, blockWord.rung, 0)
    this.#replayPending()
    const refused = this.takeRefused(false)
    if (refused.length > 0) onRefusal(refused)
  }

  /** Makes the calls that wait, and says whether there were any. */
  #replayPending(): boolean {
    const slots = this.#slots.pending()
    for (const slot of slots) {
      try {
        this.#replay(slot)
      } catch (error) {
        // Such as a stack overflow on the way to the function. The other calls go on.
        queueMicrotask(() => {
          throw error
        })
      }
    }
    return slots.length > 0
  }

  /** Lets go of everybody who waits: the event loop does not come back. */
  #close(): void {
    const { words } = threadBlock
    Atomics.store(words, blockWord.closed, 1)
    // The thread may get a successor with the same place in memory, for whom the FFI knows no functions.
    if (!isMainThread) for (const block of this.#blocks) block.disownAll()
    for (const slot of this.#slots.awaited()) this.#rouse(slot)
    while (Atomics.load(words, blockWord.ringing) > 0);
    if (!isMainThread) this.#doorbell.close()
  }
}

let shared: ForeignCalls | undefined
let isUnavailable = false

/**
 * Makes an entry point that tells threads apart.
 *
 * @param direct - Where the calls of this thread lead.
 * @param signature - What native code passes and expects.
 * @param depth - How many calls to native code are under way: from that code it cannot be called.
 * @returns `undefined` where the machine or the system does not allow it: calls then go to `direct` from every thread.
 *
 * @internal
 */
export function guardEntryPoint(
  direct: number,
  signature: NativeSignature,
  depth = 0,
): GuardedEntryPoint | undefined {
  if (isUnavailable) return undefined
  try {
    shared ??= new ForeignCalls()
    return shared.guard(direct, depth, signature)
  } catch {
    isUnavailable = true
    return undefined
  }
}

/**
 * Takes the news of calls that were refused.
 *
 * @param onlyDuringCalls - Whether to leave those that were refused while JavaScript was in no native call.
 *
 * @internal
 */
export function takeRefusedCalls(onlyDuringCalls: boolean): readonly RefusedCall[] {
  return shared?.takeRefused(onlyDuringCalls) ?? []
}

/**
 * Says what runs where calls were refused while JavaScript was in no native call.
 *
 * @internal
 */
export function whenCallsAreRefused(report: (refused: readonly RefusedCall[]) => void): void {
  onRefusal = report
}
