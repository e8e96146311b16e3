import { DeclarationError } from '../errors/index.js'
import { memoize } from './memoize.js'
import { movingTogether } from './moved-value.js'
import type { Target } from './target.js'
import { hostTarget } from './target.js'
import type { AnyType, Codec, Layout, Leaf, WriteMode } from './type.js'

/** The place of one field in a struct or union. */
export interface FieldLayout extends Layout {
  /** Name of the field. */
  readonly name: string
  /** Type of the field. */
  readonly type: AnyType
  /** Bytes from the start; for a bit field the byte in which it begins. */
  readonly offset: number
  /** Bytes that the field takes or, for a bit field, touches. */
  readonly size: number
  /**
   * Bits from the start, for bit fields. The bits of a byte are counted from its least significant bit on little-endian
   * targets and from its most significant bit on big-endian ones.
   */
  readonly bitOffset?: number
  /** Number of bits, for bit fields. */
  readonly bitWidth?: number
}

/** The layout of a struct or union. */
export interface StructLayout extends Layout {
  /** The fields that have a name, in the order of their declaration. */
  readonly fields: readonly FieldLayout[]
}

/** Anything that has a layout. */
export interface Measurable {
  /** Size and alignment on a target. */
  readonly measure: (target: Target) => Layout
}

const layouts = memoize((target: Target) => memoize((type: Measurable) => measureOnce(type, target)))
const measuring = new Set<Measurable>()

/** Measures a type, and refuses one that is asked for its size while it is being measured. */
function measureOnce(type: Measurable, target: Target): Layout {
  if (measuring.has(type)) {
    throw new DeclarationError('a type that contains itself', {
      code: 'ABI-L006',
      rule: 'L-8',
      path: (type as Partial<AnyType>).name,
      expected: 'fields of types that are complete',
      found: 'a field that contains the type by value, so that it would never end',
      hint: 'point to it instead: nullable(pointer(() => …))',
    })
  }
  measuring.add(type)
  try {
    return type.measure(target)
  } finally {
    measuring.delete(type)
  }
}

const addressHolders = memoize((target: Target) =>
  memoize(
    (type: AnyType) =>
      type.holdsAddress?.(target) ?? leavesOf(type, target).some((leaf) => leaf.scalar === 'address'),
  ),
)
const codecsOf = (mode: WriteMode) =>
  memoize((target: Target) => memoize((type: AnyType) => movingTogether(type, type.makeCodec(target, mode))))
const codecs: Readonly<Record<WriteMode, ReturnType<typeof codecsOf>>> = {
  checked: codecsOf('checked'),
  unchecked: codecsOf('unchecked'),
  direct: codecsOf('direct'),
}
const leafLists = memoize((target: Target) => memoize((type: AnyType) => type.leaves(target)))

/**
 * Size and alignment of a type, and the places of its fields if it is a struct.
 *
 * @param type - Any declared type.
 * @param target - The machine; this one where it is left out.
 * @returns The layout, in bytes. For a struct it has `fields` too.
 *
 * @see Rules L-5 to L-8 of the specification.
 *
 * @example
 * ```ts
 * import { f64, layoutOf, struct, u8, targets } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Reading = struct('Reading', { sensor: u8, celsius: f64 })
 * const layout = layoutOf(Reading, targets['x86_64-linux'])
 * assert.equal(layout.size, 16)
 * assert.equal(layout.fields[1]!.offset, 8)
 * ```
 */
export function layoutOf(
  type: { readonly measure: (target: Target) => StructLayout },
  target?: Target,
): StructLayout
export function layoutOf(type: Measurable, target?: Target): Layout
export function layoutOf(type: Measurable, target: Target = hostTarget()): Layout {
  return layouts(target)(type)
}

/**
 * The reader and writer of a type on a target, made once for each mode.
 *
 * @internal
 */
export function codecOf(type: AnyType, target: Target, mode: WriteMode = 'checked'): Codec {
  return codecs[mode](target)(type)
}

/**
 * Whether a pointer is among the scalars of a type, computed once.
 *
 * @internal
 */
export function holdsAddress(type: AnyType, target: Target): boolean {
  return addressHolders(target)(type)
}

/**
 * The scalars of a type on a target, computed once. A list of them all: only for types that are passed by value.
 *
 * @internal
 */
export function leavesOf(type: AnyType, target: Target): readonly Leaf[] {
  return leafLists(target)(type)
}
