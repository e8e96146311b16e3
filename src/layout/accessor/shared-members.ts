import { codecOf } from '../layout.js'
import type { Memory } from '../memory.js'
import type { AnyType } from '../type.js'
import { viewType } from '../view.js'
import { storeOffset } from './move-to.js'
import type { AccessorClass } from './record-class.js'

interface State {
  $memory: Memory
  $offset: number
  readonly [viewType]: AnyType
}

type Inspect = (value: unknown, options: object) => string

/**
 * Gives an accessor class what all accessors have: its type, `toJSON` and the form that `console.log` prints.
 *
 * @param size - How many bytes an accessor shows.
 * @param names - The properties to print; for arrays there are none and the elements are printed.
 *
 * @internal
 */
export function installSharedMembers(
  Accessor: AccessorClass,
  type: AnyType,
  size: number,
  names?: readonly string[],
): void {
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  const define = (key: PropertyKey, value: unknown): void => {
    Object.defineProperty(Accessor.prototype, key, { value, configurable: true, writable: true })
  }
  define(viewType, type)
  if (!('$moveTo' in Accessor.prototype)) {
    define('$moveTo', function (this: State, address: number): void {
      const memory = this.$memory.space.memoryAt(address, size)
      this.$memory = memory
      this.$offset = address - memory.base!
    })
  }
  define('toJSON', function (this: State): unknown {
    return codecOf(this[viewType], this.$memory.space.target).json(this.$memory, this.$offset)
  })
  define(
    Symbol.for('nodejs.util.inspect.custom'),
    function (
      this: State & Record<string, unknown>,
      depth: number,
      options: object,
      inspect: Inspect,
    ): string {
      const { name } = this[viewType]
      if (depth < 0) return `[${name}]`
      const shown = names === undefined ? readElements(this) : readNamed(this, names)
      return `${name} ${inspect(shown, { ...options, depth })}`
    },
  )
}

/**
 * What every generated accessor class begins with: its state, which all instances of a class store in the same order.
 *
 * @internal
 */
export const stateSource = `constructor(memory, offset) { this.$memory = memory; ${storeOffset} }`

/** A field that cannot be read is printed with its error: looking at a value must not throw. */
function readNamed(view: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, orError(() => view[name])]))
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
