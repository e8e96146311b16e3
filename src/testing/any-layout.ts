import fc, { type Arbitrary } from 'fast-check'
import { layoutOf, targets, type AnyType, type Layout, type Target } from '../layout/index.js'
import { anyType, type AnyTypeOptions } from './any-type.js'
import { declarationOf } from './declaration-of.js'

/** A type and its layout on a target. */
export interface TypeLayout {
  /** The type. */
  readonly type: AnyType
  /** The machine. */
  readonly target: Target
  /** Size and alignment there; for a record the places of its fields too. */
  readonly layout: Layout
}

/**
 * Declared types with their layout on a target. A counterexample is printed as the source text of the declaration.
 *
 * @param target - The machine; any of {@link targets} where it is left out, shrinking to the first one.
 * @param options - Which types, as for {@link anyType}.
 * @throws DeclarationError `ABI-L002` for options that make no sense.
 *
 * @see Rule V-2 of the specification.
 *
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { targets } from 'abiding'
 * import { anyLayout } from 'abiding/testing'
 *
 * fc.assert(fc.property(anyLayout(targets.wasm32), ({ layout }) => layout.size % layout.alignment === 0))
 * ```
 */
export function anyLayout(target?: Target, options: AnyTypeOptions = {}): Arbitrary<TypeLayout> {
  const machines =
    target === undefined ? fc.constantFrom<Target[]>(...Object.values(targets)) : fc.constant(target)
  return fc.tuple(anyType(options), machines).map(([type, machine]) => ({
    type,
    target: machine,
    layout: layoutOf(type, machine),
    [fc.toStringMethod]: () => `${declarationOf(type)} on ${machine.name}`,
  }))
}
