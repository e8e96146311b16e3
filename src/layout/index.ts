/**
 * What a type is: descriptors, targets, sizes and places, and the accessors that are generated from them. Pure: it runs
 * in a browser too.
 *
 * @module
 */
export { formatAddress, type Address } from './address.js'
export { array, type ArrayType, type ArrayView } from './array.js'
export { bool } from './boolean.js'
export { byteMap, type ByteRun } from './byte-map.js'
export { doc, type Field, type FieldDeclaration, type FieldTypeOf } from './field.js'
export { f32, f64 } from './floats.js'
export {
  fn,
  nothing,
  type AnyOneOf,
  type ArgumentsOf,
  type BoundFunction,
  type CertainOrder,
  type FunctionReference,
  type FunctionType,
  type Implementation,
  type NullableFunctionType,
  type Parameter,
  type ParameterList,
  type ParameterRecord,
  type Parameters,
  type ReceivedOf,
  type TupleOf,
} from './function-pointer.js'
export { i16, i32, i64, i8, u16, u32, u64, u8 } from './integers.js'
export { alignUp, layoutOf, type FieldLayout, type Measurable, type StructLayout } from './layout.js'
export type { AddressSpace, Keep, Memory, MemoryLocation } from './memory.js'
export { nullable, type Nullable } from './nullable.js'
export { opaque, untyped } from './opaque.js'
export { constPointer, Pointer, pointer, type PointerInput, type PointerType } from './pointer.js'
export { isize, usize } from './pointer-sized.js'
export { canonicalJson, type SchemaNode, type SchemaParameter } from './schema.js'
export {
  struct,
  type DefinitionWithFields,
  type StructFields,
  type StructInput,
  type StructOptions,
  type StructType,
  type StructValue,
  type StructView,
} from './struct.js'
export { hostTarget, targets, type ByteOrder, type Target } from './target.js'
export type {
  AnyType,
  Codec,
  Bind,
  CodecSource,
  DefinedField,
  Infer,
  InputOf,
  Layout,
  Leaf,
  NamedDefinition,
  Passing,
  ScalarName,
  ScalarPassing,
  SourcePlace,
  SchemaDefinition,
  Type,
  typing,
  ViewOf,
} from './type.js'
export {
  addressOf,
  bytesOf,
  isView,
  moveTo,
  snapshot,
  typeOfView,
  type View,
  type viewBrand,
} from './view.js'
