import type { CType } from './c-type.js'
import { tagKey, typedefKey, type CDeclaration, type CDeclarations, type CTypedef } from './declarations.js'
import { declarableName } from './names.js'

/** How the tags of a header are called where they are declared here. */
export interface TagNames {
  /** The name of a tag, by key. */
  readonly nameOf: (key: string) => string
  /** How C spells a tag, by key; `undefined` for one that C cannot name. */
  readonly spellingOf: (key: string) => string | undefined
  /** Whether a typedef gives its name to a tag: then the two are one declaration. */
  readonly isNameOfTag: (typedef: CTypedef) => boolean
}

/**
 * Finds a name for every struct, union and enum. One that has no tag is called after the typedef that defines it, or after
 * the field that has its type. One whose tag is also the name of another type gets an underscore.
 *
 * @internal
 */
export function nameTags(declarations: CDeclarations): TagNames {
  const names = new Map<string, string>()
  const spellings = new Map<string, string>()
  const merged = new Set<string>()
  const taken = new Set<string>()
  for (const one of declarations.values()) {
    if (one.kind !== 'typedef' || one.type.kind !== 'tagged') continue
    const tag = declarations.get(tagKey(one.type.tag, one.type.name))
    if (tag === undefined || tag.kind === 'typedef' || names.has(tag.key) || one.alignment !== undefined)
      continue
    if (tag.name !== undefined && tag.name !== one.name) continue
    names.set(tag.key, declarableName(one.name))
    spellings.set(tag.key, one.name)
    merged.add(one.key)
    taken.add(one.name)
  }
  for (const one of declarations.values()) {
    if (one.kind === 'typedef' || one.name === undefined) continue
    spellings.set(one.key, `${one.tag} ${one.name}`)
    if (names.has(one.key)) continue
    const name = declarableName(one.name, (name) => taken.has(name) || declarations.has(typedefKey(name)))
    names.set(one.key, name)
    taken.add(name)
  }
  const isTaken = (name: string): boolean => taken.has(name) || declarations.has(typedefKey(name))
  for (const one of declarations.values()) nameParts(one)
  return {
    nameOf: (key) => names.get(key) ?? key.replace(/\W+/g, '_'),
    spellingOf: (key) => spellings.get(key),
    isNameOfTag: (typedef) => merged.has(typedef.key),
  }

  /** Tags without a name inside of others, from the outside to the inside. */
  function nameParts(one: CDeclaration): void {
    if (one.kind === 'typedef') nameUnnamed(one.type, one.name, true)
    const owner = one.kind === 'typedef' ? undefined : names.get(one.key)
    if (one.kind !== 'record' || owner === undefined) return
    let anonymous = 0
    for (const field of one.fields ?? []) {
      if (field.width !== undefined && field.name === undefined) continue
      nameUnnamed(field.type, `${owner}_${field.name ?? anonymousName(anonymous++)}`, false)
    }
  }

  function nameUnnamed(type: CType, name: string, withTag: boolean): void {
    if (type.kind === 'pointer') return nameUnnamed(type.to, name, withTag)
    if (type.kind === 'array' || type.kind === 'atomic') return nameUnnamed(type.of, name, withTag)
    if (type.kind === 'function') return nameUnnamed(type.returns, name, withTag)
    if (type.kind !== 'tagged') return
    const key = tagKey(type.tag, type.name)
    const tag = declarations.get(key)
    if (tag === undefined || tag.name !== undefined || names.has(key)) return
    const found = declarableName(withTag ? `${name}_${type.tag}` : name, isTaken)
    names.set(key, found)
    taken.add(found)
    nameParts(tag)
  }
}

/**
 * The name of a field that C gives none.
 *
 * @param index - How many such fields stand before it.
 *
 * @internal
 */
export function anonymousName(index: number): string {
  return `anonymous_${index}`
}
