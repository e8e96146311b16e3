import type { CType, Tag } from './c-type.js'

/** What stands in a header about one declaration. */
interface Declared {
  /** Unique among all declarations: `struct node`, `typedef node_t`, `struct #1234` where there is no name. */
  readonly key: string
  /** Its tag or name; `undefined` for a tag that has none. */
  readonly name: string | undefined
  /** Where it stands, in bytes from the start of the preprocessed text. */
  readonly place: number
  /** Whether it stands in one of the headers that are imported, not in what they include. */
  readonly isOwn: boolean
  /** The comment about it. */
  readonly doc: string | undefined
}

/** A struct or union. */
export interface CRecord extends Declared {
  readonly kind: 'record'
  readonly tag: 'struct' | 'union'
  /** Its fields in order; `undefined` where only the name is declared. */
  readonly fields: readonly CField[] | undefined
  /** The largest alignment that a field may have, in bytes: 1 for `packed`, n for `#pragma pack(n)`. */
  readonly packed: number | undefined
  /** The alignment that was asked for. */
  readonly alignment: Alignment | undefined
}

/** An alignment in bytes; `unknown` where it is not a number. */
export type Alignment = number | 'unknown'

/** A field of a struct or union. */
export interface CField {
  /** Its name; `undefined` for an anonymous struct or union and for padding bits. */
  readonly name: string | undefined
  readonly type: CType
  /** How many bits a bit field has. */
  readonly width: number | undefined
  readonly alignment: Alignment | undefined
  /** Whether the field alone is packed. */
  readonly isPacked: boolean
  readonly doc: string | undefined
}

/** An enum. */
export interface CEnum extends Declared {
  readonly kind: 'enum'
  readonly tag: 'enum'
  /** Its constants in order; `undefined` where only the name is declared. */
  readonly constants: readonly CConstant[] | undefined
  /** Whether it is as small as its constants allow. */
  readonly isPacked: boolean
  /** The integer type that it was told to have. */
  readonly underlying: CType | undefined
}

/** A constant of an enum. */
export interface CConstant {
  readonly name: string
  readonly value: bigint
}

/** A typedef. */
export interface CTypedef extends Declared {
  readonly kind: 'typedef'
  readonly name: string
  readonly type: CType
  readonly alignment: Alignment | undefined
}

/** A struct, union or enum. */
export type CTagDeclaration = CRecord | CEnum

/** What a header declares. */
export type CDeclaration = CTagDeclaration | CTypedef

/** Everything that a header and what it includes declare, by key, in the order of the text. */
export type CDeclarations = ReadonlyMap<string, CDeclaration>

/**
 * The key of a struct, union or enum.
 *
 * @internal
 */
export function tagKey(tag: Tag, name: string): string {
  return `${tag} ${name}`
}

/**
 * The key of a typedef.
 *
 * @internal
 */
export function typedefKey(name: string): string {
  return `typedef ${name}`
}
