/** What a plugin of `abi_stable` says about itself. */
export interface InspectedPlugin {
  /** The version of `abi_stable` that it was built with, as in `0.11`. */
  readonly abiVersion: string
  /** Name of its root module. */
  readonly name: string
  /** The name that its file has, without what systems put around it. */
  readonly baseName: string
  /** Its version. */
  readonly version: string
  /** The id of its root module among the types; `null` where the plugin carries no layouts. */
  readonly root: number | null
  /** Every type that its root module mentions, directly or not. The id of a type is its index. */
  readonly types: readonly InspectedType[]
}

/** A type of a plugin. */
export interface InspectedType {
  /** Its index in the list of types. */
  readonly id: number
  /** How Rust spells it, as in `RVec<u32>`. */
  readonly spelling: string
  /** Its name without parameters. */
  readonly name: string
  /** The package that defines it. */
  readonly package: string
  /** The version of that package. */
  readonly packageVersion: string
  /** The module of Rust that defines it. */
  readonly module: string
  /** The line of its file. */
  readonly line: number
  /** What it is made of. */
  readonly kind: 'primitive' | 'opaque' | 'struct' | 'union' | 'enum' | 'prefix'
  /** How its author said that it lies in memory, as in `C`, `u8` or `C, u8`. */
  readonly repr: string
  /** Bytes; of a prefix type, those of its frozen prefix. */
  readonly size: number
  /** Bytes, a power of two. */
  readonly alignment: number
  /** Its parameters that are types: their ids. */
  readonly parameters: readonly number[]
  /** Its parameters that are values. */
  readonly constants: readonly string[]
  /** Its fields, for structs, unions and prefix types; empty for others. */
  readonly fields: readonly InspectedField[]
  /** Its forms, for enums; empty for others. */
  readonly variants: readonly InspectedVariant[]
  /** How many fields the frozen prefix has, for prefix types. */
  readonly prefixFields: number | null
  /** Size and alignment of what is stored, for enums that may get more forms. */
  readonly nonExhaustive: { readonly size: number; readonly alignment: number } | null
  /** The traits that objects must have, for types that say so. */
  readonly requiredTraits: readonly string[]
}

/** A field of a type of a plugin. */
export interface InspectedField {
  /** Its name; a number for fields of tuple structs. */
  readonly name: string
  /** How Rust spells its type, with the whole signature of a function. */
  readonly spelling: string
  /** The id of its type. */
  readonly type: number
  /** Bytes from the start of the type or, for prefix types, of its instances. */
  readonly offset: number
  /** Whether the field is there: `null` for fields of other than prefix types, and for those without a condition. */
  readonly isAccessible: boolean | null
  /** The function pointers in it. */
  readonly functions: readonly InspectedFunction[]
}

/** A form of an enum of a plugin. */
export interface InspectedVariant {
  /** Its name. */
  readonly name: string
  /** Its discriminant, a decimal number. */
  readonly discriminant: string
  /** Its fields. */
  readonly fields: readonly InspectedField[]
}

/** A function pointer in a field. */
export interface InspectedFunction {
  /** Whether only `unsafe` code may call it. */
  readonly isUnsafe: boolean
  /** Its parameters; the name is empty where there is none. */
  readonly parameters: readonly { readonly name: string; readonly type: number }[]
  /** The id of what it returns; `null` for nothing. */
  readonly returns: number | null
}
