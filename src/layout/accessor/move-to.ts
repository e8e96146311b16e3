import type { Memory } from '../memory.js'
import { failsSource } from './check-source.js'
import { compile } from './code-generation.js'

interface State {
  $memory: Memory
  $offset: number
}

/** Moves an accessor to an address. */
export type MoveTo = (this: State, address: number) => void

/**
 * Statements that store an offset or a length. It may be the result of a calculation with addresses, which are too large for
 * V8's small integers, and is made one before it is stored: otherwise every access would add, compare and convert
 * floating-point numbers.
 *
 * @param name - The variable, and after a `$` the property.
 * @param accessor - Where it is stored.
 *
 * @internal
 */
export function storeSource(name: 'offset' | 'length', accessor = 'this'): string {
  const property = `${accessor}.$${name}`
  return `if (${failsSource(`(${name} | 0) === ${name}`)}) ${property} = ${name}; else ${property} = ${name} | 0`
}

/**
 * Compiles a way to other bytes for the accessors of one class. Most moves stay within the memory, and nothing changes but
 * the offset.
 *
 * @param size - How many bytes an accessor shows.
 *
 * @internal
 */
export function compileMoveTo(size: number): MoveTo {
  const isUsable = `typeof address === 'number' && address !== 0 && memory.reach >= ${size}`
  const isWithin = `within === distance && within >= 0 && within <= memory.reach - ${size}`
  const source = `return function (address) {
    let memory = this.$memory
    const distance = ${isUsable} ? address - memory.base : -1
    const within = distance | 0
    if (${failsSource(isWithin)}) {
      this.$memory = memory = memory.space.memoryAt(address, ${size})
      const offset = address - memory.base
      ${storeSource('offset')}
      return
    }
    this.$offset = within
  }`
  return compile(source, {}) as MoveTo
}
