import type { Memory } from '../memory.js'
import type { AnyType, Codec, WriteMode } from '../type.js'
import { compile, mayGenerateCode } from './code-generation.js'
import { collector, readSource, writeSource } from './field-source.js'
import { installMoveTo } from './move-to.js'
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

/** How an accessor class is made. */
export interface ClassOptions {
  /** Whether values are checked before they are written. */
  readonly mode?: WriteMode
  /** Whether to make the class from source text; closures otherwise. */
  readonly generate?: boolean
}

/**
 * Makes the accessor class of a struct or union: one property per field on the prototype, and nothing in an instance but
 * the memory and the offset.
 *
 * @param type - The struct or union.
 * @param size - Its size in bytes.
 * @param members - Its fields.
 *
 * @internal
 */
export function makeRecordClass(
  type: AnyType,
  size: number,
  members: readonly Member[],
  { mode = 'checked', generate = mayGenerateCode() }: ClassOptions = {},
): AccessorClass {
  const Accessor = generate ? generateClass(type, members, mode) : composeClass(type, members, mode)
  if (generate) installMoveTo(Accessor, size)
  installSharedMembers(
    Accessor,
    type,
    size,
    members.map((member) => member.name),
  )
  return Accessor
}

/** The most fields that one source text defines: V8 refuses texts with very many. */
const fieldsPerText = 500

function generateClass(type: AnyType, members: readonly Member[], mode: WriteMode): AccessorClass {
  const Accessor = compileClass(type, members.slice(0, fieldsPerText), mode)
  for (let start = fieldsPerText; start < members.length; start += fieldsPerText) {
    const { prototype } = compileClass(type, members.slice(start, start + fieldsPerText), mode)
    const { constructor: _, ...properties } = Object.getOwnPropertyDescriptors(prototype as object)
    Object.defineProperties(Accessor.prototype, properties)
  }
  return Accessor
}

function compileClass(type: AnyType, members: readonly Member[], mode: WriteMode): AccessorClass {
  const { scope, bind } = collector()
  const properties = members.map(({ name, offset, codec }) => {
    const place = {
      memory: 'this.$memory',
      offset: offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`,
      path: JSON.stringify(`${type.name}.${name}`),
    }
    return `get ${name}() { return ${readSource(codec, place, bind)} }
      set ${name}(value) { ${writeSource(codec, place, 'value', bind, mode)} }`
  })
  return compile(`return class { ${stateSource} ${properties.join('\n')} }`, scope) as AccessorClass
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

function composeClass(type: AnyType, members: readonly Member[], mode: WriteMode): AccessorClass {
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
    const set = (mode === 'unchecked' ? codec.setUnchecked : undefined) ?? codec.set
    Object.defineProperty(Accessor.prototype, name, {
      configurable: true,
      get(this: State) {
        return codec.get(this.$memory, this.$offset + offset, path)
      },
      set(this: State, value: unknown) {
        set(this.$memory, this.$offset + offset, value, path)
      },
    })
  }
  return Accessor
}
