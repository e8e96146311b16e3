import type { FieldToPlace } from '../../layout/placement/place-fields.js'
import type { AnyType, InterfacePresence, Memory, StructLayout, Target } from '../../layout/index.js'
import type { Mask } from '../mask.js'

/** What is known of the maker of an instance. */
export interface Peer {
  /** Version of the interface that it was made for; `undefined` where nobody says. */
  readonly version: string | undefined
  /** How many fields it has; `undefined` where nobody says. */
  readonly fieldCount: number | undefined
  /** How many bytes it says that it has; `undefined` where it does not say. */
  readonly size?: number | undefined
}

/** A field of a prefix type, as far as presence is concerned. */
export interface PresentField {
  /** Name in C and in TypeScript. */
  readonly name: string
  /** Type. */
  readonly type: AnyType
  /** Position, from 0; also its bit in a mask. */
  readonly index: number
  /** Whether it belongs to the frozen prefix. */
  readonly isPrefix: boolean
  /** Version that brought it. */
  readonly since: string
  /** Whether nobody reads it. */
  readonly isReserved: boolean
  /** Absent for a field that every instance has. */
  readonly missing?: unknown
  /** The reserved slot that it took the place of. */
  readonly consumes?: { readonly since: string; readonly until: string } | undefined
}

/** A field that is given its place. */
export interface PlacedField extends FieldToPlace {
  /** Version that brought its bytes. */
  readonly since: string
}

/** What a declaration says of versions. */
export interface DeclaredVersions {
  readonly version?: unknown
  readonly since?: unknown
  readonly lastPrefixField?: unknown
}

/** The versions of a type whose presence knows them. */
export interface Versions {
  /** The version of the prefix. */
  readonly first: string
  /** The newest version. */
  readonly version: string
  /** All versions, oldest first. */
  readonly rungs: readonly string[]
  /** The version of each field. */
  readonly since: readonly string[]
}

/** A declared type, as far as presence is concerned. */
export interface PresentType {
  /** Name of the interface. */
  readonly name: string
  /** Version that is declared. */
  readonly version: string
  /** All fields in order. */
  readonly fields: readonly PresentField[]
}

/** An instance that is asked what it has, before anything in it is trusted. */
export interface Instance {
  /** What it is an instance of, as the reader knows it. */
  readonly type: PresentType
  /** The places of the fields that the reader knows. */
  readonly layout: StructLayout
  /** The machine whose layouts hold. */
  readonly target: Target
  /** What the instance is called in errors. */
  readonly path: string
  /** What the loader knows of its maker; `undefined` where nothing is known but the instance itself. */
  readonly maker: Peer | undefined
  /**
   * Copies some of its bytes, safely.
   *
   * @param offset - First byte, from the start of the instance.
   * @param byteLength - How many.
   */
  readonly bytes: (offset: number, byteLength: number) => Uint8Array
}

/** What an instance has. */
export interface Extent {
  /** Which fields of the reader's type are there. */
  readonly mask: Mask
  /** What is known of its maker. */
  readonly peer: Peer
}

/** What a new instance, or a part of one, shall have. */
export interface NewExtent {
  /** What it is an instance of. */
  readonly type: PresentType
  /** The places of its fields. */
  readonly layout: StructLayout
  /** The machine whose layouts hold. */
  readonly target: Target
  /** The fields that are there. */
  readonly mask: Mask
  /** Bytes that the instance has. */
  readonly size: number
}

/**
 * How the instances of a prefix type say which fields they have. A mask, a size and a version are the ways that are
 * known; everything else about prefix types is the same for all of them.
 *
 * @see Rules P-5 and of the specification.
 */
export interface Presence {
  /** What it is called in schemas. */
  readonly kind: 'mask' | 'size' | 'version'
  /** The field that says it; `undefined` where it is said in front of the fields. */
  readonly field: string | undefined
  /** The version of a declaration that names none; `undefined` where it must name one. @internal */
  readonly usualVersion: string | undefined
  /** The versions of the fields, where they follow from the kind of presence. @internal */
  readonly versions?: (
    name: string,
    declaration: DeclaredVersions,
    fields: readonly string[],
  ) => Versions | undefined
  /**
   * Places fields, behind what stands in front of them. The name is that of the type, for errors; the alignment is what the
   * type was asked to have.
   *
   * @internal
   */
  readonly place: (
    fields: readonly PlacedField[],
    target: Target,
    name: string,
    align?: number,
  ) => StructLayout
  /** Refuses fields of which the instances could not say whether they have them. @internal */
  readonly checkFields: (name: string, fields: readonly PresentField[]) => void
  /** Refuses what cannot be the version of such a type. @internal */
  readonly checkVersion: (version: unknown, path: string) => void
  /** Reads what an instance has, and refuses what cannot be. @internal */
  readonly read: (instance: Instance) => Extent
  /** Which of the fields fit into some bytes, for a writer who knows nothing else. @internal */
  readonly fitting: (room: Pick<NewExtent, 'type' | 'layout' | 'size'>) => Mask
  /** Writes which fields a new instance has. @internal */
  readonly write: (memory: Memory, offset: number, extent: NewExtent) => void
  /** How it stands in a schema; `undefined` for a mask, which needs no mention. */
  readonly schema: () => InterfacePresence | undefined
}
