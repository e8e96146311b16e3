import { DeclarationError } from '../errors/index.js'
import { defaultOf } from '../layout/default-value.js'
import { readFields, type Field, type FieldDeclaration, type FieldTypeOf } from '../layout/field.js'
import type { StructLayout } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { placeFields } from '../layout/placement/place-fields.js'
import { checkName } from '../layout/names.js'
import { requireFixedSize } from '../layout/record.js'
import {
  alignUp,
  type AnyType,
  type FunctionType,
  type Implementation,
  type InputOf,
  type NullableFunctionType,
  type Target,
  type ViewOf,
} from '../layout/index.js'
import {
  checkDeclaration,
  checkFields,
  checkLadder,
  checkLargestAlignment,
  checkLastPrefixField,
  checkPlainField,
  checkPolicy,
} from './check-declaration.js'
import type { Certain, MissingPolicy, Optional } from './missing.js'
import { interfaceSchema, type InterfaceSchema } from './interface-schema.js'
import { checkVersion, compareVersions, oldestCompatible } from './version.js'

/** Fields of a prefix type by name, in the order of their places in memory. */
export type PrefixFields = Readonly<Record<string, Field>>

/** The policies that can stand for a whole type. */
export type TypePolicy = 'option' | 'panic' | 'default'

/** What reading a field gives. */
export type FieldAccess<F, Fallback> =
  F extends FieldDeclaration<infer T, infer M>
    ? M extends Optional
      ? ViewOf<T> | undefined
      : M extends Certain
        ? ViewOf<T>
        : Fallback extends 'option'
          ? ViewOf<T> | undefined
          : ViewOf<T>
    : F extends AnyType
      ? Fallback extends 'option'
        ? ViewOf<F> | undefined
        : ViewOf<F>
      : never

/** The accessor object of a prefix type: one property per field. */
export type PrefixView<P extends PrefixFields, S extends PrefixFields, M extends TypePolicy> = {
  readonly [K in keyof P]: FieldAccess<P[K], 'panic'>
} & { readonly [K in keyof S]: FieldAccess<S[K], M> }

/** What implements a field: a function for a function field, a value otherwise. */
export type FieldImplementation<T> =
  T extends FunctionType<infer P, infer R>
    ? Implementation<P, R>
    : T extends NullableFunctionType<infer P, infer R>
      ? Implementation<P, R> | null
      : InputOf<T>

/** An implementation in TypeScript: a function for each function field, a value for each other field. */
export type PrefixImplementation<P extends PrefixFields, S extends PrefixFields> = {
  readonly [K in keyof P]: FieldImplementation<FieldTypeOf<P[K]>>
} & { readonly [K in keyof S]: FieldImplementation<FieldTypeOf<S[K]>> }

/** A field of a prefix type. */
export interface PrefixField {
  /** Name in C and in TypeScript. */
  readonly name: string
  /** Type. */
  readonly type: AnyType
  /** Position, from 0; also its bit in the mask. */
  readonly index: number
  /** Whether it belongs to the frozen prefix. */
  readonly isPrefix: boolean
  /** Version that brought it. */
  readonly since: string
  /** What a reader does where it is missing; `undefined` for a field that every module has. */
  readonly missing: MissingPolicy | undefined
  /** What it is, for headers and reference pages. */
  readonly doc: string | undefined
}

/** The TypeScript types of a prefix type; never present at run time. */
export declare const prefixTyping: unique symbol

/** A declared prefix type. Plain data, and the layouts and schema that follow from it. */
export interface PrefixType<
  View = unknown,
  Implementing = unknown,
  OlderView = unknown,
  OlderImplementing = unknown,
