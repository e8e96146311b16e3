import { codecOf } from '../layout.js'
import type { Memory } from '../memory.js'
import type { AnyType } from '../type.js'
import { viewType } from '../view.js'
import type { AccessorClass } from './struct-class.js'

interface State {
  readonly $memory: Memory
  readonly $offset: number
}

type Inspect = (value: unknown, options: object) => string

/**
 * Gives an accessor class what all accessors have: its type, `toJSON` and the form that `console.log` prints.
 *
 * @param names - The properties to print; for arrays there are none and the elements are printed.
 *
 * @internal
 */
export function installSharedMembers(
  Accessor: AccessorClass,
  type: AnyType,
  names?: readonly string[],
): void {
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  const define = (key: PropertyKey, value: unknown): void => {
    Object.defineProperty(Accessor.prototype, key, { value, configurable: true, writable: true })
  }
  define(viewType, type)
  define('toJSON', function (this: State): unknown {
    return codecOf(type, this.$memory.space.target).json(this.$memory, this.$offset)
  })
  define(
    Symbol.for('nodejs.util.inspect.custom'),
    function (
      this: State & Record<string, unknown>,
      depth: number,
      options: object,
      inspect: Inspect,
    ): string {
      if (depth < 0) return `[${type.name}]`
      const shown = names === undefined ? readElements(this) : readNamed(this, names)
      return `${type.name} ${inspect(shown, { ...options, depth })}`
    },
  )
}

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
