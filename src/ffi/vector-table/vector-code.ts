import { code as aarch64 } from './aarch64.js'
import { code as x86x64 } from './x86-64.js'

/** The functions of the tables of vectors as machine code. It may lie at any address. */
export interface VectorCode {
  /** The code, in hexadecimal digits. */
  readonly bytes: readonly string[]
  /** Where the function lies that gives the type id: bytes from the start. */
  readonly typeId: number
  /** Where the destructor lies, for elements that own nothing. */
  readonly destroy: number
  /** Where the function lies that makes room. */
  readonly grow: number
  /** Where the function lies that gives back room. */
  readonly shrink: number
  /** Where the function lies that makes a buffer of bytes that lie elsewhere. */
  readonly duplicate: number
  /** Where the bytes of the type id belong. */
  readonly identity: number
  /** The functions of tables of vectors of bytes that lie in blocks, where the machine has them. */
  readonly blocks?: BlockCode | undefined
}

/** Where the functions lie that are others for bytes in a block. */
export interface BlockCode {
  /** The destructor. */
  readonly destroy: number
  /** The function that makes room. */
  readonly grow: number
  /** The function that gives back room. */
  readonly shrink: number
}

const machines: Record<string, VectorCode> = { 'linux x64': x86x64, 'linux arm64': aarch64 }

/**
 * The machine code for a machine.
 *
 * @param system - As `process.platform` spells it.
 * @param architecture - As `process.arch` spells it.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function vectorCodeFor(system: string, architecture: string): VectorCode | undefined {
  return machines[`${system} ${architecture}`]
}
