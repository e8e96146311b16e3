import { CallError, MemoryError, ValueError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import type { Memory, MemoryLocation, StructLayout } from '../layout/index.js'
import { codecOf, layoutOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import { bytesOf, viewType, type View } from '../layout/view.js'
import { NativeMemory } from '../memory/native-memory.js'
import { nativeSpace } from '../memory/native-space.js'
import { ownershipKey } from '../ownership/index.js'
import { orderingToNumber } from '../plain-types/index.js'
import { boundTable } from '../vtable/bound-table.js'
import { lendHasher } from '../vtable/host-hasher.js'
import type { Hasher } from '../vtable/index.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { spell } from '../vtable/spell.js'
import type { EnumFunctions } from './non-exhaustive-table.js'
import type { NonExhaustive, NonExhaustiveParts, UnknownForm } from './non-exhaustive.js'

/** The bytes of an enum that is owned: with JavaScript, until native code needs to know where they lie. */
interface Held {
  readonly bytes: Uint8Array
  /** Where they lie; `undefined` while they lie with JavaScript. */
  memory: NativeMemory | undefined
}

/**
 * The accessor of an enum that may get more forms.
 *
 * @see Rules T-39 to T-42 of the specification.
 *
 * @internal
 */
export abstract class NonExhaustiveAccessor extends OwningAccessor implements NonExhaustive {
  declare readonly $type: NonExhaustiveParts
  readonly #held: Held | undefined
  readonly #lent: MemoryLocation | undefined
  readonly #functions: EnumFunctions
  readonly #table: number

  constructor(type: NonExhaustiveParts, location: MemoryLocation, isOwner: boolean) {
    // Looked up at once: what cannot be a table is refused before anything is owned.
    const table = tableAt(type, location)
    const functions = boundTable<EnumFunctions>(type.table, table)
    const held = isOwner ? { bytes: bytesAt(type, location), memory: undefined } : undefined
    super('enum', table, held === undefined ? undefined : releaseOf(held, functions), location)
    this.#held = held
    this.#lent = isOwner ? undefined : location
    this.#functions = functions
    this.#table = table
  }

  $words(): readonly number[] {
    return []
  }

  $asOwner(): NonExhaustiveAccessor {
    return nonExhaustiveClassOf(this.$type).owned(this.#lent!)
  }

  override get $memory(): Memory {
    if (this.#held === undefined) return this.#lent!.memory
    this[ownershipKey]!.assertOwned(this.$type.name)
    return layDown(this.#held)
  }

  override get $offset(): number {
    return this.#lent?.offset ?? 0
  }

  override $write(memory: Memory, offset: number): void {
    const { view } = memory
    const held = this.#held!
    new Uint8Array(view.buffer, view.byteOffset + offset, held.bytes.length).set(held.bytes)
  }

  override $moveOut(where: string): void {
    this[ownershipKey]!.moveOut(where)
    takeUp(this.#held!)
  }

  get discriminant(): number | bigint {
    return codecOf(this.$type.tags.repr, nativeSpace.target).get(this.$memory, this.$offset) as
      number | bigint
  }

  get value(): never {
    if (!this.#isKnown()) return undefined as never
    const { enumType } = this.$type
    return codecOf(enumType, nativeSpace.target).get(this.$memory, this.$offset, enumType.name) as never
  }

  get formNames(): readonly string[] {
    const { strings, variant_names: place } = this.#functions.enum_info.deref()
    const bytes = new TextEncoder()
      .encode(strings)
      .subarray(place & 0xffff, (place & 0xffff) + (place >>> 16))
    return new TextDecoder().decode(bytes).split(';').slice(0, -1)
  }

  debug(alternate = false): string {
    return this.#using('debug', 'sabi_debug', (format, self, path) => spell(format, self, alternate, path))
  }

  display(alternate = false): string {
    return this.#using('display', 'sabi_display', (format, self, path) =>
      spell(format, self, alternate, path),
    )
  }

  clone(): NonExhaustiveAccessor {
    return this.#using('clone', 'sabi_clone', (clone, self) => {
      const bytes = bytesOf(clone(self, this.#table) as View)
      const memory = { view: new DataView(bytes.slice().buffer), base: undefined, space: nativeSpace }
      return nonExhaustiveClassOf(this.$type).owned({ memory, offset: 0 })
    })
  }

  equals(other: NonExhaustive): boolean {
    return this.#using('equals', 'sabi_partial_eq', (equal, self, path) =>
      this.#withOther(other, path, (address) => equal(self, address)),
    )
  }

  compare(other: NonExhaustive): number {
    return this.#using('compare', 'sabi_cmp', (compare, self, path) =>
      this.#withOther(other, path, (address) => orderingToNumber(compare(self, address))),
    )
  }

  partialCompare(other: NonExhaustive): number | undefined {
    return this.#using('partialCompare', 'sabi_partial_cmp', (compare, self, path) =>
      this.#withOther(other, path, (address) => {
        const ordering = compare(self, address)
        return ordering && orderingToNumber(ordering)
      }),
    )
  }

  hash(hasher: Hasher): void {
    this.#using('hash', 'sabi_hash', (hash, self) => lendHasher(hasher, (lent) => hash(self, lent)))
  }

  override toString(): string {
    return this.#text() ?? this.$type.name
  }

  /** A plain copy: of a form that is not known its number and what it says. */
  $copy(): unknown {
    const { enumType } = this.$type
    if (!this.#isKnown()) return this.#unknown()
    return codecOf(enumType, nativeSpace.target).copy(this.$memory, this.$offset, enumType.name)
  }

  override toJSON(): unknown {
    if (this.#isKnown())
      return codecOf(this.$type.enumType, nativeSpace.target).json(this.$memory, this.$offset)
    const { discriminant, text } = this.#unknown()
    return { discriminant: typeof discriminant === 'bigint' ? String(discriminant) : discriminant, text }
  }

  protected override $contents(): readonly unknown[] {
    return [this.#isKnown() ? this.$copy() : this.#unknown()]
  }

  #isKnown(): boolean {
    const { discriminant } = this
    return [...this.$type.tags.variants.values()].includes(discriminant)
  }

  #unknown(): UnknownForm {
    return { discriminant: this.discriminant, text: this.#text() }
  }

  #text(): string | undefined {
    const { sabi_debug, sabi_display } = this.#functions
    if ((sabi_display ?? undefined) !== undefined) return this.display()
    return (sabi_debug ?? undefined) === undefined ? undefined : this.debug()
  }

  /** Calls a function of the table, and says that the enum is in use meanwhile. */
  #using<K extends keyof EnumFunctions, Result>(
    name: string,
    key: K,
    call: (bound: NonNullable<EnumFunctions[K]>, self: number, path: string) => Result,
  ): Result {
    const path = `${this.$type.name}.${name}`
    this.$use.beginUse(path)
    try {
      const bound = this.#functions[key]
      if (bound === null || bound === undefined) refuseMissing(path)
      return call(bound, this.#address(path), path)
    } finally {
      this.$use.endUse()
    }
  }

  #address(path: string): number {
    if (this.#held !== undefined) return layDown(this.#held).base
    const { memory, offset } = this.#lent!
    if (memory.base === undefined || memory.space !== nativeSpace) refusePlace(path)
    return memory.base + offset
  }

  #withOther<Result>(other: NonExhaustive, path: string, call: (address: number) => Result): Result {
    if (!(other instanceof NonExhaustiveAccessor) || other.$type !== this.$type) refuseOther(this.$type, path)
    other.$use.beginUse(path)
    try {
      return call(other.#address(path))
    } finally {
      other.$use.endUse()
    }
  }
}

function bytesAt(type: NonExhaustiveParts, { memory: { view }, offset }: MemoryLocation): Uint8Array {
  const { size } = layoutOf(type, nativeSpace.target)
  return new Uint8Array(view.buffer, view.byteOffset + offset, size).slice()
}

function tableAt(type: NonExhaustiveParts, { memory, offset }: MemoryLocation): number {
  const { target } = memory.space
  const { fields } = layoutOf(type.representation, target) as StructLayout
  return readUnsignedWord(memory.view, offset + fields[1]!.offset, target, type.name)
}

/** Lays the bytes of an enum where native code can use them. */
function layDown(held: Held): NativeMemory {
  if (held.memory === undefined) {
    held.memory = new NativeMemory(allocateNative(held.bytes.length), held.bytes.length, {
      space: nativeSpace,
    })
    bytesIn(held.memory).set(held.bytes)
  }
  return held.memory
}

/** Takes the bytes back: native code may have changed them. What was read of them throws from now on. */
function takeUp(held: Held): void {
  const { memory } = held
  if (memory === undefined) return
  held.bytes.set(bytesIn(memory))
  const address = memory.base
  memory.withdraw(refuseGone)
  freeNative(address)
  held.memory = undefined
}

function bytesIn({ view }: NativeMemory): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** Made where `this` is not in sight, so that it cannot keep the enum alive. */
function releaseOf(held: Held, { sabi_drop: drop }: EnumFunctions): () => void {
  return () => {
    try {
      drop(layDown(held).base)
    } finally {
      takeUp(held)
    }
  }
}

/** The class of the accessors of a type. */
interface NonExhaustiveClass {
  /** An enum that belongs to whoever gets it: its bytes are copied. */
  owned(location: MemoryLocation): NonExhaustiveAccessor
  /** An enum that belongs to the memory that it lies in. */
  lent(location: MemoryLocation): NonExhaustiveAccessor
}

/**
 * The class of the accessors of a type.
 *
 * @internal
 */
export const nonExhaustiveClassOf = memoize((type: NonExhaustiveParts): NonExhaustiveClass => {
  const Accessor = class extends NonExhaustiveAccessor {
    constructor(location: MemoryLocation, isOwner: boolean) {
      super(type, location, isOwner)
    }
  }
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  Object.defineProperty(Accessor.prototype, '$type', { value: type })
  Object.defineProperty(Accessor.prototype, viewType, { value: type })
  return {
    owned: (location) => new Accessor(location, true),
    lent: (location) => new Accessor(location, false),
  }
})

function refuseMissing(path: string): never {
  throw new CallError('this enum cannot do that', {
    code: 'ABI-B007',
    rule: 'T-41',
    path,
    expected: 'an enum whose maker lets it do that',
    found: 'one without it',
  })
}

function refuseOther(type: NonExhaustiveParts, path: string): never {
  throw new CallError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'T-41',
    path: `${path} → param other`,
    expected: `a ${type.name}`,
  })
}

function refusePlace(path: string): never {
  throw new ValueError('native code cannot use what lies here', {
    code: 'ABI-V004',
    rule: 'T-41',
    path,
    expected: 'an enum in native memory',
    hint: 'take it out of the value that holds it',
  })
}

function refuseGone(): never {
  throw new MemoryError('the enum was disposed of, or moved', {
    code: 'ABI-M004',
    rule: 'T-40',
    expected: 'an enum that is owned',
    hint: 'take a copy of its value with snapshot(…) before',
  })
}
