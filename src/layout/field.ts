import { DeclarationError } from '../errors/index.js'
import { checkIsType } from './function-pointer.js'
import { checkName, describeValue } from './names.js'
import type { AnyType } from './type.js'

/**
 * A type with remarks about the field that it stands in.
 *
 * @typeParam T - Type of the field.
 * @typeParam Missing - What reading gives where the field is missing (prefix types only).
 */
export interface FieldDeclaration<T extends AnyType = AnyType, Missing = unknown> {
  /** Tells a field declaration from a type. */
  readonly declares: 'field'
  /** Type of the field. */
  readonly type: T
  /** What the field is, for headers and reference pages. */
  readonly doc?: string | undefined
  /** Version of the interface that brought the field. Prefix types only. */
  readonly since?: string | undefined
  /** Bytes, a power of two: the field is aligned to at least this. Structs and unions only. */
  readonly alignment?: number | undefined
  /** What makes it a bit field. Structs and unions only. */
  readonly bits?: { readonly width: number; readonly isUnnamed: boolean } | undefined
  /** The reserved slot whose place the field takes, and the version from which on it does. Prefix types only. */
  readonly consumes?: { readonly slot: string; readonly version: string } | undefined
  /** Whether the field is there on this side, for a field with a condition. Prefix types only. */
  readonly isAccessible?: boolean | undefined
  /** What a reader does where the field is missing. Prefix types only. */
  readonly missing?: Missing | undefined
}

/** What stands behind a field's name: its type, or its type with remarks. */
export type Field = AnyType | FieldDeclaration

/** The type of a field. */
export type FieldTypeOf<F> = F extends FieldDeclaration<infer T> ? T : F extends AnyType ? F : never

/**
 * A field without its remarks: what `doc`, `since` and `missing` build upon.
 *
 * @internal
 */
export function asFieldDeclaration(field: unknown, path: string): FieldDeclaration {
  if ((field as FieldDeclaration | undefined)?.declares === 'field') return field as FieldDeclaration
  checkIsType(field, path)
  return { declares: 'field', type: field }
}

/**
 * Describes a field for those who read the header and the reference pages. A description is no part of the ABI.
 *
 * @param text - One or more sentences.
 * @param field - The type of the field, or the field with other remarks.
 * @throws {@link DeclarationError} `ABI-L002` where the text is no string or the field no type.
 *
 * @example
 * ```ts
 * import { doc, f64, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Reading = struct('Reading', { celsius: doc('Temperature of the probe.', f64) })
 * assert.equal(Reading.definition.fields()[0]!.doc, 'Temperature of the probe.')
 * ```
 */
export function doc<F extends Field>(
  text: string,
  field: F,
): F extends FieldDeclaration<infer T, infer M>
  ? FieldDeclaration<T, M>
  : FieldDeclaration<FieldTypeOf<F>, undefined> {
  if (typeof text !== 'string') {
    throw new DeclarationError('a description is a text', {
      code: 'ABI-L002',
      path: 'doc',
      expected: 'a string',
      found: describeValue(text),
    })
  }
  return Object.freeze({ ...asFieldDeclaration(field, 'doc'), doc: text }) as never
}

/**
 * Reads the fields of a declaration in order, with their names checked.
 *
 * @internal
 */
export function readFields(
  fields: Readonly<Record<string, Field>>,
  owner: string,
): { name: string; declaration: FieldDeclaration }[] {
  if (typeof fields !== 'object' || fields === null) {
    throw new DeclarationError('fields are declared by name', {
      code: 'ABI-L002',
      path: owner,
      expected: 'a record as { id: u32 }',
      found: describeValue(fields),
    })
  }
  return Object.entries(fields).map(([name, field]) => {
    const path = `${owner}.${name}`
    const declaration = asFieldDeclaration(field, path)
    if (declaration.bits?.isUnnamed === true) checkPlaceholder(name, path)
    else checkName(name, path, 'field')
    return { name, declaration }
  })
}

/** What has no name in C needs a key in the declaration that cannot be taken for one. */
function checkPlaceholder(name: string, path: string): void {
  if (/^\$\w{0,254}$/.test(name)) return
  throw new DeclarationError('a bit field without a name needs a key that is no name', {
    code: 'ABI-L001',
    rule: 'L-2',
    path,
    expected: 'a key of letters, digits and underscores that begins with $, as $0',
    found: JSON.stringify(name),
  })
}
