import { checkIsType } from './function-pointer.js'
import { checkName } from './names.js'
import type { AnyType } from './type.js'

/**
 * A family of types with types as parameters. The same parameters always give the same type.
 *
 * @param name - Name of the family. With its parameters it gives the name of a type, as `Pair_u32_f64`.
 * @param build - Declares the type for some parameters, under the name that it is given.
 * @returns A function of the parameters.
 * @throws {@link DeclarationError} for a bad name and for parameters that are no types.
 *
 * @see Rule L-32 of the specification.
 *
 * @example
 * ```ts
 * import { type AnyType, f64, generic, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Pair = generic('Pair', <A extends AnyType, B extends AnyType>(name: string, first: A, second: B) =>
 *   struct(name, { first, second }),
 * )
 * assert.equal(Pair(u32, f64), Pair(u32, f64))
 * assert.equal(Pair(u32, f64).name, 'Pair_u32_f64')
 * ```
 */
export function generic<Types extends AnyType[], Result extends AnyType>(
  name: string,
  build: (name: string, ...types: Types) => Result,
): (...types: Types) => Result {
  checkName(name, name, 'type')
  const root: Instances = { inner: new Map() }
  const instantiate = (...types: AnyType[]): AnyType => {
    types.forEach((type, index) => checkIsType(type, `${name} → type ${index}`))
    const known = types.reduce<Instances>((instances, type) => {
      let next = instances.inner.get(type)
      if (next === undefined) instances.inner.set(type, (next = { inner: new Map() }))
      return next
    }, root)
    return (known.type ??= buildNamed(name, build as unknown as AnyBuild, types))
  }
  return instantiate as unknown as (...types: Types) => Result
}

type AnyBuild = (name: string, ...types: AnyType[]) => AnyType

interface Instances {
  readonly inner: Map<AnyType, Instances>
  type?: AnyType
}

/**
 * The name of a type of a family, as `Pair_u32_f64`.
 *
 * @param name - Name of the family.
 * @param types - Its parameters.
 *
 * @internal
 */
export function instanceName(name: string, types: readonly AnyType[]): string {
  const parts = types.map((type) => type.name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, ''))
  return [name, ...parts].join('_')
}

function buildNamed(name: string, build: AnyBuild, types: readonly AnyType[]): AnyType {
  const type: unknown = build(instanceName(name, types), ...types)
  checkIsType(type, name)
  return type
}
