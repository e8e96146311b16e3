import { basename } from 'node:path'
import { ModuleError } from '../../errors/index.js'
import { traitDeclarations, type AnsweredTrait } from '../declare/trait-declarations.js'
import { askTraits, type AskOptions } from './ask-traits.js'
import type { InspectedTrait } from './inspected-trait.js'

/**
 * Writes TypeScript that declares the traits of a library, and connects to that very library: a function for each trait takes
 * a path. **This runs code of the library**, as {@link askTraits} does.
 *
 * @param path - The library, relative to the working directory.
 * @param options - How long to wait.
 * @returns The text of a module.
 * @throws What {@link askTraits} throws, `ModuleError` `ABI-J028` where an entry does not answer, and `ValueError` `ABI-J027`
 * for definitions that are too large.
 *
 * @see Rule X-72 of the specification.
 *
 * @example
 * ```ts
 * import { declareTraits } from 'abiding/inspect'
 * import assert from 'node:assert/strict'
 *
 * assert.throws(() => declareTraits('package.json'), { code: 'ABI-J028' })
 * ```
 */
export function declareTraits(path: string, options?: AskOptions): string {
  const { traits } = askTraits(path, options)
  return traitDeclarations(
    basename(path),
    traits.map((trait) => answered(path, trait)),
  )
}

function answered(path: string, { symbol, version, definition, problem }: InspectedTrait): AnsweredTrait {
  if (version !== null && definition !== null) return { version, definition }
  throw new ModuleError('a library that does not answer for its traits', {
    code: 'ABI-J028',
    rule: 'X-71',
    path: `${path} → ${symbol}`,
    expected: 'the definition of a trait',
    found: problem ?? 'nothing',
  })
}
