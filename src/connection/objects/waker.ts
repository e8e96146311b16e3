import { unit } from '../../layout/index.js'
import { signalEntry, type SignalEntry } from '../../ffi/index.js'
import { hostEntryOf } from '../protocol/host-entry.js'
import type { PackagedObject } from '../wire/passage.js'
import type { AnyWireType } from '../wire/wire-type.js'
import { closureParts } from './closure-parts.js'
import { objectType } from './object-type.js'
import { packagedSize, writePackaged } from './packaged-object.js'

/** A waker: a function, and what drops it. */
export interface Wake {
  /** Says that polling again is worth while. */
  (): undefined
  /** Drops it. */
  [Symbol.dispose](): void
}

/** What is told of a waker that a peer has. */
export interface WakerListener {
  /** Somebody called it. */
  readonly onWake: () => void
  /** Nobody will call it any more. */
  readonly onDrop: () => void
}

const parts = closureParts('owned', {}, unit, { send: true, sync: true })

/** Wakers that native code alone answers for, by the functions that stand for them. */
const packaged = new WeakMap<object, PackagedObject>()

/**
 * The type of the waker that polling a future passes: Rust's `Box<dyn Fn() + Send + Sync>`. Threads call it while they hold
 * locks and while JavaScript waits for them, so native code alone answers, where this machine has such code.
 *
 * @see Rule X-28 of the specification.
 *
 * @internal
 */
export const wakerType: AnyWireType = withSignals(objectType(parts))

function withSignals(type: AnyWireType): AnyWireType {
  return Object.freeze<AnyWireType>({
    ...type,
    makeCodec(version) {
      const codec = type.makeCodec(version)
      return {
        ...codec,
        smallest: packagedSize,
        write(writer, wake: Wake) {
          const own = packaged.get(wake)
          if (own === undefined) codec.write(writer, wake)
          else writePackaged(writer, own)
        },
      }
    },
  })
}

let entry: SignalEntry | undefined
let isUnavailable = false

/** The entry for the wakers of this thread. */
function wakers(): SignalEntry | undefined {
  // The version of a future is always 0, and so is that of its wakers.
  if (entry === undefined && !isUnavailable) entry = signalEntry(hostEntryOf(parts.traitIn(0)).address)
  isUnavailable = entry === undefined
  return entry
}

/** A waker that was given to a peer. */
export interface GivenWaker {
  /** What is passed. */
  readonly wake: Wake
  /** Tells the listener at once what it would learn in the event loop. */
  readonly look: () => void
}

/**
 * Makes a waker for a peer.
 *
 * @param listener - Is told what the peer does with it.
 *
 * @see Rule X-28 of the specification.
 *
 * @internal
 */
export function makeWaker({ onWake, onDrop }: WakerListener): GivenWaker {
  const wake = Object.assign(() => void onWake(), { [Symbol.dispose]: onDrop })
  const known = wakers()
  const signal = known?.make(({ isRaised, isReleased }) => {
    if (isRaised) onWake()
    if (isReleased) onDrop()
  })
  if (known === undefined || signal === undefined) return { wake, look: () => undefined }
  packaged.set(wake, { data: signal.data, vtable: signal.vtable, entry: known.address })
  return { wake, look: signal.look }
}

/**
 * Keeps the process alive until the function that it gives is called: somebody waits for a future.
 *
 * @internal
 */
export function keepWaiting(): () => void {
  const known = wakers()
  if (known !== undefined) {
    known.hold()
    return () => known.letGo()
  }
  const timer = setInterval(() => undefined, longest)
  return () => clearInterval(timer)
}

/** The longest delay of a timer, in milliseconds. */
const longest = 2 ** 31 - 1
