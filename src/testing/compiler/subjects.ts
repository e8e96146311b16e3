import { isLeftOut } from '../../emit/c-members.js'
import {
  layoutOf,
  type AnyType,
  type FieldLayout,
  type StructLayout,
  type Target,
} from '../../layout/index.js'
import { namedTypesOf } from '../../layout/schema.js'

/** A type that a compiler is asked about. */
export interface Subject {
  /** The type. */
  readonly type: AnyType
  /** What it is called in messages. */
  readonly name: string
  /** Its declared layout. */
  readonly layout: StructLayout
  /** Its fields that C gives a place to. */
  readonly members: readonly FieldLayout[]
  /** Its bit fields, which C gives no place to. */
  readonly bitFields: readonly FieldLayout[]
}

/**
 * The types themselves, and the named ones that they mention, as far as C knows them.
 *
 * @internal
 */
export function subjectsOf(types: readonly AnyType[], target: Target): Subject[] {
  // Of what has no bytes, and of what is only pointed to, C knows nothing but the name.
  const named = namedTypesOf(types).filter(
    ({ definition }) => definition?.fields !== undefined || definition?.aliasC !== undefined,
  )
  return [...new Set([...types, ...named])].map((type) => subject(type, target)).filter(isSized)
}

function isSized({ layout }: Subject): boolean {
  return layout.size > 0 || layout.fields.length > 0
}

function subject(type: AnyType, target: Target): Subject {
  const layout: StructLayout = { fields: [], ...layoutOf(type, target) }
  const declared = new Map((type.definition?.fields?.() ?? []).map((field) => [field.name, field]))
  const isMember = ({ name, size, bitWidth }: FieldLayout): boolean => {
    const field = declared.get(name)
    return bitWidth === undefined && field !== undefined && !isLeftOut(field, size)
  }
  return {
    type,
    name: type.name,
    layout,
    members: layout.fields.filter(isMember),
    bitFields: layout.fields.filter((field) => field.bitWidth !== undefined),
  }
}
