import type { StructLayout } from '../layout/layout.js'
import type { DefinedField, FunctionType } from '../layout/index.js'
import { comment } from './c-text.js'

/**
 * The members of a struct or union, with their offsets and the padding between them. What takes no bytes is left out: C
 * has no such members.
 *
 * @param owner - Name of the struct or union.
 * @param fields - As they are declared.
 * @param layout - Where they lie.
 *
 * @internal
 */
export function memberList(owner: string, fields: readonly DefinedField[], layout: StructLayout): string[] {
  const places = new Map(layout.fields.map((place) => [place.name, place]))
  let end = 0
  // Nobody asks where an unnamed bit field lies, so how much room it takes is not said either.
  let isUncertain = false
  const padding = (until: number): string[] => {
    const size = isUncertain ? 0 : until - end
    return size > 0 ? [`  /* ${size} ${size === 1 ? 'byte' : 'bytes'} of padding */`] : []
  }
  const lines = fields.flatMap((field) => {
    const place = places.get(field.name)
    if (place === undefined) {
      isUncertain = true
      return memberLines(owner, field, undefined)
    }
    if (isLeftOut(field, place.size))
      return [`  /* ${field.name}: ${field.type.name}, which takes no bytes */`]
    const before = padding(place.offset)
    isUncertain = false
    end = Math.max(end, place.offset + place.size)
    const bit = place.bitOffset === undefined ? '' : `, bit ${place.bitOffset % 8}`
    return [...before, ...memberLines(owner, field, `+${place.offset}${bit}`)]
  })
  return [...lines, ...padding(layout.size)]
}

/**
 * Whether a field takes no bytes, and is nothing that C can say.
 *
 * @param size - Its size in bytes.
 *
 * @internal
 */
export function isLeftOut(field: DefinedField, size: number): boolean {
  return size === 0 && field.bitWidth === undefined && field.type.isFlexible !== true
}

/**
 * The lines of one member: its description, its declaration and its place.
 *
 * @param place - What is said of its place; `undefined` for nothing.
 *
 * @internal
 */
export function memberLines(owner: string, field: DefinedField, place: string | undefined): string[] {
  const declared = `  ${extension(declareMember(owner, field))};`
  return [
    ...(field.doc === undefined ? [] : comment(field.doc, '  ')),
    place === undefined ? declared : `${declared.padEnd(48)} /* ${place} */`,
  ]
}

/** Function pointers have a typedef, which shows the names of their parameters. */
function declareMember(owner: string, { name, type, alignment, bitWidth, isUnnamed }: DefinedField): string {
  const aligned = alignment === undefined ? '' : `ABIDING_ALIGNED(${alignment}) `
  if (bitWidth !== undefined) return `${type.declareC(isUnnamed === true ? '' : name)} : ${bitWidth}`
  if (type.kind === 'fn') return `${aligned}${functionTypedefName(owner, name)} ${name}`
  return `${aligned}${type.declareC(name)}`
}

/**
 * A declaration of which compilers do not warn: whoever includes the header asked for what only some of them have.
 *
 * @internal
 */
export function extension(declaration: string): string {
  return needsInt128(declaration) || declaration.includes('[0]')
    ? `ABIDING_EXTENSION ${declaration}`
    : declaration
}

/**
 * Whether C text needs a compiler with 128-bit integers.
 *
 * @internal
 */
export function needsInt128(text: string): boolean {
  return /\b__int128\b/.test(text)
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
    const declaration = `${extension(`typedef ${field.type.declareC(functionTypedefName(owner, field.name))}`)};`
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
