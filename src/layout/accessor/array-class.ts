import { ValueError } from '../../errors/index.js'
import type { Memory } from '../memory.js'
import { describeValue } from '../names.js'
import type { AnyType, Codec } from '../type.js'
import { compile, mayGenerateCode } from './code-generation.js'
import { collector, readSource, writeSource } from './field-source.js'
import { installSharedMembers, stateSource } from './shared-members.js'
import type { AccessorClass } from './struct-class.js'

/**
 * Makes the accessor class of a fixed array. One class per array type, so that its loops know one element type only.
 *
 * @param type - The array type.
 * @param codec - Reads and writes an element.
 * @param length - Number of elements.
 * @param generate - Whether to make the class from source text; closures otherwise.
 *
 * @internal
 */
export function makeArrayClass(
  type: AnyType,
  codec: Codec,
  length: number,
  generate = mayGenerateCode(),
): AccessorClass {
  const refuse = (index: unknown): never => refuseIndex(type, length, index)
  const Accessor = generate
    ? generateClass(type, codec, length, refuse)
    : composeClass(type, codec, length, refuse)
  installSharedMembers(Accessor, type, codec.size * length)
  return Accessor
}

function refuseIndex(type: AnyType, length: number, index: unknown): never {
  throw new ValueError('outside of the array', {
    code: 'ABI-V003',
    rule: 'L-13',
    path: `${type.name}[${String(index)}]`,
    expected: `a whole number from 0 to ${length - 1}`,
    found: describeValue(index),
  })
}

/** What all iterators inherit from. */
const iteratorPrototype: unknown = Object.getPrototypeOf(Object.getPrototypeOf([].values()))

type Refuse = (index: unknown) => never

function generateClass(type: AnyType, codec: Codec, length: number, refuse: Refuse): AccessorClass {
  const { scope, bind } = collector()
  const place = { memory: 'this.$memory', offset: `this.$offset + index * ${codec.size}`, path: 'undefined' }
  const read = readSource(codec, place, bind)
  const path = `${JSON.stringify(type.name)} + '[' + index + ']'`
  const check = `if (!(typeof index === 'number' && index >>> 0 === index && index < ${length})) return ${bind(refuse)}(index)`
  // Not a generator: V8 inlines none.
  const body = `class Elements {
    constructor(array) { this.array = array; this.index = 0 }
    next() {
      const index = this.index
      if (index >= ${length}) return { value: undefined, done: true }
      this.index = index + 1
      return { value: this.array.at(index), done: false }
    }
  }
  Object.setPrototypeOf(Elements.prototype, ${bind(iteratorPrototype)})
  return class {
    ${stateSource(codec.size * length)}
    get length() { return ${length} }
    at(index) { ${check}; return ${read} }
    set(index, value) { ${check}; ${writeSource(codec, { ...place, path }, 'value', bind)} }
    [Symbol.iterator]() { return new Elements(this) }
  }`
  return compile(body, scope) as AccessorClass
}

function composeClass(type: AnyType, codec: Codec, length: number, refuse: Refuse): AccessorClass {
  const check = (index: number): number =>
    typeof index === 'number' && index >>> 0 === index && index < length ? index : refuse(index)
  return class {
    constructor(
      readonly $memory: Memory,
      readonly $offset: number,
    ) {}
    get length(): number {
      return length
    }
    at(index: number): unknown {
      return codec.get(this.$memory, this.$offset + check(index) * codec.size)
    }
    set(index: number, value: unknown): void {
      codec.set(this.$memory, this.$offset + check(index) * codec.size, value, `${type.name}[${index}]`)
    }
    *[Symbol.iterator](): Generator<unknown> {
      for (let index = 0; index < length; index++) yield this.at(index)
    }
  }
}
