import { CallError, MemoryError, ValueError } from '../errors/index.js'
import {
  formatAddress,
  type FunctionType,
  type Memory,
  type MemoryLocation,
  type StructLayout,
} from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import { describeValue } from '../layout/names.js'
import { isCode } from '../memory/mappings.js'
import { nativeSpace } from '../memory/native-space.js'
import { accessibleMask, maskHas, type Mask } from './mask.js'
import { placeAt } from './place.js'
import { prefixClassFor, prefixViewType, type PrefixState } from './prefix-class.js'
import type { Extent, Instance, Peer } from './presence/presence.js'
import { withoutReserved } from './presence/reserved.js'
import type { ModuleOf, PrefixType } from './prefix-type.js'

/** How an instance is bound. */
export interface BindOptions {
  /** The memory that it lies in, where that can be disposed of; a window where it is left out. */
  readonly memory?: Memory | undefined
  /** What the instance is called in errors; the name of its type where it is left out. */
  readonly path?: string | undefined
  /** What to do with a null pointer where a function must be. `'refuse'` where it is left out. */
  readonly nullFunctions?: 'refuse' | 'null' | undefined
}

/**
 * Makes the accessor object for an instance of a prefix type in native memory. Everything that can be checked is: that
 * the instance is mapped, that what it says of its fields can be, and that its function pointers point to code.
 *
 * @param type - The type as this side knows it.
 * @param address - Where the instance lies.
 * @param maker - The version and field count of the side that made it; `undefined` where nothing is known of it.
 * @param options - Where it lies, and what is expected.
 * @throws {@link MemoryError} where the address or the memory is at fault, {@link ModuleError} `ABI-P005`, `ABI-P007` to
 * `ABI-P009` for a mask, a version or a size that cannot be, {@link CallError} `ABI-C002` and `ABI-C003` for function
 * pointers that are null or point to no code.
 *
 * @see Rules P-6 and R-5 of the specification.
 *
 * @internal
 */
export function bindPrefix<T extends PrefixType>(
  type: T,
  address: number,
  maker: Peer | undefined,
  options: BindOptions = {},
): ModuleOf<T> {
  const { memory } = options
  const where = memory === undefined ? address : { memory, offset: address - memory.base! }
  return bindAt(type, where, maker, options)
}

/**
 * Makes the accessor object for an instance in any memory.
 *
 * @param where - The address of the instance in this process, or a place in a memory.
 *
 * @internal
 */
export function bindAt<T extends PrefixType>(
  type: T,
  where: number | MemoryLocation,
  maker: Peer | undefined,
  options: BindOptions,
): ModuleOf<T> {
  const path = options.path ?? type.name
  const place = placeAt(where, path)
  const { target, bytes } = place
  const layout = type.measure(target)
  checkAlignment(path, place.address, layout)
  const extent = extentOf({ type, layout, target, path, maker, bytes })
  const { memory, offset } = place.locate(endOf(type, layout, extent.mask), 'read')
  checkFunctions(type, memory, offset, extent.mask, { ...options, path })
  verifyFields(type, memory, offset, extent.mask, { ...options, path })
  const Accessor = prefixClassFor(type, target, extent.mask)
  return new Accessor(memory, offset, extent.mask, extent.peer) as ModuleOf<T>
}

/**
 * What an instance has: what it says itself, but for fields that have no place on this side, and for those whose place its
 * maker knew as reserved.
 *
 * @see Rules P-5, P-12 and of the specification.
 */
function extentOf(instance: Instance & { readonly type: PrefixType }): Extent {
  const { type, layout, bytes } = instance
  const { mask, peer } = type.presence.read(instance)
  const isZero = (index: number): boolean => {
    const { offset, size } = layout.fields[index]!
    return bytes(offset, size).every((byte) => byte === 0)
  }
  const used = mask & accessibleMask(type.fields)
  return { mask: withoutReserved(used, type.fields, peer.version, isZero), peer }
}

/**
 * Where the fields of an instance end that this side knows and the instance has, in bytes from its start.
 */
function endOf(type: PrefixType, { fields }: StructLayout, mask: Mask): number {
  return fields.reduce(
    (last, place, index) => (isThere(type, mask, index) ? Math.max(last, place.offset + place.size) : last),
    0,
  )
}

