import type { Draft } from './decode-session.js'
import type { DecodedField, DecodedType } from './decoded-type.js'

/** How the parameters of a type are found in what it is made of. */
type Recovery = (type: DecodedType) => readonly (DecodedType | undefined)[]

const fieldsOf = ({ data }: DecodedType): readonly DecodedField[] =>
  data.kind === 'enum'
    ? data.variants.flatMap((variant) => variant.fields)
    : 'fields' in data
      ? data.fields
      : []

/** The type of the `index`th field. */
const field =
  (index: number) =>
  (type: DecodedType): DecodedType | undefined =>
    fieldsOf(type)[index]?.type

/** What the `index`th field points to. */
const pointee =
  (index: number) =>
  (type: DecodedType): DecodedType | undefined =>
    field(index)(type)?.typeParameters[0]

const each =
  (...finders: readonly ((type: DecodedType) => DecodedType | undefined)[]): Recovery =>
  (type) =>
    finders.map((find) => find(type))

const everyField: Recovery = (type) => fieldsOf(type).map((one) => one.type)

const named =
  (name: string) =>
  (type: DecodedType): DecodedType | undefined =>
    fieldsOf(type).find((one) => one.name === name)?.type.typeParameters[0]

/** A map hides its keys and values behind a box of something erased, which mentions them. */
const mapParameters: Recovery = (type) => {
  const erased = pointee(0)(field(0)(type) ?? type)
  const marker = erased === undefined ? undefined : field(0)(erased)
  return (marker?.phantomFields ?? []).slice(0, 2).map((one) => one.type)
}

/** An error mentions in a marker between which threads it may go. */
const errorParameters: Recovery = (type) => [
  fieldsOf(type).find((one) => one.type.size === 0)?.type.phantomFields[0]?.type,
]

/** Types of the crate that do not store their parameters, and where those are found. */
const recoveries: Readonly<Record<string, Recovery>> = {
  ROption: each(field(0)),
  RResult: each(field(0), field(1)),
  RCow: each(field(0), field(1)),
  RVec: each(pointee(0)),
  RSlice: each(pointee(0)),
  RSliceMut: each(pointee(0)),
  RBox: each(pointee(0)),
  RArc: each(pointee(0)),
  RRef: each(pointee(0)),
  RMut: each(pointee(0)),
  MovePtr: each(pointee(0)),
  StaticRef: each(pointee(0)),
  Tuple1: everyField,
  Tuple2: everyField,
  Tuple3: everyField,
  Tuple4: everyField,
  RMutex: each(named('data')),
  RRwLock: each(named('data')),
  RHashMap: mapParameters,
  RBoxError_: errorParameters,
  NonExhaustive: (type) => [type.phantomFields[0]?.type],
}

/**
 * Finds the parameters of types that do not store them, in what the types are made of.
 *
 * @see Rule A-24 of the specification.
 *
 * @internal
 */
export function recoverTypeParameters(types: readonly Draft[]): void {
  for (const type of types) {
    if (type.package !== 'abi_stable' || type.typeParameters.length > 0) continue
    const recovery = Object.hasOwn(recoveries, type.name) ? recoveries[type.name] : undefined
    if (recovery === undefined) continue
    const found = recovery(type)
    if (found.every((one) => one !== undefined)) type.typeParameters = found
  }
}
