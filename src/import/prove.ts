import { layoutOf, type AnyType, type StructLayout, type Target } from '../layout/index.js'
import { reasonOf } from './build.js'
import type { ImportedDeclaration } from './imported.js'
import type { ClangField, ClangLayout } from './record-dump.js'

/**
 * Compares the layouts of imported types with those of clang.
 *
 * @param ordered - The declarations.
 * @param types - The types that were made of them, by key.
 * @param layouts - What clang says, by the spelling of the type.
 * @param target - The machine.
 * @returns What is wrong, by key.
 *
 * @internal
 */
export function prove(
  ordered: readonly ImportedDeclaration[],
  types: ReadonlyMap<string, AnyType>,
  layouts: ReadonlyMap<string, ClangLayout>,
  target: Target,
): Map<string, string> {
  const wrong = new Map<string, string>()
  const withoutLayout = new Set(
    ordered.filter((one) => one.proof === 'none').map((one) => types.get(one.key)),
  )
  for (const { key, needs, proof, spelling } of ordered) {
    const type = types.get(key)
    // A typedef of a type of which only the name is declared.
    if (type === undefined || proof === 'none' || withoutLayout.has(type)) continue
    // What is wrong with a part is not said again of the whole, which will be translated anew.
    if (needs.some((needed) => wrong.has(needed))) continue
    const difference =
      spelling === undefined ? unmeasurable(type, target) : differenceOf(type, layouts.get(spelling), target)
    if (difference !== undefined) wrong.set(key, difference)
  }
  return wrong
}

/** A type that C cannot name is proven inside of the one that contains it, if it has a layout at all. */
function unmeasurable(type: AnyType, target: Target): string | undefined {
  try {
    layoutOf(type, target)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function differenceOf(type: AnyType, clang: ClangLayout | undefined, target: Target): string | undefined {
  if (clang === undefined) return 'clang gives no layout for it'
  try {
    const own = layoutOf(type, target)
    if (own.size !== clang.size) return differs('size', own.size, clang.size)
    if (own.alignment !== clang.alignment) return differs('alignment', own.alignment, clang.alignment)
    const isSigned = type.definition === undefined ? undefined : type.integer?.isSigned(target)
    if (clang.isSigned !== undefined && isSigned !== undefined && isSigned !== clang.isSigned)
      return `it would be ${isSigned ? 'signed' : 'unsigned'} here, but is not for clang`
    return fieldDifference(type, clang.fields, 0, target)
  } catch (error) {
    return reasonOf(error)
  }
}

function fieldDifference(
  type: AnyType,
  clangFields: readonly ClangField[],
  base: number,
  target: Target,
): string | undefined {
  if (clangFields.length === 0) return undefined
  const { fields = [] } = layoutOf(type, target) as Partial<StructLayout>
  if (fields.length !== clangFields.length)
    return differs('number of fields', fields.length, clangFields.length)
  for (const [index, own] of fields.entries()) {
    const clang = clangFields[index]!
    const place = base + (own.bitOffset ?? own.offset * 8)
    if (place !== clang.bitOffset) return differs(`offset of ${own.name}, in bits`, place, clang.bitOffset)
    if (own.bitWidth !== clang.width) return differs(`width of ${own.name}`, own.bitWidth, clang.width)
    const inside = fieldDifference(own.type, clang.fields, place, target)
    if (inside !== undefined) return `inside of ${own.name}, ${inside}`
  }
  return undefined
}

function differs(what: string, own: number | undefined, clang: number | undefined): string {
  return `its ${what} would be ${own ?? 'none'} here, but is ${clang ?? 'none'} for clang`
}
