import type { AnyType, SchemaNode } from '../../../layout/index.js'
import { compareCrateType } from './compare-declared-crate.js'
import { compareDeclaredFunction } from './compare-declared-function.js'
import { compareNamedType } from './compare-declared-named.js'
import { compareTraitObject, traitOf } from './compare-declared-object.js'
import { pluginTarget, type DeclaredComparison, type DeclaredPair } from './declared-comparison.js'
import { refuseName } from './declared-reports.js'
import { isReference, optionalOf, pointerOf, referentOf } from './decoded-queries.js'

type NodeOf<Key extends string> = Extract<SchemaNode, Readonly<Record<Key, unknown>>>

/**
 * Compares a declared type with a decoded one.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function compareDeclaredTypes(pair: DeclaredPair, comparison: DeclaredComparison): void {
  const { type, found } = pair
  // A type that holds functions is another one in each place: what they take stands with the field.
  if ((pair.functions ?? []).length === 0 && !comparison.isNew(type, found, pair.place)) return
  if (traitOf(type) !== undefined) return compareTraitObject(pair, comparison)
  const node = type.schema()
  if (type.abiStable !== undefined) {
    const present = presentOf(pair, node)
    if (present === undefined) return refuseName(pair, comparison)
    if (!compareCrateType(present, comparison)) return
    if (typeof node === 'string' || !('type' in node)) return
    return compareNamedType(pair, comparison)
  }
  if (typeof node === 'string') return compareScalar(pair, comparison)
  if ('type' in node) return compareNamedType(pair, comparison)
  if ('pointer' in node) return comparePointer(pair, node, comparison)
  if ('fn' in node) return compareFunctionPointer(pair, node, comparison)
  if ('array' in node) return compareArray(pair, node, comparison)
  if ('atomic' in node) return compareAtomic(pair, comparison)
  return refuseName(pair, comparison)
}

/** The pair without `Option`, which is how pointers that may be null are declared; `undefined` where the sides differ in that. */
function presentOf(pair: DeclaredPair, node: SchemaNode): DeclaredPair | undefined {
  const isNullable = typeof node === 'object' && 'nullable' in node && node.nullable === true
  const optional = optionalOf(pair.found)
  if (isNullable) return optional === undefined ? undefined : { ...pair, found: optional }
  return pair
}

/** The name that Rust has for a declared scalar, whatever it is called here. */
function scalarName(type: AnyType): string {
  const [leaf] = type.leaves(pluginTarget)
  if (leaf === undefined) return '()'
  return leaf.scalar === 'address' ? 'usize' : leaf.scalar
}

function compareScalar(pair: DeclaredPair, comparison: DeclaredComparison): void {
  const { type, found } = pair
  const name = scalarName(type)
  // What takes no room is nothing, whatever its name: markers are.
  const isSame = name === '()' ? found.size === 0 : found.name === name && found.data.kind === 'primitive'
  if (!isSame) refuseName(pair, comparison)
}

function comparePointer(pair: DeclaredPair, node: NodeOf<'pointer'>, comparison: DeclaredComparison): void {
  const { type, found, place } = pair
  const optional = optionalOf(found)
  const held = optional ?? found
  const pointee: AnyType | undefined = type.mentions()[0]
  const prefixType = pointee?.definition?.prefixType
  const pointer = pointerOf(held)
  const isNullable = optional !== undefined
  if (isReference(held)) {
    if (isNullable !== (node.nullable === true)) return refuseName(pair, comparison)
    if (prefixType === undefined) {
      if (!isHidden(pointee)) refuseName(pair, comparison)
      return
    }
    const inner = { type: prefixType as never, found: referentOf(held), place }
    return comparison.prefixTypes(inner)
  }
  if (pointer === undefined || prefixType !== undefined) return refuseName(pair, comparison)
  if (!pointer.mayBeNull && isNullable !== (node.nullable === true)) return refuseName(pair, comparison)
  if (pointer.isConst !== undefined && pointer.isConst !== (node.const === true))
    return refuseName(pair, comparison)
  const target = pointer.pointee
  if (pointee === undefined || target === undefined || isHidden(pointee)) return
  comparison.types({ type: pointee, found: target, place })
}

/** Whether a declaration says nothing of what a pointer leads to. */
function isHidden(pointee: AnyType | undefined): boolean {
  return pointee === undefined || pointee.isVoidInC === true || pointee.definition?.schema().kind === 'opaque'
}

function compareFunctionPointer(
  pair: DeclaredPair,
  node: NodeOf<'fn'>,
  comparison: DeclaredComparison,
): void {
  const { type, found, place, functions = [] } = pair
  const optional = optionalOf(found)
  const isFunction = (optional ?? found).name === 'AFunctionPointer'
  if (!isFunction || (optional !== undefined) !== (node.nullable === true))
    return refuseName(pair, comparison)
  const [first] = functions
  if (first !== undefined) compareDeclaredFunction({ type, fn: first, path: place.path }, comparison)
}

function compareArray(pair: DeclaredPair, node: NodeOf<'array'>, comparison: DeclaredComparison): void {
  const { type, found, place } = pair
  if (found.data.kind !== 'primitive' || found.data.primitive !== 'array') return refuseName(pair, comparison)
  const length = found.constants[0]?.value
  if (length !== BigInt(node.length))
    comparison.report('MismatchedConstParam', 'A-33', place, node.length, String(length))
  const element: AnyType | undefined = type.mentions()[0]
  const other = found.typeParameters[0] ?? found.phantomFields[0]?.type
  if (element === undefined || other === undefined) return
  comparison.types({ type: element, found: other, place })
}

/** An atomic of the standard library wraps what it holds. */
function compareAtomic(pair: DeclaredPair, comparison: DeclaredComparison): void {
  const { type, found, place } = pair
  const inner: AnyType | undefined = type.mentions()[0]
  const held = found.data.kind === 'struct' ? found.data.fields[0]?.type : undefined
  if (!found.name.startsWith('Atomic') || inner === undefined || held === undefined)
    return refuseName(pair, comparison)
  comparison.types({ type: inner, found: held, place })
}
