import { DeclarationError } from '../errors/index.js'
import { layoutOf, type StructLayout } from '../layout/layout.js'
import { namedTypesOf } from '../layout/schema.js'
import type { AnyType, DefinedField, Layout, Target } from '../layout/index.js'
import { extension, functionTypedefs, isLeftOut, memberList, needsInt128 } from './c-members.js'
import { checkSayable } from './c-sayable.js'
import { assertion, comment } from './c-text.js'

/**
 * The definitions of all named types that some types mention, each behind those that it contains.
 *
 * @throws {@link DeclarationError} `ABI-L006` where a type would have to be complete before itself, and for what C cannot
 * say.
 *
 * @see Rules E-1 to E-3 and E-8 of the specification.
 *
 * @internal
 */
export function typeDefinitions(roots: readonly AnyType[], target: Target): string[] {
  const types = containedFirst(namedTypesOf(roots))
  const forward = types
    .filter((type) => !isAlias(type, target))
    .map(({ name, definition }) => `typedef ${definition?.keyword ?? 'struct'} ${name} ${name};`)
  return [
    ...wideIntegers(roots),
    ...(forward.length > 0 ? [...forward, ''] : []),
    // Prefix types are written behind all others.
    ...types.filter(isNoPrefixType).flatMap((type) => definitionOf(type, target)),
  ]
}

function isNoPrefixType({ definition }: AnyType): boolean {
  return definition?.prefixType === undefined
}

/** Another name for a type that C knows; what takes no bytes it can only know as the name of something incomplete. */
function isAlias(type: AnyType, target: Target): boolean {
  return type.definition?.aliasC !== undefined && layoutOf(type, target).size > 0
}

/** Ends the compilation early, with a reason, where a compiler has no 128-bit integers. */
function wideIntegers(roots: readonly AnyType[]): string[] {
  const visited = new Set<AnyType>()
  const isNeeded = (type: AnyType): boolean => {
    if (visited.has(type)) return false
    visited.add(type)
    // Names hide what stands behind them; it is mentioned all the same.
    return needsInt128(type.declareC('')) || type.mentions().some(isNeeded)
  }
  if (!roots.some(isNeeded)) return []
  return [
    '#ifndef __SIZEOF_INT128__',
    '#error "this header has 128-bit integers, which this compiler does not have for this machine"',
    '#endif',
    '',
  ]
}

/** C needs the types that a struct contains by value to be complete. */
function containedFirst(types: readonly AnyType[]): AnyType[] {
  const ordered: AnyType[] = []
  const progress = new Map<AnyType, 'begun' | 'done'>()
  // Of several equal declarations of one name, one is defined.
  const defined = new Map(types.map((type) => [type.name, type]))
  const visit = (given: AnyType): void => {
    const type = given.definition === undefined ? given : (defined.get(given.name) ?? given)
    if (progress.get(type) === 'done') return
    if (progress.get(type) === 'begun') refuseCycle(type)
    progress.set(type, 'begun')
    for (const inner of type.contains?.() ?? []) visit(inner)
    progress.set(type, 'done')
    if (type.definition !== undefined && defined.has(type.name)) ordered.push(type)
  }
  types.forEach(visit)
  return ordered
}

function refuseCycle(type: AnyType): never {
  throw new DeclarationError('C cannot say this type: it would have to be complete before itself', {
    code: 'ABI-L006',
    rule: 'E-2',
    path: type.name,
    found: 'a pointer to an array of the struct that it stands in, or to another name for it',
    hint: 'point to the struct itself: pointer(…) instead of pointer(array(…))',
  })
}

function definitionOf(type: AnyType, target: Target): string[] {
  const { definition, name } = type
  if (isAlias(type, target)) return guarded(type, layoutOf(type, target), definition!.aliasC!.map(extension))
  if (definition?.aliasC !== undefined)
    return [...comment(`${name} takes no bytes: C can only point to it.`), '']
  const fields = definition?.fields?.()
  if (fields === undefined) return [...comment(`${name} is opaque: only pointers to it are passed on.`), '']
  const layout = layoutOf(type, target) as StructLayout
  checkSayable(type, layout, target)
  const named = new Map(fields.map((field) => [field.name, field]))
  return [
    ...functionTypedefs(name, fields),
    ...guarded(type, layout, recordDefinition(type, fields, layout), [
      // C gives the place of a bit field to nobody.
      ...layout.fields
        .filter((place) => place.bitOffset === undefined && !isLeftOut(named.get(place.name)!, place.size))
        .map((place) => offsetAssertion(name, place.name, place.offset)),
    ]),
  ]
}

/**
 * A definition that stands once in a file, with its assertions behind it. Another header may define the type too; the
 * assertions say whether it is the same.
 */
function guarded(
  { name, definition }: AnyType,
  { size, alignment }: Layout,
  lines: readonly string[],
  assertions: readonly string[] = [],
): string[] {
  const guard = `ABIDING_TYPE_${name}`
  const doc = definition?.doc === undefined ? '' : `${definition.doc} `
  const bytes = `${size} ${size === 1 ? 'byte' : 'bytes'}`
  return [
    `#ifndef ${guard}`,
    `#define ${guard}`,
    ...comment(`${doc}${bytes}, aligned to ${alignment}.`),
    ...lines,
    ...(definition?.helperC ?? []),
    '#endif',
    assertion(`sizeof(${name}) == ${size}`, `${name} has ${bytes}`),
    assertion(`ABIDING_ALIGNOF(${name}) == ${alignment}`, `${name} is aligned to ${alignment}`),
    ...assertions,
    '',
  ]
}

function recordDefinition(type: AnyType, fields: readonly DefinedField[], layout: StructLayout): string[] {
  const { keyword, placement } = type.definition!
  const aligned = placement?.align === undefined ? '' : `ABIDING_ALIGNED(${placement.align}) `
  // ISO C++ has no flexible arrays; all compilers do.
  const extension = type.endsFlexible?.() === true ? 'ABIDING_EXTENSION ' : ''
  const lines = [
    `${extension}${keyword} ${aligned}${type.name} {`,
    ...memberList(type.name, fields, layout),
    '};',
  ]
  if (placement?.packed === undefined) return lines
  return [
    `#pragma pack(push, ${placement.packed})`,
    'ABIDING_BEGIN_PACKED',
    ...lines,
    'ABIDING_END_PACKED',
    '#pragma pack(pop)',
  ]
}

/**
 * The assertion that a member lies where it must.
 *
 * @internal
 */
export function offsetAssertion(owner: string, field: string, offset: number): string {
  return assertion(`offsetof(${owner}, ${field}) == ${offset}`, `${owner}.${field} lies at ${offset}`)
}
