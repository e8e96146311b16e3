import { layoutOf, type AnyType } from '../../../layout/index.js'
import { spellType } from '../../../prefix/spell-type.js'
import { pluginTarget, type DeclaredComparison, type DeclaredPair } from './declared-comparison.js'
import { spellDecodedFunction, spellDecodedType } from './spell-decoded-type.js'

/**
 * Reports another type.
 *
 * @internal
 */
export function refuseName(
  { type, found, place, functions }: DeclaredPair,
  comparison: DeclaredComparison,
): void {
  const [first] = functions ?? []
  const spelled = first === undefined ? spellDecodedType(found) : spellDecodedFunction(first)
  comparison.report('Name', 'A-33', place, spellDeclared(type), spelled)
}

/**
 * Spells a declared type.
 *
 * @internal
 */
export function spellDeclared(type: AnyType): string {
  return type.abiStable === undefined ? spellType(type.schema()) : type.name
}

/**
 * Compares how much room two types take.
 *
 * @internal
 */
export function compareRoomOf(
  { type, found, place }: DeclaredPair,
  comparison: DeclaredComparison,
  rule = 'A-33',
): void {
  const { size, alignment } = layoutOf(type, pluginTarget)
  // An enum that gets more variants is as large as its storage.
  const grows = found.data.kind === 'enum' && found.data.nonExhaustive !== undefined
  if (!grows && size !== found.size)
    comparison.report('Size', rule, place, `${size} bytes`, `${found.size} bytes`)
  if (!grows && alignment !== found.alignment)
    comparison.report('Alignment', rule, place, `${alignment} bytes`, `${found.alignment} bytes`)
}
