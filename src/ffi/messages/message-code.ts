import { code as x86x64 } from './x86-64.js'

/** Machine code that sends messages by value and receives what comes of them. It may lie at the start of any page. */
export interface MessageCode {
  /** The code, in hexadecimal digits. */
  readonly bytes: readonly string[]
  /** Where the function lies that sends: bytes from the start. */
  readonly send: number
  /** Where the function lies that receives. */
  readonly receive: number
  /** An entry that accepts messages, in hexadecimal digits. It may lie at any address, as far from its slot. */
  readonly accept: string
}

/** Where the data of the code lie, in bytes from its start. The machine code knows the same places. */
export const dataByte = { cells: 65536, cellsSize: 65544, pages: 65552, fallback: 65560, end: 65568 } as const

/** Bytes of an entry and of its slot, and how far they are apart. The machine code knows the same places. */
export const acceptSize = 128
export const slotsAt = 65536

/** Where the parts of a slot lie, in bytes. */
export const slotByte = { target: 0, text: 8, textLength: 16 } as const

/** Where the parts of a cell lie, in bytes. The machine code knows the same places. */
export const cellByte = {
  /** Where the stack ended when the message was sent; 0 while none is under way. */
  stackTop: 0,
  /** How often something came. */
  count: 8,
  /** What sort of outcome came. */
  kind: 16,
  /** How many bytes came with it. */
  length: 24,
  message: 32,
  /** Room for the bytes of an outcome. */
  room: 128,
  /** Room for arguments. */
  arguments: 128 + 4096,
  end: 16384,
} as const

/** How many pages are remembered. */
export const pageSlots = 4096

const machines: Record<string, MessageCode> = { 'linux x64': x86x64 }

/**
 * The machine code for a machine.
 *
 * @param system - As `process.platform` spells it.
 * @param architecture - As `process.arch` spells it.
 * @returns `undefined` where there is none: on other machines a struct by value is an address, and the FFI does well.
 *
 * @internal
 */
export function messageCodeFor(system: string, architecture: string): MessageCode | undefined {
  return machines[`${system} ${architecture}`]
}
