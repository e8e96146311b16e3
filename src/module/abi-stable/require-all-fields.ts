import { IncompatibleModuleError } from '../../errors/index.js'
import { hasField } from '../../prefix/bind-prefix.js'
import type { PrefixType } from '../../prefix/prefix-type.js'

/**
 * Refuses a plugin whose root module lacks fields that the host declares.
 *
 * @param path - The plugin, for the error.
 * @param view - The accessor object of its root module.
 * @throws {@link IncompatibleModuleError} `ABI-S002` with all fields that are missing.
 *
 * @see Rule A-9 of the specification.
 *
 * @internal
 */
export function requireAllFields(path: string, type: PrefixType, view: object): void {
  const missing = type.fields.filter(
    ({ name, isAccessible, isReserved }) =>
      isAccessible !== false && !isReserved && !hasField(view, name as never),
  )
  if (missing.length === 0) return
  throw new IncompatibleModuleError(
    path,
    type.name,
    missing.map(({ name, since }) => ({
      path: `${type.name}.${name}`,
      rule: 'A-9',
      summary: 'a field that the plugin does not have',
      expected: `a field that exists since ${since}`,
      found: 'nothing',
    })),
  )
}
