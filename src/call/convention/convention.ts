import type { PassedType } from './passed-type.js'

/** Where a part of a value travels. */
export type Place =
  | {
      /** A register for integers and pointers, or one for floating-point numbers. */
      readonly kind: 'general' | 'vector'
      /** What assemblers call it, as `rdi`, `xmm0`, `x0` or `v0`. */
      readonly register: string
    }
  | {
      /** Memory that the caller sets aside for the arguments of the call. */
      readonly kind: 'stack'
      /** Bytes from where the stack pointer of the caller points when it makes the call. */
      readonly offset: number
    }

/** A part of a value, and where it travels. */
export interface Piece {
  /** Bytes from the start of the value. */
  readonly offset: number
  /** Bytes. */
  readonly size: number
  /** Where it travels. */
  readonly place: Place
}

/** How one value crosses a call. */
export interface PassedValue {
  /**
   * `value` where its bytes travel themselves; `reference` where the address of a copy travels in their place, or, for a
   * result, where the callee writes it to an address that it was given; `nothing` where no byte has to travel.
   */
  readonly how: 'value' | 'reference' | 'nothing'
  /**
   * The parts and their places; padding may travel or not. For a reference the only piece is the address; a result has
   * that piece where the callee gives the address back.
   */
  readonly pieces: readonly Piece[]
  /** For an integer of less than 4 bytes: how whoever passes it fills the 32 lower bits of the register. */
  readonly extension?: 'sign' | 'zero' | undefined
  /** Why compilers for the same target do not agree about this value. */
  readonly disagreement?: string | undefined
}

/** A signature as calling conventions look at it. */
export interface PassedSignature {
  /** The parameters in order. */
  readonly parameters: readonly PassedType[]
  /** The result; `undefined` for none. */
  readonly returns: PassedType | undefined
  /** How many of the parameters are declared; those behind them are variable arguments. */
  readonly named: number
}

/** How all values of a signature cross the call. */
export interface PassedValues {
  /** The parameters in order. */
  readonly parameters: readonly PassedValue[]
  /** The result. */
  readonly returns: PassedValue
  /** Where the caller passes the address for a result that is returned by reference. */
  readonly resultAddress?: Place | undefined
  /** Bytes of the stack that the arguments take. */
  readonly stackSize: number
}

/** A calling convention: which value travels where. */
export interface Convention {
  /** What it is called. */
  readonly name: string
  /** Says where the values of a signature travel. */
  readonly pass: (signature: PassedSignature) => PassedValues
}

/**
 * A value of which no byte travels.
 *
 * @internal
 */
export const passesNothing: PassedValue = { how: 'nothing', pieces: [] }

/**
 * A value that travels in one place.
 *
 * @internal
 */
export function inOnePlace(how: 'value' | 'reference', size: number, place: Place): PassedValue {
  return { how, pieces: [{ offset: 0, size, place }] }
}
