import { DeclarationError } from '../errors/index.js'
import { layoutOf, type StructLayout } from '../layout/layout.js'
import { namedTypesOf } from '../layout/schema.js'
import type { AnyType, DefinedField, FunctionType, Target } from '../layout/index.js'
import { assertion, comment } from './c-text.js'

/**
 * The definitions of all named types that some types mention, each behind those that it contains.
 *
 * @throws {@link DeclarationError} `ABI-L006` where a type would have to be complete before itself.
 *
 * @see Rules E-1 to E-3 of the specification.
 *
 * @internal
 */
export function typeDefinitions(roots: readonly AnyType[], target: Target): string[] {
  const types = containedFirst(namedTypesOf(roots))
  const forward = types.map((type) => `typedef struct ${type.name} ${type.name};`)
  return [
    ...(forward.length > 0 ? [...forward, ''] : []),
    ...types.flatMap((type) => definitionOf(type, target)),
  ]
}

/** C needs the types that a struct contains by value to be complete. */
function containedFirst(types: readonly AnyType[]): AnyType[] {
  const ordered: AnyType[] = []
  const progress = new Map<AnyType, 'begun' | 'done'>()
  const visit = (type: AnyType): void => {
    if (progress.get(type) === 'done') return
    if (progress.get(type) === 'begun') refuseCycle(type)
    progress.set(type, 'begun')
    for (const inner of type.contains?.() ?? []) visit(inner)
    progress.set(type, 'done')
    if (types.includes(type)) ordered.push(type)
  }
  types.forEach(visit)
  return ordered
}

function refuseCycle(type: AnyType): never {
  throw new DeclarationError('C cannot say this type: it would have to be complete before itself', {
    code: 'ABI-L006',
    rule: 'E-2',
    path: type.name,
    found: 'a pointer to an array of the struct that it stands in',
    hint: 'point to the first element: pointer(…) instead of pointer(array(…))',
  })
}

function definitionOf(type: AnyType, target: Target): string[] {
  const fields = type.definition?.fields?.()
  if (fields === undefined)
    return [...comment(`${type.name} is opaque: only pointers to it are passed on.`), '']
  const layout = layoutOf(type, target) as StructLayout
  const doc = type.definition?.doc === undefined ? '' : `${type.definition.doc} `
  // Another header in the same file may define the type too; the assertions behind say whether it is the same.
  const guard = `ABIDING_TYPE_${type.name}`
  return [
    ...functionTypedefs(type.name, fields),
    `#ifndef ${guard}`,
    `#define ${guard}`,
    ...comment(`${doc}${layout.size} bytes, aligned to ${layout.alignment}.`),
    `struct ${type.name} {`,
    ...structBody(type.name, fields, layout),
    '};',
    ...(type.definition?.helperC ?? []),
    '#endif',
    assertion(`sizeof(${type.name}) == ${layout.size}`, `${type.name} has ${layout.size} bytes`),
    assertion(
      `ABIDING_ALIGNOF(${type.name}) == ${layout.alignment}`,
      `${type.name} is aligned to ${layout.alignment}`,
    ),
    ...layout.fields.map((field) => offsetAssertion(type.name, field.name, field.offset)),
    '',
  ]
}

/**
 * The members of a struct, with their offsets and the padding between them.
 *
 * @internal
 */
export function structBody(owner: string, fields: readonly DefinedField[], layout: StructLayout): string[] {
  let end = 0
  const lines = layout.fields.flatMap((place, index) => {
    const field = fields[index]!
    const padding = paddingComment(place.offset - end)
    end = place.offset + place.size
    return [...padding, ...memberLines(owner, field, place.offset)]
  })
  return [...lines, ...paddingComment(layout.size - end)]
}

/**
 * The lines of one member: its description, its declaration and its offset.
 *
 * @internal
 */
export function memberLines(owner: string, field: DefinedField, offset: number): string[] {
  const declared = `  ${declareMember(owner, field)};`
  return [
    ...(field.doc === undefined ? [] : comment(field.doc, '  ')),
    `${declared.padEnd(48)} /* +${offset} */`,
  ]
}

/** Function pointers have a typedef, which shows the names of their parameters. */
function declareMember(owner: string, field: DefinedField): string {
  const { name, type } = field
  return type.kind === 'fn' ? `${functionTypedefName(owner, name)} ${name}` : type.declareC(name)
}

function paddingComment(size: number): string[] {
  return size > 0 ? [`  /* ${size} ${size === 1 ? 'byte' : 'bytes'} of padding */`] : []
}

/**
 * One typedef for each member that is a function pointer.
 *
 * @internal
 */
export function functionTypedefs(owner: string, fields: readonly DefinedField[]): string[] {
  return fields.flatMap((field) => {
    if (field.type.kind !== 'fn') return []
    const { isNullable } = field.type as FunctionType
    const declaration = `typedef ${field.type.declareC(functionTypedefName(owner, field.name))};`
    return isNullable ? [declaration.padEnd(50) + ' /* may be NULL */'] : [declaration]
  })
}

/**
 * The name of the typedef of a member.
 *
 * @internal
 */
export function functionTypedefName(owner: string, field: string): string {
  return `${owner}_${field}_fn`
}

/**
 * The assertion that a member lies where it must.
 *
 * @internal
 */
export function offsetAssertion(owner: string, field: string, offset: number): string {
  return assertion(`offsetof(${owner}, ${field}) == ${offset}`, `${owner}.${field} lies at ${offset}`)
}
