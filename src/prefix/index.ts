/**
 * Prefix types: structs that grow over the years while old and new modules go on working together.
 *
 * @module
 */
export type { ComparisonOptions } from './compare-schemas.js'
export { accessibleIf, type Conditional } from './accessible-if.js'
export { hasField } from './bind-prefix.js'
export { implement, ImplementedPrefix } from './implement.js'
export type { InterfaceSchema } from './interface-schema.js'
export { missing, since, type Certain, type MissingPolicy, type Optional } from './missing.js'
export type {
  ConsumingKey,
  FieldAccess,
  FieldImplementation,
  FieldImplementations,
  FieldsDeclaration,
  NoFields,
  OlderImplementation,
  OlderPrefixView,
  OptionalKey,
  PrefixDeclaration,
  PrefixFields,
  PrefixImplementation,
  PrefixlessDeclaration,
  PrefixView,
  ReadableKey,
  SizedDeclaration,
  VersionedDeclaration,
  Certainly,
} from './prefix-declaration.js'
export { prefixRef, type InstanceReference, type PrefixRefInput, type PrefixRefType } from './prefix-ref.js'
export {
  prefixType,
  type AnyPrefixType,
  type Declaration,
  type DeclaredPrefix,
  type ImplementationOf,
  type ModuleOf,
  type PrefixField,
  type prefixTyping,
  type PrefixType,
} from './prefix-type.js'
export type { Presence } from './presence/presence.js'
export {
  consuming,
  reserved,
  type ConsumedSlot,
  type Consuming,
  type PolicyOr,
  type Reserved,
} from './presence/reserved.js'
export { sizeField, type SizeField, type SizeFieldOptions } from './presence/size-field.js'
export {
  versionField,
  type VersionField,
  type VersionFieldOptions,
  type VersionLadder,
} from './presence/version-field.js'
export { leakIntoPrefix, StaticPrefix, staticPrefix } from './static-prefix.js'
export type { TypePolicy } from './type-policy.js'
export { viewPrefix, type ViewPrefixOptions } from './view-prefix.js'
export { writePrefix, type WritePrefixOptions, type WrittenPrefix } from './write-prefix.js'
