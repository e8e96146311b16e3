import { ValueError } from '../errors/index.js'
import { exportFunction, type ExportedFunction } from '../call/index.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import {
  hostTarget,
  type Address,
  type FunctionType,
  type Implementation,
  type Keep,
  type Memory,
} from '../layout/index.js'
import { NativeArena } from '../memory/index.js'
import { bindPrefix } from './bind-prefix.js'
import { requireCompatible, type ComparisonOptions } from './compare-schemas.js'
import { lowMask } from './mask.js'
import type { ImplementationOf, ModuleOf, PrefixField, PrefixType } from './prefix-type.js'

/**
 * An instance of a prefix type that is implemented in TypeScript. Made by {@link implement}; owns its memory and its
 * exported functions.
 *
 * @typeParam T - The prefix type.
 */
export class ImplementedPrefix<T extends PrefixType = PrefixType> implements Disposable {
  /** The version of the interface that is implemented. */
  readonly type: T
  readonly #arena = new NativeArena()
  readonly #exported: ExportedFunction[] = []
  readonly #kept = new Map<string, Address>()
  readonly #memory: Memory
  readonly #offset: number

  /** @internal */
  constructor(type: T, values: Readonly<Record<string, unknown>>) {
    this.type = type
    const target = hostTarget()
    const { size, alignment, fields } = type.measure(target)
    const { memory, offset } = this.#arena.allocateBytes(size, alignment)
    this.#memory = memory
    this.#offset = offset
    memory.view.setBigUint64(offset, lowMask(type.fields.length), target.byteOrder === 'little')
    try {
      fields.forEach((place, index) => {
        const path = `${type.name}.${place.name}`
        const value = this.#nativeValue(type.fields[index]!, values[place.name], path)
        codecOf(place.type, target).set(memory, offset + place.offset, value, path)
      })
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
  }

  /**
   * What native code is handed: a pointer to the mask, the layout data and the fields.
   *
   * @throws {@link MemoryError} `ABI-M004` after dispose.
   */
  get address(): Address {
    return (this.#memory.base! + this.#offset) as Address
  }

  #nativeValue(field: PrefixField, value: unknown, path: string): unknown {
    if (field.type.kind !== 'fn' || typeof value !== 'function') return value
    const exported = exportFunction(field.type as FunctionType, value as Implementation<unknown, never>, {
      path,
      keep: this.#keep,
    })
    this.#exported.push(exported)
    return exported
  }

  /** What a function gives back by reference must stay: equal bytes are kept once, until dispose. */
  readonly #keep: Keep = (bytes, alignment) => {
    const key = `${alignment}:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}`
    let address = this.#kept.get(key)
    if (address === undefined) this.#kept.set(key, (address = this.#arena.keep(bytes, alignment)))
    return address
  }

  /**
   * The instance as native code and other versions see it: an accessor object over the native memory.
   *
   * @param type - The version of the interface to see it as; the implemented one where it is left out.
   * @param options - How strict to be.
   * @throws {@link IncompatibleModuleError} `ABI-S002` where the implemented interface does not fit the given one,
   * {@link MemoryError} `ABI-M004` after dispose; the accessor object then throws it too.
   */
  as<V extends PrefixType = T>(type?: V, options: ComparisonOptions = {}): ModuleOf<V> {
    const seenAs = (type ?? this.type) as V
    requireCompatible(`the implementation of ${this.type.name}`, seenAs.schema(), this.type.schema(), options)
    const peer = { version: this.type.version, fieldCount: this.type.fields.length }
    return bindPrefix(seenAs, this.address, peer, this.#memory)
  }

  /** Frees the memory and takes the functions back. No native code may use them any more. Doing it twice is harmless. */
  [Symbol.dispose](): void {
    for (const exported of this.#exported.splice(0)) exported[Symbol.dispose]()
    this.#arena[Symbol.dispose]()
  }
}

/**
 * Implements an interface in TypeScript: makes a native instance that C, C++ and Rust code can call.
 *
 * What an implemented function throws does not reach native code, see {@link exportFunction}. Text that it gives back is
 * kept until the instance is disposed of, equal texts once.
 *
 * @param type - The interface; of an older version with `Type.upTo(version)`.
 * @param implementation - A function for each function field, a value for each other one.
 * @returns The instance. It belongs to the caller.
 * @throws {@link ValueError} `ABI-P006` where fields are missing or unknown, `ABI-V001` and others where a value does not
 * fit; {@link CallError} `ABI-F004` where the process has no entry point left.
 *
 * @see Rule P-10 of the specification.
 *
 * @example
 * ```ts
 * import { fn, implement, prefixType, RStr, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Greeter = prefixType('Greeter', {
 *   version: '1.0.0',
 *   prefix: { language: RStr, greet: fn({ id: u32 }, RStr) },
 *   lastPrefixField: 'greet',
 * })
 * using greeter = implement(Greeter, { language: 'de', greet: (id) => `Guten Tag, Nummer ${id}` })
 * assert.equal(greeter.as().greet(7), 'Guten Tag, Nummer 7')
 * ```
 */
export function implement<T extends PrefixType>(
  type: T,
  implementation: ImplementationOf<T>,
): ImplementedPrefix<T> {
  const values = implementation as Readonly<Record<string, unknown>>
  checkImplementation(type, values)
  return new ImplementedPrefix(type, values)
}

function checkImplementation(type: PrefixType, values: unknown): void {
  if (typeof values !== 'object' || values === null) {
    throw new ValueError('an implementation is an object', {
      code: 'ABI-P006',
      rule: 'P-10',
      path: type.name,
      expected: 'an object with a value for each field',
      found: describeValue(values),
    })
  }
  const names = type.fields.map((field) => field.name)
  const missing = names.filter((name) => (values as Record<string, unknown>)[name] === undefined)
  const unknown = Object.keys(values).filter((name) => !names.includes(name))
  if (missing.length === 0 && unknown.length === 0) return
  throw new ValueError(`not an implementation of ${type.name} ${type.version}`, {
    code: 'ABI-P006',
    rule: 'P-10',
    path: type.name,
    expected: names.join(', '),
    found: [
      ...(missing.length > 0 ? [`nothing for ${missing.join(', ')}`] : []),
      ...(unknown.length > 0 ? [`the unknown ${unknown.join(', ')}`] : []),
    ].join(' and '),
    hint:
      missing.length > 0
        ? `implement an older version with ${type.name}.upTo('…') to leave newer fields out`
        : undefined,
  })
}
