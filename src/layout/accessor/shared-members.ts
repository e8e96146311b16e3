import { codecOf } from '../layout.js'
import type { Memory } from '../memory.js'
import type { AnyType } from '../type.js'
import { viewType } from '../view.js'
import { compileMoveTo, storeSource } from './move-to.js'
import type { AccessorClass } from './record-class.js'

type Inspect = (value: unknown, options: object) => string

/** What all accessors have beside their type: they inherit from this, so that a class costs little to make. */
class SharedMembers {
  declare $memory: Memory
  declare $offset: number
  declare readonly [viewType]: AnyType

  toJSON(): unknown {
    return codecOf(this[viewType], this.$memory.space.target).json(this.$memory, this.$offset)
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth: number, options: object, inspect: Inspect): string {
    const { name } = this[viewType]
    if (depth < 0) return `[${name}]`
    const shown = Symbol.iterator in this ? readElements(this) : readFields(this)
    return `${name} ${inspect(shown, { ...options, depth })}`
  }

  /**
   * Moves for the first time. A generated class then gets a way of its own: most accessors are never moved. It is defined
   * where nothing was defined before, because V8 does not inline a method that replaced another.
   */
  $moveTo(address: number): void {
    const { size } = codecOf(this[viewType], this.$memory.space.target)
    const { prototype, $make } = this.constructor as AccessorClass
    if ($make === undefined) {
      const memory = this.$memory.space.memoryAt(address, size)
      this.$memory = memory
      this.$offset = address - memory.base!
      return
    }
    defineHidden(prototype as object, '$moveTo', compileMoveTo(size))
    this.$moveTo(address)
  }
}

/**
 * What the accessors of all types inherit.
 *
 * @internal
 */
export const sharedMembers: object = SharedMembers.prototype

/**
 * Gives an accessor class what all accessors have: its type, `toJSON` and the form that `console.log` prints.
 *
 * @param inherited - What the accessors inherit: {@link sharedMembers}, or what inherits from it.
 *
 * @internal
 */
export function installSharedMembers(
  Accessor: AccessorClass,
  type: AnyType,
  inherited: object = sharedMembers,
): void {
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  Object.setPrototypeOf(Accessor.prototype, inherited)
  defineHidden(Accessor.prototype as object, viewType, type)
}

function defineHidden(prototype: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(prototype, key, { value, configurable: true, writable: true })
}

/**
 * What every generated accessor class begins with: its state, which all instances of a class store in the same order.
 *
 * @internal
 */
export const stateSource = `constructor(memory, offset) { this.$memory = memory; ${storeSource('offset')} }`

/** The properties of a record. One that cannot be read is printed with its error: looking at a value must not throw. */
function readFields(view: object): Record<string, unknown> {
  const properties = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view) as object)
  const names = Object.keys(properties).filter((name) => properties[name]!.get !== undefined)
  return Object.fromEntries(names.map((name) => [name, orError(() => view[name as keyof object])]))
}

function readElements(view: object): unknown {
  return orError(() => [...(view as Iterable<unknown>)])
}

function orError(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}
