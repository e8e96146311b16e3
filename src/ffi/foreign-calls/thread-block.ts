import type { Address } from '../../layout/index.js'
import { allocateNative, unsafeViewAt } from '../memory.js'

/**
 * Where the words of a thread's block lie, in units of 4 bytes. The machine code knows the same places.
 *
 * @internal
 */
export const blockWord = {
  /** How many calls from JavaScript to native code are under way. */
  depth: 0,
  /** Another number with each such call. */
  ticket: 1,
  /** Not 0 where a call that returns must look whether something waits to be thrown. */
  attention: 2,
  /** Not 0 where thread rules are checked. */
  checks: 3,
  /** Not 0 where the thread serves no calls any more. */
  closed: 4,
  /** Not 0 where the event loop was told to look at the slots, and has not looked yet. */
  rung: 5,
  /** How many calls from other threads came. */
  sequence: 6,
  /** The file descriptor that wakes the event loop. */
  doorbell: 7,
  /** How many slots there are. */
  slotCount: 8,
  /** How many calls were given up because no slot was free. */
  lost: 9,
  /** The address of the slots, which takes two words. */
  slots: 10,
  /** How many threads are about to write to the doorbell. */
  ringing: 12,
} as const

const byteLength = 64

/**
 * What other threads must know of this JavaScript thread. It is never freed: they may look at any time.
 *
 * @internal
 */
export const threadBlock: { readonly address: Address; readonly words: Int32Array } = makeBlock()

function makeBlock(): { readonly address: Address; readonly words: Int32Array } {
  const address = allocateNative(byteLength)
  return { address, words: new Int32Array(unsafeViewAt(address, byteLength)) }
}
