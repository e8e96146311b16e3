import { code as x86x64 } from './x86-64.js'

/** The thunk in front of functions some of whose arguments lie on the stack, in hexadecimal digits. */
export interface StackCode {
  readonly thunk: string
}

// On AArch64 few structs lie on the stack: those of more than 16 bytes are passed as the address of a copy.
const machines: Record<string, StackCode> = { 'linux x64': x86x64 }

/**
 * The machine code for a machine.
 *
 * @param system - As `process.platform` spells it.
 * @param architecture - As `process.arch` spells it.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function stackCodeFor(system: string, architecture: string): StackCode | undefined {
  return machines[`${system} ${architecture}`]
}
