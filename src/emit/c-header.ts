import { isTrait } from '../connection/trait/is-trait.js'
import type { AnyTrait } from '../connection/trait/trait.js'
import type { AnyType, Target } from '../layout/index.js'
import { targets } from '../layout/index.js'
import { namedTypesOf } from '../layout/schema.js'
import type { PrefixType } from '../prefix/prefix-type.js'
import { checkHeaderNames } from './c-names.js'
import { prefixDefinition } from './c-prefix.js'
import { runtimePart } from './c-runtime.js'
import { comment } from './c-text.js'
import { typeDefinitions } from './c-types.js'

/** What a header is told beside the declarations. */
export interface CHeaderOptions {
  /** Name of the file that the declarations come from, for the first comment. */
  readonly fileName?: string
  /** The machine whose layouts are asserted; x86_64-linux where it is left out, which stands for all 64-bit ones. */
  readonly target?: Target
}

/**
 * Writes the C header that authors of modules compile against: C11 and C++17, without any other file. For a trait it holds
 * the table of functions through which `connect` calls its methods directly.
 *
 * @param declarations - Prefix types, structs, opaque types and traits, in the order in which they shall appear.
 * @param options - Remarks.
 * @returns The text of the header.
 * @throws {@link DeclarationError} `ABI-L005` where two different types share a name, `ABI-L001` where a name means
 * something else in the header.
 *
 * @see Rules E-1 to E-6 and X-73 of the specification.
 *
 * @example
 * ```ts
 * import { emitCHeader, fn, prefixType, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Counter = prefixType('Counter', {
 *   version: '1.0.0',
 *   prefix: { next: fn({ step: u32 }, u32) },
 *   lastPrefixField: 'next',
 * })
 * assert.match(emitCHeader([Counter]), /typedef uint32_t \(\*Counter_next_fn\)\(uint32_t step\);/)
 * ```
 */
export function emitCHeader(
  declarations: readonly (PrefixType | AnyType | AnyTrait)[],
  options: CHeaderOptions = {},
): string {
  const target = options.target ?? targets['x86_64-linux']
  const symbols = new Map<PrefixType, string>()
  const declared = declarations.flatMap((declaration) => {
    if (!isTrait(declaration)) return isPrefixType(declaration) ? [declaration] : []
    const { type, symbol } = declaration.table!()
    symbols.set(type, symbol)
    return [type]
  })
  const types = declarations.filter(
    (declaration): declaration is AnyType => !isTrait(declaration) && !isPrefixType(declaration),
  )
  const mentioned = [...declared.flatMap((type) => type.fields.map((field) => field.type)), ...types]
  const prefixTypes = withMentioned(declared, mentioned)
  checkHeaderNames(prefixTypes, mentioned)
  const names = declarations.map((declaration) => declaration.name)
  const guard = includeGuard(options.fileName === undefined ? names : [options.fileName, ...names])
  const lines = [
    ...comment(
      `${names.join(', ')}${options.fileName === undefined ? '' : ` of ${options.fileName}`}, for C11 and C++17.\n` +
        'Written by abiding: change the declaration, not this file.',
    ),
    `#ifndef ${guard}`,
    `#define ${guard}`,
    '',
    ...runtimePart(target),
    '',
    ...typeDefinitions(mentioned, target),
    ...prefixTypes.flatMap((type) => [...prefixDefinition(type, target, prefixTypes, symbols.get(type)), '']),
    `#endif /* ${guard} */`,
  ]
  return `${lines.join('\n')}\n`
}

/** The prefix types that others refer to, and then the declared ones. */
function withMentioned(declared: readonly PrefixType[], mentioned: readonly AnyType[]): PrefixType[] {
  const known = new Set(declared.map(({ name }) => name))
  const others = namedTypesOf(mentioned).flatMap(({ definition }) => definition?.prefixType ?? [])
  return [...(others as PrefixType[]).filter(({ name }) => !known.has(name)), ...declared]
}

/** Files that declare types of the same names must not shut each other out. */
function includeGuard(parts: readonly string[]): string {
  return `${parts
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')}_ABI_H`.replace(/^(?=\d)/, '_')
}

function isPrefixType(declaration: PrefixType | AnyType): declaration is PrefixType {
  return declaration.kind === 'prefix'
}
