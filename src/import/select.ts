import { CommandError } from '../errors/index.js'
import type { CDeclaration, CDeclarations } from './declarations.js'

/**
 * Chooses the declarations that are imported: those whose names match, or all that the headers themselves declare.
 *
 * @param declarations - All that were read.
 * @param patterns - Regular expressions for whole names.
 * @returns Keys.
 * @throws {@link CommandError} `ABI-T006` for a pattern that is no regular expression or matches no name.
 *
 * @internal
 */
export function selectTypes(declarations: CDeclarations, patterns: readonly string[]): string[] {
  const named = [...declarations.values()].filter((one) => one.name !== undefined)
  if (patterns.length === 0) return named.filter((one) => one.isOwn).map((one) => one.key)
  const selected = new Set<string>()
  for (const pattern of patterns) {
    const expression = compile(pattern)
    const found = named.filter((one) => expression.test(one.name!))
    if (found.length === 0) refusePattern(pattern, named)
    for (const one of found) selected.add(one.key)
  }
  return named.map((one) => one.key).filter((key) => selected.has(key))
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u')
  } catch (cause) {
    throw new CommandError('not a regular expression', {
      code: 'ABI-T006',
      rule: 'I-2',
      path: pattern,
      expected: "a regular expression for whole names, as 'CK_.*'",
      found: (cause as Error).message,
      cause,
    })
  }
}

function refusePattern(pattern: string, named: readonly CDeclaration[]): never {
  const own = named.filter((one) => one.isOwn).map((one) => one.name!)
  const names = [...new Set(own)]
  const some = names.slice(0, 8).join(', ')
  const similar = names.find((name) => name.toLowerCase() === pattern.toLowerCase())
  throw new CommandError('no type has such a name', {
    code: 'ABI-T006',
    rule: 'I-2',
    path: pattern,
    expected: 'a regular expression that matches the whole name of a struct, union, enum or typedef',
    found: names.length === 0 ? 'headers that declare no types' : `${some}${names.length > 8 ? ', …' : ''}`,
    hint: similar === undefined ? undefined : `the header has ${similar}`,
  })
}
