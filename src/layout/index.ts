/**
 * What a type is: descriptors, targets, sizes and places, and the accessors that are generated from them. Pure: it runs
 * in a browser too.
 *
 * @module
 */
export { formatAddress, type Address } from './address.js'
export { aligned } from './aligned.js'
export { array, type ArrayType } from './array.js'
export type { ArrayView, TypedArrayOf } from './array-view.js'
export type { BigIntArray, NumberArray } from './accessor/typed-elements.js'
export { atomic, type Atomic, type AtomicType } from './atomic.js'
export { bits, unnamedBits, type UnnamedBits } from './bit-field.js'
export { bool } from './boolean.js'
export { byteMap, type BytePart, type ByteRun } from './byte-map.js'
export {
  c_char,
  c_int,
  c_intptr_t,
  c_long,
  c_longlong,
  c_ptrdiff_t,
  c_schar,
  c_short,
  c_size_t,
  c_ssize_t,
  c_uchar,
  c_uint,
  c_uintptr_t,
  c_ulong,
  c_ulonglong,
  c_ushort,
  wchar_t,
} from './c-types.js'
export { char32 } from './character.js'
export {
  enumeration,
  type EnumName,
  type EnumOptions,
  type EnumType,
  type EnumValue,
  type EnumVariants,
} from './enumeration.js'
export { charArray, type CharArrayOptions } from './char-array.js'
export { equals } from './compare-views.js'
export { copyFrom, fill, type ValueFor } from './copy-view.js'
export { cString, type CStringInput, type CStringType } from './c-string.js'
export { doc, type Field, type FieldDeclaration, type FieldTypeOf } from './field.js'
export { flexibleArray, type FlexibleArrayType, type FlexibleArrayView } from './flexible-array.js'
export { fieldsOf, type FieldHandle, type RecordType } from './field-handle.js'
export { f32, f64 } from './floats.js'
export {
  fn,
  nothing,
  type FunctionType,
  type NullableFunctionType,
  type Parameter,
} from './function-pointer.js'
export type { FunctionOptions, NoOptions, ThreadRule } from './function-options.js'
export type {
  AnyOneOf,
  ArgumentOf,
  ArgumentsOf,
  AsyncCall,
  BoundFunction,
  CertainOrder,
  DeclaredParameter,
  FunctionReference,
  GivenOf,
  Implementation,
  ParameterList,
  ParameterRecord,
  Parameters,
  PassedKeys,
  PassedList,
  ParameterValue,
  ReceivedOf,
  ResultOf,
  ResultWithErrno,
  SubstituteFor,
  TupleOf,
  ByName,
  CallArguments,
  CallResult,
  Declared,
  FunctionArgument,
  Spread,
  IsOne,
  OutKeys,
  OutsOf,
  WithOuts,
} from './function-typing.js'
export { inout, out, type OutDirection, type OutParameter } from './out-parameter.js'
export { vararg, type Vararg } from './vararg.js'
export { generic } from './generic.js'
export { i16, i32, i64, i8, u16, u32, u64, u8 } from './integers.js'
export { layoutOf, type FieldLayout, type Measurable, type StructLayout } from './layout.js'
export { alignUp } from './placement/placer.js'
export type { AddressSpace, Keep, KeptText, Memory, MemoryLocation } from './memory.js'
export { nullable, type Nullable } from './nullable.js'
export { opaque, untyped } from './opaque.js'
export { constPointer, Pointer, pointer, type PointerInput, type PointerType } from './pointer.js'
export { isize, usize } from './pointer-sized.js'
export {
  canonicalJson,
  type InterfaceField,
  type InterfacePresence,
  type InterfaceShape,
  type SchemaDefinition,
  type SchemaField,
  type SchemaNode,
  type SchemaParameter,
  type SchemaVariant,
} from './schema.js'
export type { DefinitionWithFields, RecordOptions } from './record.js'
export {
  struct,
  type NamedKey,
  type StructFields,
  type StructInput,
  type StructType,
  type StructValue,
  type StructView,
} from './struct.js'
export {
  taggedUnion,
  type TaggedUnionInput,
  type TaggedUnionOptions,
  type TaggedUnionRepr,
  type TaggedUnionType,
  type TaggedUnionValue,
  type TaggedUnionVariants,
  type TaggedUnionView,
} from './tagged-union.js'
export { hostTarget, targets, type ByteOrder, type RecordRules, type Target } from './target.js'
export { transparent, type NamedOptions } from './transparent.js'
export type {
  AnyType,
  Codec,
  AbiStableName,
  Bind,
  CodecSource,
  DataViewAccess,
  DataViewScalar,
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
  IntegerForm,
  PlacementOptions,
  Type,
  ValueCheck,
  WriteMode,
  typing,
  ViewOf,
} from './type.js'
export { unit } from './unit.js'
export { unchecked } from './unchecked.js'
export { union, type UnionInput, type UnionType, type UnionView } from './union.js'
export { decodeUtf8 } from './utf8.js'
export {
  domainOf,
  type AddressDomain,
  type AlternativesDomain,
  type CharacterDomain,
  type ChoiceDomain,
  type FieldDomain,
  type FloatDomain,
  type FunctionDomain,
  type IntegerDomain,
  type ListDomain,
  type RecordDomain,
  type TextDomain,
  type ValueDomain,
} from './value-domain.js'
export {
  addressOf,
  bytesOf,
  isView,
  locationOf,
  moveTo,
  snapshot,
  typeOfView,
  type View,
  type viewBrand,
} from './view.js'
export { i128, u128 } from './wide-integers.js'