/**
 * Whether an accessor object's other side has a field. A function field may be there and null all the same.
 *
 * @param module - An accessor object of a prefix type.
 * @param name - Name of the field.
 * @throws {@link ValueError} `ABI-V001` for anything that is no such object, and for a field that is not declared.
 *
 * @example
 * ```ts
 * import { hasField, implement, prefixType, since, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Lamp = prefixType('Lamp', {
 *   version: '1.1.0',
 *   prefix: { watts: u32 },
 *   lastPrefixField: 'watts',
 *   suffix: { kelvin: since('1.1.0', u32) },
 * })
 * using old = implement(Lamp.upTo('1.0.0'), { watts: 40 })
 * assert.equal(hasField(old.as(Lamp), 'kelvin'), false)
 * assert.equal(hasField(old.as(Lamp), 'watts'), true)
 * ```
 */
export function hasField<M extends object>(module: M, name: keyof M & string): boolean {
  const type = prefixTypeOf(module)
  const field = type.fields.find((one) => one.name === name && !one.isReserved)
  if (field === undefined) {
    throw new ValueError('no field of this prefix type', {
      code: 'ABI-V001',
      path: type.name,
      expected: type.fields.flatMap((one) => (one.isReserved ? [] : [one.name])).join(', '),
      found: describeValue(name),
    })
  }
  return isThere(type, (module as unknown as PrefixState).$mask, field.index)
}

/**
 * The prefix type of an accessor object.
 *
 * @internal
 */
export function prefixTypeOf(module: object): PrefixType {
  const type = (module as { [prefixViewType]?: PrefixType } | undefined)?.[prefixViewType]
  if (type !== undefined) return type
  throw new ValueError('not an accessor object of a prefix type', {
    code: 'ABI-V001',
    expected: 'what loadModule, viewPrefix or implement gave',
    found: describeValue(module),
  })
}

function isThere(type: PrefixType, mask: Mask, index: number): boolean {
  return type.fields[index]!.missing === undefined || maskHas(mask, index)
}

/**
 * Refuses an address where no instance can lie.
 *
 * @internal
 */
export function checkAlignment(path: string, address: number, { alignment }: StructLayout): void {
  if (typeof address !== 'number' || address % alignment === 0) return
  throw new MemoryError('a misaligned prefix pointer', {
    code: 'ABI-P005',
    rule: 'P-6',
    path,
    expected: `a multiple of ${alignment}`,
    found: formatAddress(address),
  })
}

/** Lets every type that can tell refuse what must not stand in its field. */
function verifyFields(
  type: PrefixType,
  memory: Memory,
  offset: number,
  mask: Mask,
  { path = type.name }: BindOptions,
): void {
  const { target } = memory.space
  type.measure(target).fields.forEach((place, index) => {
    if (type.fields[index]!.isReserved || !isThere(type, mask, index)) return
    codecOf(place.type, target).verify?.(memory, offset + place.offset, `${path}.${place.name}`)
  })
}

function checkFunctions(
  type: PrefixType,
  memory: Memory,
  offset: number,
  mask: Mask,
  { path = type.name, nullFunctions }: BindOptions,
): void {
  const { target } = memory.space
  const bad: { name: string; address: number }[] = []
  type.measure(target).fields.forEach((place, index) => {
    const field = type.fields[index]!
    if (place.type.kind !== 'fn' || field.isReserved || !isThere(type, mask, index)) return
    const address = readUnsignedWord(memory.view, offset + place.offset, target, `${path}.${place.name}`)
    const mayBeNull = (place.type as FunctionType).isNullable || nullFunctions === 'null'
    // What code is in other memories, only the memory knows.
    const mayBeCode = memory.space !== nativeSpace || isCode(address)
    if (address === 0 ? !mayBeNull : !mayBeCode) bad.push({ name: place.name, address })
  })
  const first = bad[0]
  if (first === undefined) return
  throw new CallError(
    first.address === 0 ? 'a null function pointer' : 'a function pointer that does not point to code',
    {
      code: first.address === 0 ? 'ABI-C002' : 'ABI-C003',
      rule: first.address === 0 ? 'L-12' : 'M-7',
      path: `${path}.${first.name}`,
      expected: 'the address of a function',
      found: bad
        .map(({ name, address }) => `${address === 0 ? 'null' : formatAddress(address)} in ${name}`)
        .join(', '),
      hint: first.address === 0 ? 'declare the field as nullable(fn(…)) if null is allowed' : undefined,
    },
  )
}
