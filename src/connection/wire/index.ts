export { ipAddress, socketAddress, type SocketAddress } from './addresses.js'
export { option, Result, type OptionOf, type ResultInput, type ResultOf } from './alternatives.js'
export { boxed } from './boxed.js'
export { bytes } from './bytes.js'
export type { DiscriminantSize } from './discriminant-size.js'
export {
  changed,
  field,
  removed,
  type FieldHistory,
  type FieldTypeIn,
  type FieldsInput,
  type FieldsValue,
  type FormerField,
  type FormerType,
  type KeptNames,
  type Supplied,
  type WireField,
  type WireFields,
} from './fields.js'
export { ioError, type IoError, type IoErrorKind } from './io-error.js'
export { record } from './record.js'
export type { Declared } from './scalars.js'
export type {
  MethodDefinition,
  PrimitiveName,
  ReceiverKind,
  Schema,
  SchemaField,
  SchemaLayout,
  SchemaVariant,
  TraitDefinition,
  VectorLayout,
} from './schema.js'
export {
  fixedList,
  list,
  map,
  set,
  tuple,
  type ListInput,
  type TupleInput,
  type TupleOf,
} from './sequences.js'
export { string } from './text.js'
export { duration, PreciseDate, systemTime, utcTimestamp } from './times.js'
export {
  choice,
  variants,
  type FormsInput,
  type FormsValue,
  type VariantsOptions,
  type WireForms,
} from './variants.js'
export { decodeWire, encodeWire, schemaOf, type AnyWireType, type WireType } from './wire-type.js'
