import type { Memory } from '../memory.js'
import type { AnyType, Codec, WriteMode } from '../type.js'
import { compile, mayGenerateCode } from './code-generation.js'
import { collector, readSource, writeSource } from './field-source.js'
import { classSource, installSharedMembers, stateSource } from './shared-members.js'

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
export interface AccessorClass {
  new (memory: Memory, offset: number): object
  /** Makes an accessor. Classes that are made of closures have none. */
  readonly $make?: ((memory: Memory, offset: number) => object) | undefined
}

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
 * @param members - Its fields.
 *
 * @internal
 */
export function makeRecordClass(
  type: AnyType,
  members: readonly Member[],
  { mode = 'checked', generate = mayGenerateCode() }: ClassOptions = {},
): AccessorClass {
  const Accessor = generate ? generateClass(type, members, mode) : composeClass(type, members, mode)
  installSharedMembers(Accessor, type)
  return Accessor
}

/**
 * A function that makes accessors of a class.
 *
 * @internal
 */
export function makerOf(Accessor: AccessorClass): (memory: Memory, offset: number) => object {
  return Accessor.$make ?? ((memory, offset) => new Accessor(memory, offset))
}

/** The most fields that one source text defines: V8 refuses texts with very many. */
const fieldsPerText = 500

function generateClass(type: AnyType, members: readonly Member[], mode: WriteMode): AccessorClass {
  const Accessor = compileClass(stateSource, type, members.slice(0, fieldsPerText), mode)
  for (let start = fieldsPerText; start < members.length; start += fieldsPerText) {
    const { prototype } = compileClass('', type, members.slice(start, start + fieldsPerText), mode)
    const { constructor: _, ...properties } = Object.getOwnPropertyDescriptors(prototype as object)
    Object.defineProperties(Accessor.prototype, properties)
  }
  return Accessor
}

/** Compiles a class that begins with some source text and has a property per field. */
function compileClass(
  head: string,
  type: AnyType,
  members: readonly Member[],
  mode: WriteMode,
): AccessorClass {
  const { scope, bind } = collector()
  let body = head
  for (const { name, offset, codec } of members) {
    const place = {
      memory: 'this.$memory',
      offset: offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`,
      path: JSON.stringify(`${type.name}.${name}`),
    }
    body += `get ${name}() { return ${readSource(codec, place, bind)} }
      set ${name}(value) { ${writeSource(codec, place, 'value', bind, mode)} }
`
  }
  return compile(classSource(body), scope) as AccessorClass
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
