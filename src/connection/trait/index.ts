export {
  method,
  type MethodObstacle,
  type TraitMethod,
  type TraitMethodOptions,
  type TraitParameter,
} from './method.js'
export type { Numbers, SliceInput, SliceOf } from './reference-typing.js'
export { ref, slice } from './references.js'
export { str } from './str.js'
export {
  definitionOf,
  trait,
  type AnyTrait,
  type Bound,
  type Trait,
  type TraitMethods,
  type TraitOptions,
} from './trait.js'
export type {
  CallsOf,
  CertainOrder,
  ImplementationOf,
  MethodBody,
  MethodCall,
  PassedTo,
  ReceivedBy,
  TraitParameterList,
  TraitParameterRecord,
  TraitParameters,
} from './trait-typing.js'
