import {
  call,
  text,
  type BooleanLiteral,
  type Entry,
  type Expression,
  type RecordLiteral,
} from '../../import/expression.js'
import type { DecodedPrefixType, DecodedType } from '../../module/abi-stable/type-layout/decoded-type.js'
import { declaredNames } from './rust-names.js'
import type { Translator } from './translator.js'

/** The parts of a version must fit in the number that stands for it in C. */
const largestPart = 999

/**
 * Declares a prefix type. What readers do about missing fields is not in a layout: the policy is the usual one.
 *
 * @internal
 */
export function declarePrefix(
  to: Translator,
  name: string,
  type: DecodedType,
  { fields, firstSuffixField, conditional, accessible }: DecodedPrefixType,
): { readonly expression: Expression } {
  const names = declaredNames(fields.map((field) => field.name))
  const entries = fields.map((field, index): Entry => {
    const bit = 1n << BigInt(index)
    const isThere = (accessible & bit) !== 0n
    const hasCondition = (conditional & bit) !== 0n || !isThere
    const declared = to.field(field)
    const value = hasCondition ? call('accessibleIf', truth(isThere), declared) : declared
    return { key: names[index]!, value }
  })
  const tall = (some: readonly Entry[]): RecordLiteral => ({ kind: 'record', isTall: true, entries: some })
  const prefix = entries.slice(0, firstSuffixField)
  const suffix = entries.slice(firstSuffixField)
  const parts: Entry[] = [
    { key: 'version', value: text(asVersion(to.versions.get(type) ?? type.packageVersion)) },
    ...(type.package === name ? [] : [{ key: 'package', value: text(type.package) }]),
    ...(type.alignment > 8
      ? [{ key: 'align', value: { kind: 'number', value: type.alignment } as const }]
      : []),
    ...(prefix.length === 0
      ? []
      : [
          { key: 'prefix', value: tall(prefix) },
          { key: 'lastPrefixField', value: text(prefix.at(-1)!.key) },
        ]),
    ...(suffix.length === 0 && prefix.length > 0 ? [] : [{ key: 'suffix', value: tall(suffix) }]),
  ]
  return { expression: call('prefixType', text(name), tall(parts)) }
}

/**
 * The version of an interface: the three numbers of the version of a crate.
 *
 * @internal
 */
export function asVersion(version: string): string {
  const parts = /^\+?(\d+)\.\+?(\d+)(?:\.\D*(\d+))?/.exec(version)?.slice(1) ?? []
  return [0, 1, 2].map((index) => Math.min(Number(parts[index] ?? 0), largestPart)).join('.')
}

/**
 * A truth value.
 *
 * @internal
 */
export function truth(value: boolean): BooleanLiteral {
  return { kind: 'boolean', value }
}
