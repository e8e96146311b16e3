import { ValueError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'

/**
 * Calls a method of an implementation.
 *
 * @throws ValueError `ABI-J010` where the implementation lost it.
 *
 * @internal
 */
export function callMethod(
  implementation: Readonly<Record<string, unknown>>,
  { name, path }: { readonly name: string; readonly path: string },
  values: readonly unknown[],
): unknown {
  if (typeof implementation[name] !== 'function') refuseLostMethod(implementation[name], path)
  return (implementation as Record<string, (...values: readonly unknown[]) => unknown>)[name]!(...values)
}

/**
 * Refuses to call what is no function. It was one when the implementation was looked at; objects of JavaScript change.
 *
 * @param found - What stands in the place of the method.
 * @param path - The method.
 * @throws ValueError `ABI-J010`.
 *
 * @see Rule X-16 of the specification.
 *
 * @internal
 */
export function refuseLostMethod(found: unknown, path: string): never {
  throw new ValueError('an implementation that lost a method', {
    code: 'ABI-J010',
    rule: 'X-16',
    path,
    expected: 'the function that was there when the implementation was connected or exported',
    found: describeValue(found),
  })
}
