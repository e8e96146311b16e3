import type { Memory } from '../memory.js'
import type { AnyType, Codec } from '../type.js'
import { compile, mayGenerateCode } from './code-generation.js'
import { installSharedMembers } from './shared-members.js'

/** A field as an accessor sees it. */
export interface Member {
  /** Name of the field. */
  readonly name: string
  /** Bytes from the start of the struct. */
  readonly offset: number
  /** Reads and writes the field. */
  readonly codec: Codec
}

/** The class of an accessor: made for a place in a memory. */
export type AccessorClass = new (memory: Memory, offset: number) => object

/**
 * Makes the accessor class of a struct: one property per field on the prototype, and nothing in an instance but the
 * memory and the offset.
 *
 * @param type - The struct.
 * @param members - Its fields.
 * @param generate - Whether to make the class from source text; closures otherwise.
 *
 * @internal
 */
export function makeStructClass(
  type: AnyType,
  members: readonly Member[],
  generate = mayGenerateCode(),
): AccessorClass {
  const Accessor = generate ? generateClass(type, members) : composeClass(type, members)
  installSharedMembers(
    Accessor,
    type,
    members.map((member) => member.name),
  )
  return Accessor
}

function generateClass(type: AnyType, members: readonly Member[]): AccessorClass {
  const scope: Record<string, unknown> = {}
  const properties = members.map(({ name, offset, codec }, index) => {
    const path = JSON.stringify(`${type.name}.${name}`)
    const place = offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`
    scope[`$${index}`] = codec.source?.refuse ?? codec
    if (codec.source === undefined) {
      return `get ${name}() { return $${index}.get(this.$memory, ${place}, ${path}) }
        set ${name}(value) { $${index}.set(this.$memory, ${place}, value, ${path}) }`
    }
    return `get ${name}() { return ${codec.source.get('this.$memory.view', place)} }
      set ${name}(value) {
        if (!(${codec.source.accepts('value')})) $${index}(value, ${path})
        ${codec.source.set('this.$memory.view', place, 'value')}
      }`
  })
  const body = `return class { ${constructorSource} ${properties.join('\n')} }`
  return compile(body, scope) as AccessorClass
}

/** Both kinds of class store the state in the same order, so that all instances of one class have one shape. */
const constructorSource = 'constructor(memory, offset) { this.$memory = memory; this.$offset = offset }'

interface State {
  $memory: Memory
  $offset: number
}

function composeClass(type: AnyType, members: readonly Member[]): AccessorClass {
  const Accessor = class implements State {
    $memory: Memory
    $offset: number
    constructor(memory: Memory, offset: number) {
      this.$memory = memory
      this.$offset = offset
    }
  }
  for (const { name, offset, codec } of members) {
    const path = `${type.name}.${name}`
    Object.defineProperty(Accessor.prototype, name, {
      configurable: true,
      get(this: State) {
        return codec.get(this.$memory, this.$offset + offset, path)
      },
      set(this: State, value: unknown) {
        codec.set(this.$memory, this.$offset + offset, value, path)
      },
    })
  }
  return Accessor
}
