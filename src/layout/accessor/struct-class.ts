import type { Memory } from '../memory.js'
import type { AnyType, Codec } from '../type.js'
import { alignUp } from '../layout.js'
import { compile, mayGenerateCode } from './code-generation.js'
import { collector, readSource, writeSource } from './field-source.js'
import { installSharedMembers, stateSource } from './shared-members.js'

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
  const size = sizeOf(members)
  const Accessor = generate ? generateClass(type, size, members) : composeClass(type, members)
  installSharedMembers(
    Accessor,
    type,
    size,
    members.map((member) => member.name),
  )
  return Accessor
}

function sizeOf(members: readonly Member[]): number {
  const { offset, codec } = members.at(-1)!
  const alignment = members.reduce((largest, member) => Math.max(largest, member.codec.alignment), 1)
  return alignUp(offset + codec.size, alignment)
}

function generateClass(type: AnyType, size: number, members: readonly Member[]): AccessorClass {
  const { scope, bind } = collector()
  const properties = members.map(({ name, offset, codec }) => {
    const place = {
      memory: 'this.$memory',
      offset: offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`,
      path: JSON.stringify(`${type.name}.${name}`),
    }
    return `get ${name}() { return ${readSource(codec, place, bind)} }
      set ${name}(value) { ${writeSource(codec, place, 'value', bind)} }`
  })
  return compile(`return class { ${stateSource(size)} ${properties.join('\n')} }`, scope) as AccessorClass
}

/**
 * A function that makes accessors of a class: each with source of its own, so that V8 knows which class it makes.
 *
 * @internal
 */
export function makerOf(Accessor: AccessorClass): (memory: Memory, offset: number) => object {
  if (!mayGenerateCode()) return (memory, offset) => new Accessor(memory, offset)
  const source = 'return (memory, offset) => new Accessor(memory, offset)'
  return compile(source, { Accessor }) as (memory: Memory, offset: number) => object
}

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
