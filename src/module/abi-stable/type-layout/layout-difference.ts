import type { Incompatibility } from '../../../errors/index.js'
import type { DecodedType } from './decoded-type.js'

/** What `abi_stable` calls a difference between two type layouts. */
export type LayoutDifferenceKind =
  | 'Name'
  | 'Package'
  | 'PackageVersionParseError'
  | 'PackageVersion'
  | 'NonZeroness'
  | 'ReprAttr'
  | 'GenericParamCount'
  | 'MismatchedConstParam'
  | 'Size'
  | 'Alignment'
  | 'TLDataDiscriminant'
  | 'MismatchedPrimitive'
  | 'FieldCountMismatch'
  | 'UnexpectedField'
  | 'FieldLifetimeMismatch'
  | 'FnLifetimeMismatch'
  | 'FnQualifierMismatch'
  | 'TooManyVariants'
  | 'UnexpectedVariant'
  | 'EnumDiscriminant'
  | 'MismatchedExhaustiveness'
  | 'IncompatibleWithNonExhaustive'
  | 'MismatchedPrefixSize'
  | 'MismatchedPrefixConditionality'
  | 'TagError'
  | 'NoneExtraChecks'
  | 'ExtraCheckError'

/** One difference between a type layout that is expected and one that was found. */
export interface LayoutDifference extends Incompatibility {
  /** What `abi_stable` calls it. */
  readonly kind: LayoutDifferenceKind
}

const summaries: Readonly<Record<LayoutDifferenceKind, string>> = {
  Name: 'another type',
  Package: 'a type of another package',
  PackageVersionParseError: 'a package version that cannot be read',
  PackageVersion: 'a type of an incompatible version of its package',
  NonZeroness: 'the sides differ in whether the type can be all zero',
  ReprAttr: 'it lies in another way',
  GenericParamCount: 'another number of lifetimes or constants',
  MismatchedConstParam: 'another constant',
  Size: 'another size',
  Alignment: 'another alignment',
  TLDataDiscriminant: 'another kind of type',
  MismatchedPrimitive: 'another primitive type',
  FieldCountMismatch: 'another number of fields or parameters',
  UnexpectedField: 'a field or a parameter of another name',
  FieldLifetimeMismatch: 'a field that borrows for another time',
  FnLifetimeMismatch: 'a function that borrows for another time',
  FnQualifierMismatch: 'the sides differ in whether the function is unsafe',
  TooManyVariants: 'another number of variants',
  UnexpectedVariant: 'a variant of another name',
  EnumDiscriminant: 'another discriminant',
  MismatchedExhaustiveness: 'the sides differ in whether there may be more variants',
  IncompatibleWithNonExhaustive: 'an enum that does not fit into its storage',
  MismatchedPrefixSize: 'another end of the frozen prefix',
  MismatchedPrefixConditionality: 'the sides differ in which fields of the prefix have a condition',
  TagError: 'another tag',
  NoneExtraChecks: 'there is nothing that its traits could be checked against',
  ExtraCheckError: 'objects with other traits',
}

/** Where in a comparison something is. */
export interface ComparedPlace {
  /** The way from the outermost type, as in `Meter.add → param one`. */
  readonly path: string
  /** Spells the function whose parameter or result it is, as it is expected and as it was found: only differences are spelled. */
  readonly signatures?: () => readonly [string, string]
}

/** Two types that are to be compared. */
export interface ComparedPair {
  readonly expected: DecodedType
  readonly found: DecodedType
  readonly place: ComparedPlace
}

/**
 * Makes a difference.
 *
 * @internal
 */
export function layoutDifference(
  kind: LayoutDifferenceKind,
  rule: string,
  { path, signatures }: ComparedPlace,
  expected: string,
  found: string,
): LayoutDifference {
  const [old, now] = signatures?.().map((signature) => ` in ${signature}`) ?? ['', '']
  return {
    kind,
    rule,
    path,
    summary: summaries[kind],
    expected: `${expected}${old}`,
    found: `${found}${now}`,
  }
}
