import { nativeSpace } from '../../memory/native-space.js'

/** Bytes of a flag. */
const flagSize = 8

/** Where the flag of the message lies that is being answered; 0 where there is none. */
let current = 0

/**
 * Answers a message of which machine code wants to know whether its sender was told what came of it. Where JavaScript does
 * not get that far, because its thread ends, the machine code tells the sender.
 *
 * @param flag - The address of the flag; 0 where nobody asks.
 * @param answer - Answers the message.
 *
 * @see Rule X-91 of the specification.
 *
 * @internal
 */
export function whileUnanswered(flag: number, answer: () => void): void {
  const outer = current
  current = flag
  try {
    answer()
  } finally {
    current = outer
  }
}

/**
 * Says that the sender of the message is told what came of it, or need not be told.
 *
 * @internal
 */
export function sayAnswered(): void {
  if (current === 0) return
  const { view, base } = nativeSpace.memoryAt(current, flagSize)
  view.setUint32(current - base!, 1, true)
}
