/**
 * Tables of functions with the data that they belong to: boxes, and objects of traits.
 *
 * @module
 */
export { boxLike, rBox, type Box, type BoxType, type Owns, type Taken } from './box-like.js'
export type { Hasher } from './hasher.js'
export { liveVectorBuffers } from './host-vectors.js'
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
  AsyncMethodCalls,
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
  OffThreadCalls,
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
