/**
 * Tables of functions with the data that they belong to: boxes, and objects of traits.
 *
 * @module
 */
export { boxLike, rBox, type Box, type BoxType } from './box-like.js'
export type { Hasher } from './hasher.js'
export { implementTrait } from './implement-trait.js'
export {
  method,
  type Method,
  type MethodCall,
  type MethodOptions,
  type methodTyping,
  type Receiver,
} from './method.js'
export { own } from './own.js'
export type { Supertrait, TraitObjectForm } from './supertrait.js'
export {
  traitObject,
  type AnyTraitObjectType,
  type Trait,
  type TraitDeclaration,
  type TraitObjectType,
} from './trait-object.js'
export type {
  CloneBody,
  CloneCalls,
  DebugBody,
  DebugCalls,
  DefaultBody,
  Defaults,
  DisplayBody,
  DisplayCalls,
  HashCalls,
  IteratorBody,
  IteratorCalls,
  MethodBodies,
  MethodCalls,
  Methods,
  ObjectOf,
  OrdBody,
  OrdCalls,
  PartialEqBody,
  PartialEqCalls,
  PartialOrdBody,
  PartialOrdCalls,
  SupertraitBodies,
  SupertraitCalls,
  TraitImplementation,
  TraitObject,
} from './trait-typing.js'
