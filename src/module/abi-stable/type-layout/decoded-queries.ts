import type { DecodedField, DecodedType } from './decoded-type.js'

/**
 * What a reference to a prefix type refers to; any other type itself.
 *
 * @internal
 */
export function referentOf(type: DecodedType): DecodedType {
  return isReference(type) ? (type.typeParameters[0] ?? type.phantomFields[0]?.type ?? type) : type
}

/**
 * Whether it is a reference to a prefix type.
 *
 * @internal
 */
export function isReference({ name, package: from }: DecodedType): boolean {
  return name === 'PrefixRef' && from === 'abi_stable'
}

/**
 * What may be absent, for the `Option` of the standard library.
 *
 * @internal
 */
export function optionalOf({
  name,
  package: from,
  typeParameters,
  data,
}: DecodedType): DecodedType | undefined {
  if (name !== 'Option' || from !== 'std' || data.kind !== 'enum') return undefined
  return typeParameters[0] ?? data.variants[0]?.fields[0]?.type
}

/** What a pointer leads to, and whether that may be written. */
export interface DecodedPointer {
  readonly pointee: DecodedType | undefined
  /** `undefined` for pointers that do not say. */
  readonly isConst: boolean | undefined
  readonly mayBeNull: boolean
}

/** Pointers that are types of their own, and whether what they lead to is only read. */
const pointers: Readonly<Record<string, boolean | undefined>> = {
  RRef: true,
  StaticRef: true,
  RMut: false,
  MovePtr: false,
  NonNull: undefined,
}

/**
 * A type as a pointer; `undefined` for types that are none.
 *
 * @internal
 */
export function pointerOf(type: DecodedType): DecodedPointer | undefined {
  const pointee = type.typeParameters[0] ?? type.phantomFields[0]?.type
  if (type.data.kind === 'primitive') {
    switch (type.data.primitive) {
      case '&':
        return { pointee, isConst: true, mayBeNull: false }
      case '&mut':
        return { pointee, isConst: false, mayBeNull: false }
      case '*const':
        return { pointee, isConst: true, mayBeNull: true }
      case '*mut':
        return { pointee, isConst: false, mayBeNull: true }
      default:
        return undefined
    }
  }
  const isOfLibrary = type.package === 'abi_stable' || type.package === 'std'
  if (!isOfLibrary || !Object.hasOwn(pointers, type.name)) return undefined
  return { pointee, isConst: pointers[type.name], mayBeNull: false }
}

/**
 * The fields that take room, and those that a declaration names.
 *
 * @internal
 */
export function visibleFields(
  fields: readonly DecodedField[],
  declared: ReadonlySet<string>,
): readonly DecodedField[] {
  return fields.filter(({ name, type }) => type.size > 0 || declared.has(name))
}

/**
 * Whether a field has no name but a number: then a declaration may call it as it likes.
 *
 * @internal
 */
export function isNumbered({ name }: DecodedField): boolean {
  return /^(field_)?\d+$/.test(name)
}
