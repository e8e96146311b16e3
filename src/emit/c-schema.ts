import { canonicalJson } from '../layout/index.js'
import type { PrefixType } from '../prefix/prefix-type.js'
import { stringMacro } from './c-text.js'

/**
 * The schema of one version of an interface as macros: what the interface is made of, for the schemas of others that refer
 * to it, and the whole. A prefix type that it refers to stands there as a macro too, since a version is chosen for each.
 *
 * @param rung - The interface in that version.
 * @param macro - What its macros begin with.
 * @param others - All prefix types of the header.
 *
 * @see Rules E-6 and S-1 of the specification.
 *
 * @internal
 */
export function schemaMacros(rung: PrefixType, macro: string, others: readonly PrefixType[]): string[] {
  const schema = rung.schema()
  const { abiding, interface: name, types, ...shape } = schema
  const isMentioned = others.some((other) => Object.hasOwn(other.schema().types, name))
  const definition = isMentioned
    ? stringMacro(`${macro}_DEFINITION`, canonicalJson({ kind: 'prefix', ...shape }))
    : []
  const mentioned = others.filter((other) => Object.hasOwn(types, other.name))
  let parts: (string | { readonly macro: string })[] = [
    canonicalJson({ abiding, interface: name, types, ...shape }),
  ]
  for (const other of mentioned) {
    const key = `${JSON.stringify(other.name)}:`
    const written = key + canonicalJson(types[other.name])
    parts = parts.flatMap((part) => {
      if (typeof part !== 'string') return [part]
      const at = part.indexOf(written)
      if (at < 0) return [part]
      return [
        part.slice(0, at) + key,
        { macro: `${other.name.toUpperCase()}_DEFINITION` },
        part.slice(at + written.length),
      ]
    })
  }
  return [...definition, ...joined(`${macro}_SCHEMA`, parts)]
}

/** A macro for a text of which some parts are macros. */
function joined(name: string, parts: readonly (string | { readonly macro: string })[]): string[] {
  const [head, ...lines] = parts.flatMap((part) => {
    if (typeof part !== 'string') return [`  ${part.macro} \\`]
    const [, ...literals] = stringMacro(name, part)
    return literals.map((literal) => (literal.endsWith('\\') ? literal : `${literal} \\`))
  })
  const all = [`#define ${name} \\`, head!, ...lines]
  return [...all.slice(0, -1), all.at(-1)!.replace(/ \\$/, '')]
}
