import { leavesOf, layoutOf } from '../layout/layout.js'
import { hostTarget, type AnyType, type Leaf, type ScalarName } from '../layout/index.js'

/** A part of a struct that travels in one register. */
export interface RegisterPart {
  /** Bytes from the start of the struct. */
  readonly offset: number
  /** The scalar that takes the same register; `pair` for two floats in one, which no scalar can stand for. */
  readonly scalar: 'u64' | 'f64' | 'f32' | 'pair'
}

/** The registers for arguments that no argument has taken yet. */
export class FreeRegisters {
  #general = 6
  #vector = 8

  /** A scalar takes a register of its kind, or lies on the stack. */
  takeScalar(scalar: ScalarName): void {
    if (scalar === 'f32' || scalar === 'f64') this.#vector = Math.max(0, this.#vector - 1)
    else this.#general = Math.max(0, this.#general - 1)
  }

  /**
   * A struct takes registers for all of its parts or for none.
   *
   * @returns Whether it got them.
   */
  takeParts(parts: readonly RegisterPart[]): boolean {
    const general = parts.filter((part) => part.scalar === 'u64').length
    if (general > this.#general || parts.length - general > this.#vector) return false
    this.#general -= general
    this.#vector -= parts.length - general
    return true
  }
}

/**
 * The registers in which System V x86-64 passes a struct, as scalars that take the same registers.
 *
 * @param type - A struct or array that is passed by value.
 * @returns `undefined` where it travels in memory whatever registers are free.
 *
 * @see Rule K-4 of the specification; System V ABI, AMD64 supplement, 3.2.3.
 *
 * @internal
 */
export function registerParts(type: AnyType): readonly RegisterPart[] | undefined {
  const target = hostTarget()
  const { size } = layoutOf(type, target)
  if (size > 16) return undefined
  const leaves = leavesOf(type, target)
  return Array.from({ length: Math.ceil(size / 8) }, (_, index) => ({
    offset: index * 8,
    scalar: scalarOf(leaves.filter((leaf) => Math.floor(leaf.offset / 8) === index)),
  }))
}

function scalarOf(leaves: readonly Leaf[]): RegisterPart['scalar'] {
  if (leaves.some((leaf) => leaf.scalar !== 'f32' && leaf.scalar !== 'f64')) return 'u64'
  return leaves.length === 1 ? (leaves[0]!.scalar as 'f32' | 'f64') : 'pair'
}

/**
 * Whether a place lies in 8 bytes with nothing but floating-point numbers, which travel in a register for such numbers
 * here: padding there is no integer.
 *
 * @param leaves - The scalars of the whole.
 * @param offset - Bytes from its start.
 *
 * @internal
 */
export function isAmongFloats(leaves: readonly Leaf[], offset: number): boolean {
  if (!isSystemV || offset % 4 !== 0) return false
  const around = leaves.filter((leaf) => Math.floor(leaf.offset / 8) === Math.floor(offset / 8))
  return around.length > 0 && around.every(({ scalar }) => scalar === 'f32' || scalar === 'f64')
}

/** Whether this machine passes arguments in the way of System V x86-64. */
export const isSystemV = hostTarget().name === 'x86_64-linux'
