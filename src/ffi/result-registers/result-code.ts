import { code as aarch64 } from './aarch64.js'
import { code as x86x64 } from './x86-64.js'

/** Which register of a function's result is meant: one for integers and pointers, or one for floating-point numbers. */
export type RegisterKind = 'general' | 'vector'

/** The thunks in front of functions that give their result in two registers, by these registers, in hexadecimal digits. */
export type ResultCode = Readonly<Record<`${RegisterKind} ${RegisterKind}`, string>>

const machines: Record<string, ResultCode> = { 'linux x64': x86x64, 'linux arm64': aarch64 }

/**
 * The machine code for a machine.
 *
 * @param system - As `process.platform` spells it.
 * @param architecture - As `process.arch` spells it.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function resultCodeFor(system: string, architecture: string): ResultCode | undefined {
  return machines[`${system} ${architecture}`]
}
