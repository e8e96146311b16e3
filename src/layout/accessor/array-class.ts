import { ValueError } from '../../errors/index.js'
import type { Memory } from '../memory.js'
import { describeValue } from '../names.js'
import type { Codec, WriteMode } from '../type.js'
import { viewType } from '../view.js'
import { ArrayFamily, type ArrayDescriptor, type SliceClass } from './array-family.js'
import { arrayMembers } from './array-members.js'
import { failsSource, nearSource } from './check-source.js'
import { compile, mayGenerateCode } from './code-generation.js'
import { CursorMaker, hasOwnCursor } from './cursor-class.js'
import { iterateElementsSource } from './element-iterator.js'
import { collector, readSource, writeSource } from './field-source.js'
import { warmUpSource } from './iterator-source.js'
import { withMaker, type AccessorClass, type ClassOptions } from './record-class.js'
import { storeSource } from './move-to.js'
import { installSharedMembers, stateSource } from './shared-members.js'

/**
 * Makes the accessor class of a fixed array. One class per array type, so that its loops know one element type only.
 *
 * @param type - The array type.
 * @param codec - Reads and writes an element.
 * @param length - Number of elements.
 *
 * @internal
 */
export function makeArrayClass(
  type: ArrayDescriptor,
  codec: Codec,
  length: number,
  options: ClassOptions = {},
): AccessorClass {
  const plan: Plan = { codec, length, name: type.name, ...withDefaults(options) }
  const Accessor = build(plan)
  installMembers(Accessor, type, codec, options)
  return Accessor
}

/**
 * Makes the accessor class of arrays whose length is known when they are made: parts of arrays, and the elements of
 * flexible ones.
 *
 * @param type - An array type with the same elements.
 * @param codec - Reads and writes an element.
 *
 * @internal
 */
export function makeSliceClass(type: ArrayDescriptor, codec: Codec, options: ClassOptions = {}): SliceClass {
  const name = `array(${type.element.name})`
  const Accessor = build({ codec, length: undefined, name, ...withDefaults(options) })
  installMembers(Accessor, type, codec, options)
  let last = type
  Object.defineProperty(Accessor.prototype, viewType, {
    configurable: true,
    get(this: { readonly length: number }) {
      if (last.length !== this.length) last = type.withLength(this.length)
      return last
    },
  })
  return Accessor
}

function withDefaults({
  mode = 'checked',
  generate = mayGenerateCode(),
}: ClassOptions): Required<ClassOptions> {
  return { mode, generate }
}

function installMembers(
  Accessor: AccessorClass,
  type: ArrayDescriptor,
  codec: Codec,
  options: ClassOptions,
): void {
  const family = new ArrayFamily(type, codec, options, makeSliceClass)
  installSharedMembers(Accessor, type, arrayMembers)
  Object.defineProperty(Accessor.prototype, '$family', { value: family })
}

interface Plan {
  readonly codec: Codec
  /** `undefined` where each accessor has a length of its own. */
  readonly length: number | undefined
  /** What the array is called in errors. */
  readonly name: string
  readonly mode: WriteMode
  readonly generate: boolean
}

function build(plan: Plan): AccessorClass {
  return plan.generate ? generateClass(plan) : composeClass(plan)
}

function refuseIndex(name: string, length: number, index: unknown): never {
  throw new ValueError('outside of the array', {
    code: 'ABI-V003',
    rule: 'L-13',
    path: `${name}[${String(index)}]`,
    expected: length === 0 ? 'no index: the array is empty' : `a whole number from 0 to ${length - 1}`,
    found: describeValue(index),
  })
}

