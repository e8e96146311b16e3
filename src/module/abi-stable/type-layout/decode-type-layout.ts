import { decodeChecks } from './decode-checks.js'
import { alignmentOf, decodeData } from './decode-data.js'
import { decodePhantomFields } from './decode-fields.js'
import { decodeConstants, decodeTypeParameters } from './decode-generics.js'
import { MonoTypes } from './decode-mono.js'
import { TypeParts, within, type Decoding, type Draft } from './decode-session.js'
import { decodeTag } from './decode-tag.js'
import type { DecodedType } from './decoded-type.js'
import { placeDecodedFields } from './field-offsets.js'
import type { TypeLayoutImage } from './image.js'
import { LayoutReader, type Place } from './layout-reader.js'
import { SharedVars, TypeLayout } from './memory-format.js'
import { recoverTypeParameters } from './type-parameters.js'

/**
 * Decodes a `TypeLayout` of `abi_stable` 0.11, and all types that it leads to. Everything is checked before it is used: a
 * layout that cannot be right is an error, and one that never ends is too.
 *
 * @param image - The memory in which it lies.
 * @param address - Where it lies.
 * @param path - What it is called in errors.
 * @returns The type. Types refer to each other as they do in the library, in circles too.
 * @throws {@link ModuleError} `ABI-A010` for what leads to memory that does not exist, `ABI-A011` for what cannot be
 * right, `ABI-A012` for a function that does not give a type layout in a known way, `ABI-A013` for type layouts without end.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { decodeTypeLayout, processImage } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.throws(() => decodeTypeLayout(processImage(), 0x10000), { code: 'ABI-A010' })
 * ```
 */
export function decodeTypeLayout(image: TypeLayoutImage, address: number, path = 'type layout'): DecodedType {
  return new Decoder(image).decode(address, { label: path, parent: undefined })
}

interface Task {
  readonly type: Draft
  readonly place: Place
}

class Decoder {
  readonly #reader: LayoutReader
  readonly #monoTypes: MonoTypes
  readonly #decoding: Decoding
  readonly #types = new Map<number, Draft>()
  // Types are decoded one after the other, so that long chains of them need no stack.
  readonly #tasks: Task[] = []
  readonly #last: (() => void)[] = []

  constructor(image: TypeLayoutImage) {
    this.#reader = new LayoutReader(image)
    this.#monoTypes = new MonoTypes(this.#reader)
    this.#decoding = {
      reader: this.#reader,
      typeOf: this.#typeOf,
      later: (place, work) => void this.#last.push(() => within(place, work)),
    }
  }

  decode(address: number, place: Place): DecodedType {
    const root = this.#typeOf(address, place)
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      const { type, place: where } = task
      within(where, () => this.#fill(type, where))
    }
    for (const type of this.#types.values())
      placeDecodedFields(type, (summary, expected, found) =>
        this.#reader.refuse({ label: type.name, parent: place }, summary, expected, found),
      )
    for (const work of this.#last) work()
    recoverTypeParameters([...this.#types.values()])
    return root
  }

  readonly #typeOf = (address: number, place: Place): DecodedType => {
    let type = this.#types.get(address)
    if (type === undefined) {
      this.#reader.countType(place)
      type = emptyDraft(address)
      this.#types.set(address, type)
      this.#tasks.push({ type, place })
    }
    return type
  }

  #fill(type: Draft, place: Place): void {
    const reader = this.#reader
    const layout = reader.struct(TypeLayout, type.address, place)
    const shared = reader.struct(SharedVars, layout.shared, place)
    const mono = this.#monoTypes.at(layout.mono, shared.mono, place)
    const parts = new TypeParts(this.#decoding, place, layout, shared)
    const { is_nonzero } = layout
    if (is_nonzero > 1) reader.refuse(place, 'a bool that is neither', '0 or 1', String(is_nonzero))
    type.name = mono.name
    type.package = mono.package
    type.packageVersion = mono.packageVersion
    type.line = mono.line
    type.modulePath = mono.modulePath
    type.size = layout.size
    type.alignment = alignmentOf(parts, layout.align_pow2)
    type.isNonZero = is_nonzero === 1
    type.repr = mono.repr
    type.lifetimes = mono.lifetimes
    type.lifetimeCount = mono.lifetimeCount
    type.constants = decodeConstants(parts, mono.constants)
    type.typeParameters = decodeTypeParameters(parts, mono.typeParameters)
    type.data = decodeData(parts, mono.data, type.address)
    type.phantomFields = decodePhantomFields(parts, mono.phantomFields)
    type.tag = layout.tag === 0 ? undefined : decodeTag(reader, layout.tag, place)
    type.checks = decodeChecks(parts, mono.package)
  }
}

/**
 * A type of which only the place is known. All of them are made here, so that engines see one form of object; it is filled
 * before anybody sees it.
 */
function emptyDraft(address: number): Draft {
  return {
    address,
    name: '',
    package: '',
    packageVersion: '',
    line: 0,
    modulePath: '',
    size: 0,
    alignment: 1,
    isNonZero: false,
    repr: { kind: 'C' },
    data: { kind: 'opaque' },
    lifetimes: [],
    lifetimeCount: 0,
    typeParameters: [],
    constants: [],
    phantomFields: [],
    tag: undefined,
    checks: undefined,
  }
}
