import type { Memory } from '../memory.js'
import { compile } from './code-generation.js'
import type { AccessorClass } from './record-class.js'

interface State {
  $memory: Memory
  $offset: number
}

type MoveTo = (this: State, address: number) => void

/**
 * Statements that store an offset. It is the result of a calculation with addresses, which are too large for V8's small
 * integers, and is made one before it is stored: otherwise every access would add and convert floating-point numbers.
 *
 * @internal
 */
export const storeOffset =
  'if ((offset | 0) === offset) this.$offset = offset | 0; else this.$offset = offset'

/**
 * Gives a generated accessor class a way of its own to other bytes. Most moves stay within the memory, and nothing
 * changes but the offset. It is compiled when an accessor is first moved: most never are.
 *
 * @param size - How many bytes an accessor shows.
 *
 * @internal
 */
export function installMoveTo(Accessor: AccessorClass, size: number): void {
  const define = (move: MoveTo): void => {
    Object.defineProperty(Accessor.prototype, '$moveTo', { value: move, configurable: true, writable: true })
  }
  define(function (address) {
    const move = compile(moveSource(size), {}) as MoveTo
    define(move)
    move.call(this, address)
  })
}

function moveSource(size: number): string {
  return `return function (address) {
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
}