function generateClass({ codec, length, name, mode }: Plan): AccessorClass {
  const { scope, bind } = collector()
  const place = {
    memory: 'this.$memory',
    offset: `start + ${length === undefined ? `index * ${codec.size}` : multipleSource('index', codec.size)}`,
    path: 'undefined',
  }
  const path = `${JSON.stringify(name)} + '[' + index + ']'`
  const limit = length ?? 'this.$length'
  const refuse = bind((limit: number, index: unknown) => refuseIndex(name, limit, index))
  const isInside = `typeof index === 'number' && index >>> 0 === index && index < ${limit}`
  const check = `if (${failsSource(isInside)}) return ${refuse}(${limit}, index); const start = ${nearSource('this.$offset')}`
  const cursor = hasOwnCursor(codec) ? `cursor() { return ${bind(new CursorMaker(codec))}.make(this) }` : ''
  const body = `${length === undefined ? sliceStateSource(codec.size) : stateSource}
    get length() { return ${limit} }
    at(index) { ${check}; return ${readSource(codec, place, bind)} }
    set(index, value) { ${check}; ${writeSource(codec, { ...place, path }, 'value', bind, mode)} }
    [Symbol.iterator]() { ${warmUpSource(bind, length)} return ${limit} === 0 ? ${bind(noElements)}() : iterate(this) }
    ${cursor}`
  const iterate = iterateElementsSource(codec, length, bind)
  const Accessor = compile(`${iterate} return class { ${body} }`, scope) as AccessorClass
  return length === undefined ? Accessor : withMaker(Accessor)
}

/**
 * An expression for a multiple of an index that is known to be small. By 3, 5 and 9 and powers of two V8 multiplies as processors
 * calculate addresses: loops over nested structs of 12 and 24 bytes took up to 1.25 times as long with one multiplication.
 */
function multipleSource(index: string, factor: number): string {
  const odd = [3, 5, 9].find((odd) => Number.isInteger(Math.log2(factor / odd)))
  return odd === undefined ? `${index} * ${factor}` : `${index} * ${odd} * ${factor / odd}`
}

function noElements(): Iterator<unknown> {
  return [].values()
}

/** As {@link stateSource}, with a length that every accessor has for itself. */
function sliceStateSource(size: number): string {
  return `constructor(memory, offset, length) { this.$memory = memory; ${storeSource('offset')}; ${storeSource('length')} }
    $moveTo(address) {
      const memory = this.$memory.space.memoryAt(address, this.$length * ${size})
      this.$memory = memory
      const offset = address - memory.base
      ${storeSource('offset')}
    }`
}

function composeClass({ codec, length: fixed, name, mode }: Plan): AccessorClass {
  const write = (mode === 'checked' ? undefined : codec.setUnchecked) ?? codec.set
  const check = (index: number, length: number): number =>
    typeof index === 'number' && index >>> 0 === index && index < length
      ? index
      : refuseIndex(name, length, index)
  const members = {
    at(this: State, index: number): unknown {
      return codec.get(this.$memory, this.$offset + check(index, this.length) * codec.size)
    },
    set(this: State, index: number, value: unknown): void {
      const offset = this.$offset + check(index, this.length) * codec.size
      write(this.$memory, offset, value, `${name}[${index}]`)
    },
    *[Symbol.iterator](this: State): Generator<unknown> {
      for (let index = 0; index < this.length; index++) yield members.at.call(this, index)
    },
  }
  const Accessor = fixed === undefined ? composeSlice(codec.size) : composeFixed(fixed)
  Object.defineProperties(Accessor.prototype, {
    at: { value: members.at },
    set: { value: members.set },
    [Symbol.iterator]: { value: members[Symbol.iterator] },
  })
  return Accessor
}

interface State {
  readonly $memory: Memory
  readonly $offset: number
  readonly length: number
}

function composeFixed(length: number): AccessorClass {
  return class implements State {
    constructor(
      readonly $memory: Memory,
      readonly $offset: number,
    ) {}
    get length(): number {
      return length
    }
  }
}

function composeSlice(size: number): AccessorClass {
  const Slice = class implements State {
    constructor(
      public $memory: Memory,
      public $offset: number,
      readonly $length: number,
    ) {}
    get length(): number {
      return this.$length
    }
    $moveTo(address: number): void {
      const memory = this.$memory.space.memoryAt(address, this.$length * size)
      this.$memory = memory
      this.$offset = address - memory.base!
    }
  }
  return Slice as unknown as AccessorClass
}
