import type { Memory } from '../memory.js'
import { compile } from './code-generation.js'

interface State {
  $memory: Memory
  $offset: number
}

/** Moves an accessor to an address. */
export type MoveTo = (this: State, address: number) => void

/**
 * Statements that store an offset. It is the result of a calculation with addresses, which are too large for V8's small
 * integers, and is made one before it is stored: otherwise every access would add and convert floating-point numbers.
 *
 * @internal
 */
export const storeOffset =
  'if ((offset | 0) === offset) this.$offset = offset | 0; else this.$offset = offset'

/**
 * Compiles a way to other bytes for the accessors of one class. Most moves stay within the memory, and nothing changes but
 * the offset.
 *
 * @param size - How many bytes an accessor shows.
 *
 * @internal
 */
export function compileMoveTo(size: number): MoveTo {
  const source = `return function (address) {
    let memory = this.$memory
    if (typeof address === 'number' && address !== 0 && memory.reach >= ${size}) {
      const distance = address - memory.base
      const offset = distance | 0
      if (offset === distance && offset >= 0 && offset <= memory.reach - ${size}) {
        this.$offset = offset
        return
      }
    }
    this.$memory = memory = memory.space.memoryAt(address, ${size})
    const offset = address - memory.base
    ${storeOffset}
  }`
  return compile(source, {}) as MoveTo
}
