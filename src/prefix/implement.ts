import { ValueError } from '../errors/index.js'
import type { ForeignCallOptions } from '../call/index.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import {
  hostTarget,
  type Address,
  type FieldLayout,
  type FunctionType,
  type Memory,
} from '../layout/index.js'
import { moveTogether, Owner } from '../ownership/index.js'
import { bindPrefix } from './bind-prefix.js'
import { requireCompatible, type ComparisonOptions } from './compare-schemas.js'
import { forgetInstance, rememberInstance } from './implemented-instances.js'
import { InstanceParts } from './instance-parts.js'
import { accessibleMask } from './mask.js'
import { writePresence } from './presence/write-presence.js'
import type { ImplementationOf, ModuleOf, PrefixField, PrefixType } from './prefix-type.js'

/**
 * An instance of a prefix type that is implemented in TypeScript. Made by {@link implement}; owns its memory and its
 * exported functions.
 *
 * @typeParam T - The prefix type.
 */
export class ImplementedPrefix<T extends PrefixType = PrefixType> extends Owner {
  /** The version of the interface that is implemented. */
  readonly type: T
  readonly #parts: InstanceParts
  readonly #memory: Memory
  readonly #offset: number

  /** @internal */
  constructor(type: T, values: Readonly<Record<string, unknown>>, foreignCalls?: ForeignCallOptions) {
    const target = hostTarget()
    const layout = type.measure(target)
    const { size, alignment, fields } = layout
    const parts = new InstanceParts(foreignCalls)
    const { memory, offset } = parts.arena.allocateBytes(size, alignment)
    super({ kind: 'implementation', type: `${type.name} ${type.version}` }, parts.release)
    this.type = type
    this.#parts = parts
    this.#memory = memory
    this.#offset = offset
    try {
      const said = type.presence.field
      const extent = { type, layout, target, mask: accessibleMask(type.fields), size }
      writePresence(type.presence, memory, offset, extent, said === undefined ? undefined : values[said])
      moveTogether(() => {
        fields.forEach((place, index) => {
          if (type.fields[index]!.isReserved || place.name === said) return
          const path = `${type.name}.${place.name}`
          if (values[place.name] === undefined && mayBeLeftOut(type, place)) return
          const value = this.#nativeValue(type.fields[index]!, values[place.name], path)
          codecOf(place.type, target).set(memory, offset + place.offset, value, path)
        })
      })
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
    rememberInstance(this.address, this)
    given.set(this, values)
  }

  /**
   * What native code is handed: a pointer to the first byte, which is that of the mask or of the first field.
   *
   * @throws {@link MemoryError} `ABI-M004` after dispose.
   */
  get address(): Address {
    return (this.#memory.base! + this.#offset) as Address
  }

  #nativeValue(field: PrefixField, value: unknown, path: string): unknown {
    if (field.type.kind !== 'fn' || typeof value !== 'function') return value
    return this.#parts.export(field.type as FunctionType, value, path)
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
    const seen = bindPrefix(seenAs, this.address, peer, { memory: this.#memory })
    viewed.set(seen as object, this)
    return seen
  }

  /** Frees the memory and takes the functions back. No native code may use them any more. Doing it twice is harmless. */
  override [Symbol.dispose](): void {
    forgetInstance(this)
    super[Symbol.dispose]()
  }
}

/** An instance is not forgotten for as long as an accessor object looks into it. */
const viewed = new WeakMap<object, ImplementedPrefix>()

/** Nor are the instances that it refers to, for as long as it lives. */
const given = new WeakMap<ImplementedPrefix, object>()

/** Nobody looks at a field whose condition does not hold, and one without bytes has no value to be told. */
function mayBeLeftOut(type: PrefixType, { name, size }: FieldLayout): boolean {
  return size === 0 || type.fields.some((field) => field.name === name && field.isAccessible === false)
}

/**
 * Implements an interface in TypeScript: makes a native instance that C, C++ and Rust code can call.
 *
 * What an implemented function throws does not reach native code, see {@link exportFunction}. Text that it gives back is
 * kept until the instance is disposed of, equal texts once.
 *
 * @param type - The interface; of an older version with `Type.upTo(version)`.
 * @param implementation - A function for each function field, a value for each other one.
 * @param options - What becomes of calls from other threads, see {@link exportFunction}.
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
  options: ForeignCallOptions = {},
): ImplementedPrefix<T> {
  const values = implementation as Readonly<Record<string, unknown>>
  checkImplementation(type, values)
  return new ImplementedPrefix(type, values, options)
}

/**
 * Refuses values that are not those of a type.
 *
 * @see Rule P-10 of the specification.
 *
 * @internal
 */
export function checkImplementation(type: PrefixType, values: unknown): void {
  if (typeof values !== 'object' || values === null) {
    throw new ValueError('an implementation is an object', {
      code: 'ABI-P006',
      rule: 'P-10',
      path: type.name,
      expected: 'an object with a value for each field',
      found: describeValue(values),
    })
  }
  const names = type.fields.flatMap((field) => (field.isReserved ? [] : [field.name]))
  const needed = type.measure(hostTarget()).fields.filter((place) => !mayBeLeftOut(type, place))
  const missing = names.filter(
    (name) =>
      (values as Record<string, unknown>)[name] === undefined &&
      name !== type.presence.field &&
      needed.some((place) => place.name === name),
  )
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