> {
  /** Tells a prefix type from other declarations. */
  readonly kind: 'prefix'
  /** Name of the interface. */
  readonly name: string
  /** Version that is declared. */
  readonly version: string
  /** The versions in which fields came, oldest first, and the declared one. */
  readonly versions: readonly string[]
  /** All fields in order. */
  readonly fields: readonly PrefixField[]
  /** Name of the last field of the frozen prefix; `undefined` where there is none. */
  readonly lastPrefixField: string | undefined
  /** What the interface is, for headers and reference pages. */
  readonly doc: string | undefined
  /** Never present: carries the TypeScript types. */
  readonly [prefixTyping]?: { readonly view: View; readonly implementation: Implementing }
  /** Places of all fields behind the header of 16 bytes. */
  readonly measure: (target: Target) => StructLayout
  /** What is compared between a host and a module. */
  readonly schema: () => InterfaceSchema
  /**
   * The type as an older version knew it.
   *
   * @param version - One of {@link PrefixType.versions}, or anything from the first of them up to the declared version.
   * @throws {@link DeclarationError} `ABI-P003` for any other version.
   */
  readonly upTo: (version: string) => PrefixType<OlderView, OlderImplementing, OlderView, OlderImplementing>
}

/** Any prefix type. */
export type AnyPrefixType = PrefixType

/** The accessor object of a prefix type. */
export type ModuleOf<T> = T extends { readonly [prefixTyping]?: { readonly view: infer View } } ? View : never

/** What {@link implement} takes for a prefix type. */
export type ImplementationOf<T> = T extends { readonly [prefixTyping]?: { readonly implementation: infer I } }
  ? I
  : never

/** What {@link prefixType} is told. */
export interface PrefixDeclaration<P extends PrefixFields, S extends PrefixFields, M extends TypePolicy> {
  /** Version of the interface, as in `1.2.0`. */
  readonly version: string
  /** Version that brought the fields without a `since`. Where it is left out, the oldest version that `version` is compatible with. */
  readonly since?: string
  /** The fields that every module has, frozen forever. */
  readonly prefix: P
  /** The last of them, named once more: a field that is appended to the frozen prefix by accident is refused. */
  readonly lastPrefixField: keyof P & string
  /** The fields that newer modules have. New ones are appended, none is ever moved or taken away. */
  readonly suffix?: S
  /** The policy of suffix fields that have none of their own. */
  readonly missing?: M
  /** What the interface is, for headers and reference pages. */
  readonly doc?: string
}

/** A record without fields. */
export type NoFields = Record<never, never>

/** What an older version shows: TypeScript cannot tell which fields of the suffix it has. */
export type OlderPrefixView<
  P extends PrefixFields,
  S extends PrefixFields,
  M extends TypePolicy,
> = PrefixView<P, NoFields, M> & Partial<PrefixView<NoFields, S, M>>

/** What implements an older version: TypeScript cannot tell which fields of the suffix it needs. */
export type OlderImplementation<P extends PrefixFields, S extends PrefixFields> = PrefixImplementation<
  P,
  NoFields
> &
  Partial<PrefixImplementation<NoFields, S>>

/**
 * A struct that may grow: a prefix of fields that every module has, and a suffix to which fields are appended. Every
 * instance says in a mask which fields it has, so that hosts and modules of different versions can use each other's.
 *
 * @param name - Name of the interface.
 * @param declaration - Its version and fields.
 * @returns The type; {@link loadModule} loads modules of it, {@link implement} makes an instance in TypeScript.
 * @throws {@link DeclarationError} `ABI-P001` where `lastPrefixField` is not the last key of `prefix`, `ABI-P002` for
 * more than 64 fields, `ABI-P003` for versions out of order, and for names and types that cannot be.
 *
 * @see Rules P-1 to P-9 of the specification.
 *
 * @example
 * ```ts
 * import { f64, fn, layoutOf, prefixType, RStr, since, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Scale = prefixType('Scale', {
 *   version: '1.1.0',
 *   prefix: { model: RStr, weigh: fn({ slot: u32 }, f64) },
 *   lastPrefixField: 'weigh',
 *   suffix: { tare: since('1.1.0', fn({})) },
 * })
 * assert.deepEqual(layoutOf(Scale).fields.map((field) => field.offset), [16, 32, 40])
 * ```
 */
