// Declarations compared with the C headers that the peers were compiled with.
import { hostTarget, type AnyType, type FunctionType, type StructLayout } from 'abiding'
import { importHeader, type ImportOptions } from 'abiding/import'
import { leavesOf } from '../../src/layout/layout.js'
import { judge } from '../support/compile.js'
import { tools } from '../support/tools.js'

/** A struct in a header. */
export interface HeaderStruct {
  /** The line, or lines, that include the header. */
  readonly include: string
  /** Folders as with `-I`. */
  readonly includePaths?: readonly string[]
  /** How C spells the struct. */
  readonly spelling: string
}

/**
 * What the C compiler of this machine has against a layout; empty where it agrees with every offset and every size.
 *
 * @param size - The size of the whole, or the offset of what follows in a header that knows more.
 */
export function compareWithHeader(
  { include, includePaths = [], spelling }: HeaderStruct,
  { fields, size, alignment }: Pick<StructLayout, 'fields' | 'size' | 'alignment'>,
): string {
  const claims = [
    `sizeof(${spelling}) == ${size}`,
    `_Alignof(${spelling}) == ${alignment}`,
    ...fields.flatMap((field) => [
      `offsetof(${spelling}, ${field.name}) == ${field.offset}`,
      `sizeof(((${spelling} *)0)->${field.name}) == ${field.size}`,
    ]),
  ]
  const lines = claims.map((claim) => `_Static_assert(${claim}, "${claim}");`)
  return judge(tools.cc!, `#include <stddef.h>\n${include}\n${lines.join('\n')}\n`, [
    '-std=gnu11',
    ...includePaths.map((path) => `-isystem${path}`),
  ])
}

/** A field with a name and a type. */
interface NamedField {
  readonly name: string
  readonly type: AnyType
}

/**
 * The signatures of function fields as clang reads them in a header: what crosses for each parameter and for the result.
 *
 * @param options - Which header; `types` names the struct alone.
 */
export async function headerSignatures(options: ImportOptions): Promise<Record<string, string>> {
  const { types } = await importHeader(options)
  const record = types.get(options.types![0]!)!
  return signaturesOf(record.definition!.fields!())
}

/** The signatures of function fields as they are declared. */
export function signaturesOf(fields: readonly NamedField[]): Record<string, string> {
  const isFunction = ({ type }: NamedField): boolean => type.kind === 'fn'
  return Object.fromEntries(fields.filter(isFunction).map(({ name, type }) => [name, spell(type)]))
}

/** A signature as the scalars that cross: names of parameters, and what pointers lead to, make no difference. */
function spell(type: AnyType): string {
  const { parameters, returns } = type as FunctionType
  return `(${parameters.map((one) => scalars(one.type)).join(', ')}) -> ${scalars(returns)}`
}

function scalars(type: AnyType): string {
  return type.kind === 'void'
    ? 'void'
    : leavesOf(type, hostTarget())
        .map((leaf) => leaf.scalar)
        .join('+')
}
