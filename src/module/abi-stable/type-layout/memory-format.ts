// How abi_stable 0.11 stores type layouts. Pointers are read as numbers, because they lead into an image and not into memory.
import { struct, u16, u32, u64, u8, usize } from '../../../layout/index.js'

/** A part of a list: the first element in the lower half, the number of elements in the upper one. */
const startLength = u32

/** Fields, compressed to a number each, and the functions among them. */
export const CompTLFields = struct('CompTLFields', { fields: usize, functions: usize, length: u16 })

/** What all instances of a type share, whatever its parameters are: strings that names are parts of. */
export const MonoSharedVars = struct('MonoSharedVars', {
  strings: usize,
  lifetime_indices: usize,
  strings_len: u16,
  lifetime_indices_len: u16,
})

/** What one instance of a type shares: the functions that give the layouts of other types. */
export const SharedVars = struct('SharedVars', {
  mono: usize,
  type_layouts: usize,
  constants: usize,
  type_layouts_len: u16,
  constants_len: u16,
})

/** A value that is a parameter of a type, and the table that compares and prints it. */
export const ConstGeneric = struct('ConstGeneric', { value: usize, vtable: usize })

/** A function, compressed. */
export const CompTLFunction = struct('CompTLFunction', {
  name: startLength,
  contiguous_strings_offset: u16,
  bound_lifetimes_len: u16,
  param_names_len: u16,
  return_type_layout: u16,
  paramret_lifetimes: u32,
  params0: u32,
  params1: u32,
  qualifiers: u16,
})

/** The functions of all fields, and for each field which of them are its. */
export const TLFunctions = struct('TLFunctions', {
  functions: usize,
  field_fn_ranges: usize,
  functions_len: u16,
  field_fn_ranges_len: u16,
})

/** An enum without what depends on parameters. */
export const MonoTLEnum = struct('MonoTLEnum', {
  field_count: usize,
  field_count_len: u16,
  variant_names: startLength,
  fields: CompTLFields,
})

/** A prefix type without what depends on parameters. */
export const MonoTLPrefixType = struct('MonoTLPrefixType', {
  first_suffix_field: u8,
  conditional: u64,
  fields: CompTLFields,
})

/** The discriminants of an enum: of which type, how many, where. */
export const TLDiscriminants = struct('TLDiscriminants', { tag: u8, length: u16, discriminants: usize })

/** What an enum is that gets more variants. */
export const TLNonExhaustive = struct('TLNonExhaustive', { original_size: usize, original_align_pow2: u8 })

/** What depends on parameters of an enum. */
export const GenericTLEnum = struct('GenericTLEnum', { nonexhaustive: usize, discriminants: TLDiscriminants })

/** Where a type was defined. */
export const ItemInfo = struct('ItemInfo', {
  package_and_version: usize,
  package_and_version_len: usize,
  line: u32,
  mod_path: usize,
})

/** Parameters of a type. */
export const CompGenericParams = struct('CompGenericParams', {
  lifetimes: usize,
  types: startLength,
  consts: startLength,
  lifetime_count: u8,
})

/** What is behind the tag of what a type is made of: one of several structs. */
export const MonoTLData = struct('MonoTLData', {
  tag: u8,
  primitive: u8,
  payload: CompTLFields,
  more: u64,
  last: u64,
})

/** Two bytes: which representation, and of what. */
export const ReprAttr = struct('ReprAttr', { tag: u8, value: u8 })

/** A type without what depends on parameters. */
export const MonoTypeLayout = struct('MonoTypeLayout', {
  shared: MonoSharedVars,
  name: usize,
  item: ItemInfo,
  data: MonoTLData,
  generics: CompGenericParams,
  phantom_fields: usize,
  phantom_len: u8,
  repr: ReprAttr,
  reflection: ReprAttr,
  name_len: u16,
})

/** What depends on parameters: the kind again, and for enums and prefix types more. */
export const GenericTLData = struct('GenericTLData', { tag: u32, payload: GenericTLEnum })

/** A type. */
export const TypeLayout = struct('TypeLayout', {
  shared: usize,
  mono: usize,
  is_nonzero: u8,
  align_pow2: u8,
  size: usize,
  tag: usize,
  data: GenericTLData,
  extra_checks: usize,
  type_id: usize,
})

/** A tag: its kind, and a primitive or a list. */
export const Tag = struct('Tag', { tag: u8, address: usize, length: usize, rest: u64 })

/** A primitive in a tag. */
export const TagPrimitive = struct('TagPrimitive', { tag: u8, truth: u8, value: u64, length: usize })

/** Checks of a type: what checks, and its data. */
export const ExtraChecks = struct('ExtraChecks', { vtable: usize, data: usize })

/** The traits that an object must have. */
export const RequiredTraits = struct('RequiredTraits', { auto_traits: u16, regular_traits: u64 })
