export type {
  DecodedAccessor,
  DecodedChecks,
  DecodedConstant,
  DecodedData,
  DecodedEnum,
  DecodedField,
  DecodedFunction,
  DecodedLifetime,
  DecodedParameter,
  DecodedPrefixType,
  DecodedPrimitive,
  DecodedRepr,
  DecodedTag,
  DecodedType,
  DecodedVariant,
  DiscriminantType,
} from './decoded-type.js'
export { decodeTypeLayout } from './decode-type-layout.js'
export { decodeGetter, getterCodeBytes, type GetterArchitecture } from './getter-code.js'
export type { TypeLayoutImage } from './image.js'
export { processImage, type ProcessImageOptions } from './process-image.js'
export { compareDecodedLayouts } from './compare-decoded.js'
export { tagsFit } from './compare-tags.js'
export type { LayoutDifference, LayoutDifferenceKind } from './layout-difference.js'
export { spellDecodedFunction, spellDecodedType } from './spell-decoded-type.js'
export { compareLayout, requireLayout } from './compare-declared.js'
export type { LayoutComparisonOptions } from './declared-comparison.js'