export function prefixType<
  const P extends PrefixFields,
  const S extends PrefixFields = NoFields,
  const M extends TypePolicy = 'option',
>(
  name: string,
  declaration: PrefixDeclaration<P, S, M>,
): PrefixType<
  PrefixView<P, S, M>,
  PrefixImplementation<P, S>,
  OlderPrefixView<P, S, M>,
  OlderImplementation<P, S>
> {
  checkName(name, name, 'prefix type')
  checkDeclaration(name, declaration)
  const {
    version,
    prefix,
    suffix,
    lastPrefixField,
    missing = 'option',
    doc,
  } = declaration as unknown as PrefixDeclaration<PrefixFields, PrefixFields, TypePolicy>
  checkVersion(version, `${name}.version`)
  checkPolicy(name, missing)
  const first = declaration.since ?? oldestCompatible(version)
  checkVersion(first, `${name}.since`)
  const prefixFields = readFields(prefix, name)
  checkLastPrefixField(
    name,
    lastPrefixField,
    prefixFields.map((field) => field.name),
  )
  const suffixFields = suffix === undefined ? [] : readFields(suffix, name)
  const fields = [...prefixFields, ...suffixFields].map(
    ({ name: fieldName, declaration: field }, index): PrefixField => {
      const isPrefix = index < prefixFields.length
      checkPlainField(field, `${name}.${fieldName}`)
      return {
        name: fieldName,
        type: field.type,
        index,
        isPrefix,
        since: field.since ?? first,
        missing: policyOf(field, isPrefix, missing, `${name}.${fieldName}`),
        doc: field.doc,
      }
    },
  )
  checkFields(name, fields)
  checkLadder(name, first, version, fields)
  return makePrefixType({ name, version, first, fields, lastPrefixField, doc }) as never
}

function policyOf(
  field: FieldDeclaration,
  isPrefix: boolean,
  fallback: TypePolicy,
  path: string,
): MissingPolicy | undefined {
  const own = field.missing as MissingPolicy | undefined
  // A field of the prefix is there in every module; only one that says `option` itself is looked up in the mask.
  if (isPrefix) return own?.policy === 'option' ? own : undefined
  if (own !== undefined) return own
  if (fallback === 'default') defaultOf(field.type, path)
  return { policy: fallback }
}

interface Parts {
  readonly name: string
  readonly version: string
  readonly first: string
  readonly fields: readonly PrefixField[]
  readonly lastPrefixField: string | undefined
  readonly doc: string | undefined
}

/** The mask and the pointer to layout data. */
const headerWithoutPointer = 8

function makePrefixType(parts: Parts): PrefixType {
  const { name, version, first, fields, lastPrefixField, doc } = parts
  const versions = [...new Set([first, ...fields.map((field) => field.since), version])]
  const schema = memoize((type: PrefixType) => interfaceSchema(type))
  const type: PrefixType = Object.freeze<PrefixType>({
    kind: 'prefix',
    name,
    version,
    versions,
    fields,
    lastPrefixField,
    doc,
    measure(target) {
      // Asked late, because a type may mention itself.
      for (const field of fields) requireFixedSize(field.type, `${name}.${field.name}`)
      const { alignment } = placeFields(fields, target, { align: target.pointerSize })
      checkLargestAlignment(name, alignment)
      const start = alignUp(headerWithoutPointer + target.pointerSize, alignment)
      return placeFields(fields, target, { start, align: alignment })
    },
    schema: () => schema(type),
    upTo(older) {
      checkVersion(older, `${name}.upTo`)
      if (compareVersions(older, first) < 0 || compareVersions(older, version) > 0) {
        throw new DeclarationError('no version of this interface', {
          code: 'ABI-P003',
          rule: 'P-3',
          path: `${name}.upTo`,
          expected: `a version from ${first} to ${version}`,
          found: older,
        })
      }
      return makePrefixType({
        ...parts,
        version: older,
        fields: fields.filter((field) => compareVersions(field.since, older) <= 0),
      })
    },
  })
  return type
}
