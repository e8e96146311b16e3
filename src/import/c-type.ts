/** The three kinds of types that have tags in C. */
export type Tag = 'struct' | 'union' | 'enum'

/** A C type as a declaration spells it, before typedefs are looked up. */
export type CType = CName | CTagged | CPointer | CArray | CFunction | CAtomic

interface Qualified {
  /** Whether what has this type may not be written. */
  readonly isConst: boolean
}

/** A basic type, as `unsigned int`, or the name of a typedef. */
export interface CName extends Qualified {
  readonly kind: 'name'
  /** The words, with single blanks between them. */
  readonly name: string
}

/** A struct, union or enum. */
export interface CTagged extends Qualified {
  readonly kind: 'tagged'
  /** Which of the three. */
  readonly tag: Tag
  /** Its tag, or what stands for it where it has none. */
  readonly name: string
}

/** A pointer. */
export interface CPointer extends Qualified {
  readonly kind: 'pointer'
  /** What it points to. */
  readonly to: CType
}

/** An array. */
export interface CArray extends Qualified {
  readonly kind: 'array'
  /** What it consists of. */
  readonly of: CType
  /** How many; `undefined` for `[]`. */
  readonly length: number | undefined
}

/** A function. */
export interface CFunction extends Qualified {
  readonly kind: 'function'
  /** What it gives. */
  readonly returns: CType
  /** What it takes. */
  readonly parameters: readonly CParameter[]
  /** `...` for a variable number of arguments, `()` for one that is not told, else how it differs from other functions. */
  readonly peculiarity?: string | undefined
}

/** A parameter of a function. */
export interface CParameter {
  /** Its name, where it has one. */
  readonly name?: string | undefined
  /** Its type. */
  readonly type: CType
}

/** An atomic type. */
export interface CAtomic extends Qualified {
  readonly kind: 'atomic'
  /** The type of the value. */
  readonly of: CType
}

/**
 * The same type, named otherwise where it is not derived: what a pointer, array or function is in the end made of.
 *
 * @internal
 */
export function mapBase(type: CType, change: (base: CName | CTagged) => CType): CType {
  switch (type.kind) {
    case 'name':
    case 'tagged':
      return change(type)
    case 'pointer':
      return { ...type, to: mapBase(type.to, change) }
    case 'array':
    case 'atomic':
      return { ...type, of: mapBase(type.of, change) }
    case 'function':
      return { ...type, returns: mapBase(type.returns, change) }
  }
}

/**
 * Gives the parameters of function pointers the names that they have in another spelling of the same type. Where the two
 * differ in shape, names are left out.
 *
 * @param type - The type as the compiler spells it, which forgets the names of parameters.
 * @param named - The same type as it stands in the header.
 *
 * @internal
 */
export function nameParameters(type: CType, named: CType): CType {
  if (type.kind === 'pointer' && (named.kind === 'pointer' || named.kind === 'array')) {
    return { ...type, to: nameParameters(type.to, named.kind === 'pointer' ? named.to : named.of) }
  }
  // The compiler has made a pointer of a parameter that is a function.
  if (type.kind === 'pointer' && named.kind === 'function')
    return { ...type, to: nameParameters(type.to, named) }
  if (type.kind === 'array' && named.kind === 'array')
    return { ...type, of: nameParameters(type.of, named.of) }
  if (type.kind !== 'function' || named.kind !== 'function') return type
  if (type.parameters.length !== named.parameters.length) return type
  return {
    ...type,
    returns: nameParameters(type.returns, named.returns),
    parameters: type.parameters.map((parameter, index) => ({
      name: named.parameters[index]!.name,
      type: nameParameters(parameter.type, named.parameters[index]!.type),
    })),
  }
}
