import type { AnyType, SchemaNode } from '../../../layout/index.js'
import { spellType } from '../../../prefix/spell-type.js'
import type { DeclaredComparison } from './declared-comparison.js'
import { declaredName } from './declared-name.js'
import type { DecodedFunction, DecodedType } from './decoded-type.js'
import type { ComparedPlace } from './layout-difference.js'
import { spellDecodedFunction } from './spell-decoded-type.js'

/** A declared function and the decoded one. */
export interface DeclaredFunctionPair {
  /** The type of the declared function. */
  readonly type: AnyType
  readonly fn: DecodedFunction
  readonly path: string
}

/**
 * Compares functions: the names and types of their parameters, and what they return.
 *
 * @see Rule A-35 of the specification.
 *
 * @internal
 */
export function compareDeclaredFunction(
  { type, fn, path }: DeclaredFunctionPair,
  comparison: DeclaredComparison,
): void {
  const node = type.schema() as Extract<SchemaNode, { readonly fn: unknown }>
  const types = type.mentions()
  const signatures = (): [string, string] => [spellSignature(node), spellDecodedFunction(fn)]
  const { params } = node.fn
  if (params.length !== fn.parameters.length)
    comparison.report('FieldCountMismatch', 'A-35', { path }, ...signatures())
  params.forEach((param, index) => {
    const other = fn.parameters[index]
    if (other === undefined) return
    const place: ComparedPlace = { path: `${path} → param ${param.name}`, signatures }
    const name = declaredName(other.name, index)
    if (param.name !== name) comparison.report('UnexpectedField', 'A-35', place, param.name, name)
    comparison.types({ type: types[index]!, found: other.type, place })
  })
  const place: ComparedPlace = { path: `${path} → result`, signatures }
  compareResult(types[params.length]!, fn.returns, place, comparison)
}

/**
 * Compares what functions return.
 *
 * @internal
 */
export function compareResult(
  type: AnyType,
  found: DecodedType | undefined,
  place: ComparedPlace,
  comparison: DeclaredComparison,
): void {
  if (found !== undefined) {
    comparison.types({ type, found, place })
  } else if (!isNothing(type.schema())) {
    comparison.report('Name', 'A-35', place, spellType(type.schema()), '()')
  }
}

function isNothing(node: SchemaNode): boolean {
  return node === 'void' || node === 'unit'
}

/** Spells a declared function as Rust would. */
function spellSignature({ fn }: Extract<SchemaNode, { readonly fn: unknown }>): string {
  const parameters = fn.params.map(({ name, type }) => `${name}: ${spellType(type)}`)
  const result = isNothing(fn.returns) ? '' : ` -> ${spellType(fn.returns)}`
  return `fn(${parameters.join(', ')})${result}`
}
