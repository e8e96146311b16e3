import { checkIsType } from './function-pointer.js'
import { codecOf, holdsAddress, layoutOf, leavesOf } from './layout.js'
import { checkName } from './names.js'
import { requireFixedSize } from './record.js'
import { spellC } from './scalar.js'
import type { AbiStableName, AnyType, Infer, InputOf, Type, ViewOf } from './type.js'

/** Remarks on a type that has a name of its own. */
export interface NamedOptions {
  /** What it is, for headers and reference pages. */
  readonly doc?: string
  /** What the crate `abi_stable` calls it, for types that the crate defines. @internal */
  readonly abiStable?: AbiStableName
}

/**
 * A new name for a type: the same layout and the same values, but another type in schemas and headers. A typedef in C,
 * `repr(transparent)` in Rust.
 *
 * @param name - Its name in C.
 * @param inner - The type whose layout it has.
 * @param options - Its description.
 * @throws {@link DeclarationError} for a bad name, or for what is no type.
 *
 * @see Rule L-31 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, transparent, u64 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Ticket = transparent('Ticket', u64)
 * assert.deepEqual(layoutOf(Ticket), layoutOf(u64))
 * assert.equal(Ticket.declareC('first'), 'Ticket first')
 * ```
 */
export function transparent<T extends AnyType>(
  name: string,
  inner: T,
  options: NamedOptions = {},
): Type<ViewOf<T>, Infer<T>, InputOf<T>> {
  checkName(name, name, 'type')
  checkIsType(inner, name)
  const type: AnyType = Object.freeze<AnyType>({
    kind: 'transparent',
    name,
    inner: inner.inner ?? inner,
    measure(target) {
      requireFixedSize(inner, name)
      return layoutOf(inner, target)
    },
    makeCodec: (target, mode) => codecOf(inner, target, mode),
    get passing() {
      return inner.passing
    },
    leaves: (target) => leavesOf(inner, target),
    holdsAddress: (target) => holdsAddress(inner, target),
    copiesBytes: inner.copiesBytes,
    schema: () => ({ type: name }),
    mentions: () => [inner],
    contains: () => [inner],
    declareC: (declarator, isConst) => spellC(name, declarator, isConst),
    isVoidInC: inner.isVoidInC,
    defaultValue: inner.defaultValue,
    domain: inner.domain,
    integer: inner.integer,
    hasUndefined: inner.hasUndefined,
    fromThrown: inner.fromThrown,
    abiStable: options.abiStable,
    definition: {
      schema: () => ({ kind: 'alias', of: inner.schema() }),
      aliasC: [`typedef ${inner.declareC(name)};`],
      doc: options.doc,
    },
  })
  return type as Type<ViewOf<T>, Infer<T>, InputOf<T>>
}
