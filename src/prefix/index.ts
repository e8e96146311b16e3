/**
 * Prefix types: structs that grow over the years while old and new modules go on working together.
 *
 * @module
 */
export type { ComparisonOptions } from './compare-schemas.js'
export { hasField } from './bind-prefix.js'
export { implement, ImplementedPrefix } from './implement.js'
export type { InterfaceField, InterfaceSchema } from './interface-schema.js'
export { missing, since, type Certain, type MissingPolicy, type Optional } from './missing.js'
export {
  prefixType,
  type AnyPrefixType,
  type FieldAccess,
  type FieldImplementation,
  type ImplementationOf,
  type ModuleOf,
  type NoFields,
  type OlderImplementation,
  type OlderPrefixView,
  type PrefixDeclaration,
  type PrefixField,
  type PrefixFields,
  type PrefixImplementation,
  type prefixTyping,
  type PrefixType,
  type PrefixView,
  type TypePolicy,
} from './prefix-type.js'
