import { DeclarationError } from '../errors/index.js'
import { namedTypesOf } from '../layout/schema.js'
import type { AnyType, DefinedField, FunctionType } from '../layout/index.js'
import type { PrefixType } from '../prefix/prefix-type.js'
import { versionMacro } from './c-text.js'
import { foreignMacros } from './c-foreign.js'
import { functionTypedefName } from './c-members.js'

/** Everything that the headers behind `#include` define. */
const standard = [
  /^(u?int(_least|_fast)?(8|16|32|64)|u?intptr|u?intmax|size|ptrdiff|max_align|wchar)_t$/,
  /^U?INT(_LEAST|_FAST)?(8|16|32|64)_(MIN|MAX|C|WIDTH)$/,
  /^(U?INTPTR|U?INTMAX|PTRDIFF|SIG_ATOMIC|SIZE|WCHAR|WINT)_(MIN|MAX|C|WIDTH)$/,
]

/** What a header that is generated for some declarations defines, and where each name comes from. */
type Names = Map<string, string>

/**
 * Refuses names that would mean two things in a header: the compiler of a module would stumble over them.
 *
 * @param prefixTypes - The interfaces of the header.
 * @param roots - The types that it mentions.
 * @throws {@link DeclarationError} `ABI-L005` where two definitions get one name, `ABI-L001` where a name is taken.
 *
 * @see Rule E-1 of the specification.
 *
 * @internal
 */
export function checkHeaderNames(prefixTypes: readonly PrefixType[], roots: readonly AnyType[]): void {
  const types = namedTypesOf(roots).filter((type) => type.definition?.prefixType === undefined)
  const defined: Names = new Map()
  for (const type of types) {
    define(defined, type.name, type.name)
    defineTypedefs(defined, type.name, type.definition?.fields?.() ?? [])
    for (const line of [...(type.definition?.aliasC ?? []), ...(type.definition?.helperC ?? [])]) {
      const macro = /^#define (\w+)/.exec(line)?.[1]
      if (macro !== undefined) define(defined, macro, type.name)
    }
  }
  for (const type of prefixTypes) {
    define(defined, type.name, type.name)
    defineTypedefs(defined, type.name, type.fields)
    for (const macro of macrosOf(type)) define(defined, macro, type.name)
  }
  for (const type of types) {
    checkMembers(defined, type.name, type.definition?.fields?.() ?? [])
    if (type.definition?.aliasC !== undefined) checkParameters(defined, type.name, type.mentions())
  }
  for (const type of prefixTypes) {
    for (const own of ['abiding_mask', 'abiding_layout', 'abiding_padding']) {
      if (type.fields.some((field) => field.name === own))
        refuseName(own, `${type.name}.${own}`, 'every prefix type has it')
    }
    checkMembers(defined, type.name, type.fields)
  }
}

function macrosOf(type: PrefixType): string[] {
  if (type.presence.kind !== 'mask') return foreignMacros(type)
  const macro = type.name.toUpperCase()
  const suffixes = [
    'VERSION',
    'VERSION_TEXT',
    'FIELD_COUNT',
    'SCHEMA',
    'DEFINITION',
    'MASK',
    'HEADER',
    'EXPORT',
    'EXPORT_CONSTRUCTOR',
  ]
  return [
    ...suffixes.map((suffix) => `${macro}_${suffix}`),
    ...type.versions.map((version) => versionMacro(macro, version)),
  ]
}

function define(defined: Names, name: string, owner: string): void {
  if (/^abiding/i.test(name))
    refuseName(name, owner, 'names that begin with abiding belong to the header itself')
  if (isStandard(name)) refuseName(name, owner, 'the C library defines it')
  const other = defined.get(name)
  if (other !== undefined) {
    throw new DeclarationError('two definitions of one name in a header', {
      code: 'ABI-L005',
      rule: 'E-1',
      path: owner,
      expected: `${name} once`,
      found: `${name} for ${other} and for ${owner}`,
      hint: 'rename one of them, or put them into separate headers',
    })
  }
  defined.set(name, owner)
}

function defineTypedefs(defined: Names, owner: string, fields: readonly DefinedField[]): void {
  for (const field of fields) {
    if (field.type.kind === 'fn')
      define(defined, functionTypedefName(owner, field.name), `${owner}.${field.name}`)
  }
}

function checkMembers(defined: Names, owner: string, fields: readonly DefinedField[]): void {
  for (const field of fields) {
    const path = `${owner}.${field.name}`
    if (field.isUnnamed !== true) checkMember(defined, field.name, path)
    checkParameters(defined, path, [field.type])
  }
}

function checkParameters(defined: Names, path: string, types: readonly AnyType[]): void {
  for (const name of types.flatMap(parameterNames)) checkMember(defined, name, `${path} → param ${name}`)
}

/** The names of all parameters in the spelling of a type; those of named types are spelled elsewhere. */
function parameterNames(type: AnyType): string[] {
  if (type.definition !== undefined) return []
  const own = type.kind === 'fn' ? (type as FunctionType).parameters.map((parameter) => parameter.name) : []
  return [...own, ...type.mentions().flatMap(parameterNames)]
}

/** C++ takes no member that is called like a type, and a macro would be replaced. */
function checkMember(defined: Names, name: string, path: string): void {
  if (isStandard(name)) refuseName(name, path, 'the C library defines it')
  const owner = defined.get(name)
  if (owner !== undefined) refuseName(name, path, `it stands for ${owner} in the header`)
}

function isStandard(name: string): boolean {
  return standard.some((pattern) => pattern.test(name))
}

function refuseName(name: string, path: string, found: string): never {
  throw new DeclarationError('this name is taken in the header', {
    code: 'ABI-L001',
    rule: 'E-1',
    path,
    expected: 'a name that means one thing in C and C++',
    found: `${name}: ${found}`,
  })
}
