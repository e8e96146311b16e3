import { DeclarationError } from '../errors/index.js'
import { readFields, type FieldDeclaration } from '../layout/field.js'
import type { StructLayout } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { checkName } from '../layout/names.js'
import { requireFixedSize } from '../layout/record.js'
import type { AnyType, Target } from '../layout/index.js'
import {
  checkAlign,
  checkCondition,
  checkDeclaration,
  checkFields,
  checkHasNoVersion,
  checkLadder,
  checkLastPrefixField,
  checkPackage,
  checkPlainField,
  checkPresence,
} from './check-declaration.js'
import type { MissingPolicy } from './missing.js'
import { interfaceSchema, type InterfaceSchema } from './interface-schema.js'
import { maskPresence } from './presence/mask-presence.js'
import type { Presence, Versions } from './presence/presence.js'
import { asOlder, isReserved, slotOf, type ConsumedSlot } from './presence/reserved.js'
import type {
  NoFields,
  OlderImplementation,
  OlderPrefixView,
  PrefixDeclaration,
  PrefixFields,
  PrefixImplementation,
  PrefixlessDeclaration,
  PrefixView,
  SizedDeclaration,
  VersionedDeclaration,
} from './prefix-declaration.js'
import { checkPolicy, fieldPolicy, type TypePolicy } from './type-policy.js'
import { compareVersions, oldestCompatible } from './version.js'

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
  /** Whether it is there on this side, for a field with a condition; `undefined` for one without. */
  readonly isAccessible: boolean | undefined
  /** Whether nobody reads it: it is kept for later versions, and zero until then. */
  readonly isReserved: boolean
  /** The reserved slot of older versions that it took the place of; `undefined` for a field with a place of its own. */
  readonly consumes: ConsumedSlot | undefined
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
  /** Bytes to which every instance is aligned at least, where that was asked for. */
  readonly align: number | undefined
  /** Name of the package that declares it: its own where nothing else was said. */
  readonly packageName: string
  /** What the interface is, for headers and reference pages. */
  readonly doc: string | undefined
  /** Never present: carries the TypeScript types. */
  readonly [prefixTyping]?: { readonly view: View; readonly implementation: Implementing }
  /** How an instance says which fields it has. */
  readonly presence: Presence
  /** Places of all fields; behind the header of 16 bytes where a mask says which of them are there. */
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

/**
 * A struct that may grow: a prefix of fields that every module has, and a suffix to which fields are appended. Every
 * instance says in a mask which fields it has, so that hosts and modules of different versions can use each other's. Structs
 * of others say it by a field of their own: `presence` names it, see {@link sizeField} and {@link versionField}.
 *
 * @param name - Name of the interface.
 * @param declaration - Its version and fields.
 * @returns The type; {@link loadModule} loads modules of it, {@link implement} makes an instance in TypeScript.
 * @throws {@link DeclarationError} `ABI-P001` where `lastPrefixField` is not the last key of `prefix`, `ABI-P002` for
 * more than 64 fields, `ABI-P003` for versions out of order, `ABI-P010` for a presence that cannot work, and for
 * names and types that cannot be.
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
  const P extends PrefixFields = NoFields,
  const S extends PrefixFields = NoFields,
  const M extends TypePolicy = 'option',
  const Said extends string = never,
>(name: string, declaration: Declaration<P, S, M, Said>): DeclaredPrefix<P, S, M, Said> {
  checkName(name, name, 'prefix type')
  checkDeclaration(name, declaration)
  const declared = declaration as unknown as AnyDeclaration
  let known: Parts | undefined
  const parts = (): Parts => (known ??= readDeclaration(name, declared))
  // Behind a getter may be a type that is not declared yet.
  if (![declared.prefix, declared.suffix].some(hasGetter)) parts()
  return makePrefixType(name, parts) as never
}

function hasGetter(fields: object | undefined): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(fields ?? {})).some(
    (field) => field.get !== undefined,
  )
}

/** Reads a declaration, and refuses what cannot be. */
function readDeclaration(name: string, declared: AnyDeclaration): Parts {
  const { suffix, lastPrefixField, missing = 'option', presence = maskPresence, align, doc } = declared
  const packageName = declared.package === undefined ? name : declared.package
  checkPresence(name, presence)
  checkPolicy(name, missing)
  checkAlign(name, align, presence)
  checkPackage(name, packageName)
  const prefixFields = declared.prefix === undefined ? [] : readFields(declared.prefix, name)
  checkLastPrefixField(
    name,
    lastPrefixField,
    prefixFields.map((field) => field.name),
  )
  const suffixFields = suffix === undefined ? [] : readFields(suffix, name)
  const declaredFields = [...prefixFields, ...suffixFields]
  const { first, version, rungs, since } = versionsOf(
    name,
    declared,
    presence,
    declaredFields.map((field) => field.name),
  )
  const fields = declaredFields.map(({ name: fieldName, declaration: field }, index): PrefixField => {
    const isPrefix = index < prefixFields.length
    const path = `${name}.${fieldName}`
    checkPlainField(field, path)
    checkCondition(field, presence, path)
    if (since !== undefined) checkHasNoVersion(field, path)
    const consumes = slotOf(field, since?.[index] ?? field.since ?? first)
    return {
      name: fieldName,
      type: field.type,
      index,
      isPrefix,
      since: consumes?.until ?? since?.[index] ?? field.since ?? first,
      missing: policyOf(field, isPrefix && consumes === undefined, missing, name, fieldName),
      isAccessible: field.isAccessible,
      isReserved: isReserved(field),
      consumes,
      doc: field.doc,
    }
  })
  checkFields(name, fields)
  presence.checkFields(name, fields)
  checkLadder(name, first, version, fields, presence)
  return { version, first, rungs, fields, lastPrefixField, presence, align, packageName, doc }
}

