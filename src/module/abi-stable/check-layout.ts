import { ModuleError } from '../../errors/index.js'
import type { PrefixType } from '../../prefix/prefix-type.js'
import { referentOf } from './type-layout/decoded-queries.js'
import type { DecodedType } from './type-layout/index.js'

/**
 * What is done about the layout that a plugin carries of its root module: `'ifPresent'` checks it where there is one, `'require'`
 * refuses a plugin without one, `'skip'` looks at none.
 */
export type LayoutCheck = 'ifPresent' | 'require' | 'skip'

/**
 * Whether something is a {@link LayoutCheck}.
 *
 * @internal
 */
export function isLayoutCheck(value: unknown): value is LayoutCheck {
  return value === 'ifPresent' || value === 'require' || value === 'skip'
}

/**
 * Refuses a plugin without the layout of its root module.
 *
 * @param path - The plugin, for the error.
 * @throws {@link ModuleError} `ABI-A009`.
 *
 * @see Rule A-6 of the specification.
 *
 * @internal
 */
export function refuseWithoutLayout(path: string, { name }: PrefixType): never {
  throw new ModuleError('the plugin does not carry the layout of its root module', {
    code: 'ABI-A009',
    rule: 'A-6',
    path,
    expected: `the layout of ${name}`,
    found: 'a root function with #[unsafe_no_layout_constant]',
    hint: "pass layoutCheck: 'ifPresent' to take the author's word for it",
  })
}

/**
 * How many fields the root module of a plugin has.
 *
 * @param layout - The layout of a reference to it, or of itself.
 * @returns The number, or `undefined` for anything but a prefix type.
 *
 * @internal
 */
export function fieldCountOf(layout: DecodedType): number | undefined {
  const { data } = referentOf(layout)
  return data.kind === 'prefix' ? data.fields.length : undefined
}
