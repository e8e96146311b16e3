import { AbidingError } from 'abiding'
import { expect } from 'vitest'

/** The error with which something is refused: one of the library's own, never a plain one. */
export function refusal(action: () => unknown): AbidingError {
  try {
    action()
  } catch (error) {
    if (error instanceof AbidingError) return error
    throw error
  }
  return expect.fail('nothing was refused')
}