/** The prefix type of a declaration. `Said` is the field that says which fields are there. */
export type DeclaredPrefix<
  P extends PrefixFields,
  S extends PrefixFields,
  M extends TypePolicy,
  Said extends string = never,
> = PrefixType<
  PrefixView<P, S, M>,
  PrefixImplementation<P, S, Said>,
  OlderPrefixView<P, S, M>,
  OlderImplementation<P, S, Said>
>

/** What {@link prefixType} is told: the fields, and how an instance says which of them it has. */
export type Declaration<
  P extends PrefixFields,
  S extends PrefixFields,
  M extends TypePolicy,
  Said extends string,
> =
  | PrefixDeclaration<P, S, M>
  | PrefixlessDeclaration<S, M>
  | VersionedDeclaration<P, S, M, Said>
  | SizedDeclaration<P, S, M, Said>

type AnyDeclaration = Declaration<PrefixFields, PrefixFields, TypePolicy, string>

function versionsOf(
  name: string,
  declaration: AnyDeclaration,
  presence: Presence,
  fields: readonly string[],
): Omit<Versions, 'since'> & Partial<Versions> {
  const ladder = presence.versions?.(name, declaration, fields)
  if (ladder !== undefined) return ladder
  const version = (declaration.version ?? presence.usualVersion) as string
  presence.checkVersion(version, `${name}.version`)
  const first = declaration.since ?? oldestCompatible(version)
  presence.checkVersion(first, `${name}.since`)
  return { first, version, rungs: [] }
}

function policyOf(
  field: FieldDeclaration,
  isPrefix: boolean,
  fallback: TypePolicy,
  owner: string,
  name: string,
): MissingPolicy | undefined {
  if (isReserved(field)) return isPrefix ? undefined : { policy: 'option' }
  const own = field.missing as MissingPolicy | undefined
  // A field of the prefix is there in every module; only one that says `option` itself, or has a condition, is looked up in
  // the mask.
  if (isPrefix && field.isAccessible === undefined) return own?.policy === 'option' ? own : undefined
  if (own !== undefined) return own
  return fieldPolicy(fallback, field.type, owner, name)
}

/** What a declaration says. */
interface Parts {
  readonly version: string
  readonly first: string
  readonly rungs: readonly string[]
  readonly fields: readonly PrefixField[]
  readonly lastPrefixField: string | undefined
  readonly presence: Presence
  readonly align: number | undefined
  readonly packageName: string
  readonly doc: string | undefined
}

function makePrefixType(name: string, parts: () => Parts): PrefixType {
  const schema = memoize((type: PrefixType) => interfaceSchema(type))
  let versions: readonly string[] | undefined
  const type: PrefixType = Object.freeze<PrefixType>({
    kind: 'prefix',
    name,
    get version() {
      return parts().version
    },
    get versions() {
      return (versions ??= versionsIn(parts()))
    },
    get fields() {
      return parts().fields
    },
    get lastPrefixField() {
      return parts().lastPrefixField
    },
    get align() {
      return parts().align
    },
    get packageName() {
      return parts().packageName
    },
    get doc() {
      return parts().doc
    },
    get presence() {
      return parts().presence
    },
    measure(target) {
      const { fields, presence, align } = parts()
      // Asked late, because a type may mention itself.
      for (const field of fields) requireFixedSize(field.type, `${name}.${field.name}`)
      const placed = fields.map((field) => ({ ...field, since: field.consumes?.since ?? field.since }))
      return presence.place(placed, target, name, align)
    },
    schema: () => schema(type),
    upTo: (version) => {
      const older = olderParts(name, parts(), version)
      return makePrefixType(name, () => older)
    },
  })
  return type
}

/** A field in the place of a slot came in two versions: first its room, then the field. */
function sinceOf({ since, consumes }: PrefixField): string[] {
  return consumes === undefined ? [since] : [consumes.since, since]
}

function versionsIn({ first, rungs, fields, version }: Parts): readonly string[] {
  return [...new Set([first, ...rungs, ...fields.flatMap(sinceOf), version])]
    .filter((one) => compareVersions(one, version) <= 0)
    .sort(compareVersions)
}

function olderParts(name: string, parts: Parts, older: string): Parts {
  const { first, version, presence, fields } = parts
  presence.checkVersion(older, `${name}.upTo`)
  if (compareVersions(older, first) < 0 || compareVersions(older, version) > 0) {
    throw new DeclarationError('no version of this interface', {
      code: 'ABI-P003',
      rule: 'P-3',
      path: `${name}.upTo`,
      expected: `a version from ${first} to ${version}`,
      found: older,
    })
  }
  const olderFields = asOlder(fields, older)
  const lastPrefixField = olderFields.findLast((field) => field.isPrefix)?.name
  return { ...parts, version: older, fields: olderFields, lastPrefixField }
}
