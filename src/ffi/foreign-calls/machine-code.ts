import { code as aarch64 } from './aarch64.js'
import { code as x86x64 } from './x86-64.js'

/** Machine code that tells threads apart. It may lie at any address. */
export interface MachineCode {
  /** What all entry points share, in hexadecimal digits. */
  readonly common: readonly string[]
  /** Where the thunk jumps to when another thread calls: bytes from the start of the common code. */
  readonly arrive: number
  /** Where the function lies that makes the call of a slot. */
  readonly replay: number
  /** Where the function lies that wakes who waits for a slot. */
  readonly rouse: number
  /** Where the function lies that tells which thread calls it. */
  readonly identify: number
  /** Where calls of its own thread lead of an entry point that was made while native code was under way. */
  readonly nested: number
  /** One entry point, in hexadecimal digits. */
  readonly thunk: string
}

/** Machine code with entry points, each of which finds data of its own. */
interface EntryPoints {
  readonly code: Pick<MachineCode, 'common' | 'thunk'>
  /** Completes a thunk with the distance from its first byte to its entry. */
  readonly completeThunk: (thunk: DataView, distance: number) => void
}

interface Machine extends EntryPoints {
  readonly code: MachineCode
}

const machines: Record<string, Machine> = {
  'linux x64': {
    code: x86x64,
    // lea r11, [rip + distance], counted from the end of its 7 bytes
    completeThunk: (thunk, distance) => thunk.setInt32(3, distance - 7, true),
  },
  'linux arm64': {
    code: aarch64,
    // adr x16, distance: the two lowest bits lie apart from the others
    completeThunk: (thunk, distance) =>
      thunk.setUint32(0, 0x10000010 | ((distance & 3) << 29) | (((distance >> 2) & 0x7ffff) << 5), true),
  },
}

/**
 * The machine code for a machine.
 *
 * @param system - As `process.platform` spells it.
 * @param architecture - As `process.arch` spells it.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function machineFor(system: string, architecture: string): Machine | undefined {
  return machines[`${system} ${architecture}`]
}

/**
 * The code of some entry points, to be laid before their entries.
 *
 * @param machine - For which machine.
 * @param count - How many.
 * @param entriesAt - Bytes from the start of the code to the first entry.
 * @param entrySize - Bytes of an entry.
 * @returns The code, and where the thunks begin and how far they lie apart.
 *
 * @internal
 */
export function assembleEntryPoints(
  { code, completeThunk }: EntryPoints,
  count: number,
  entriesAt: number,
  entrySize: number,
): { readonly bytes: Uint8Array; readonly thunksAt: number; readonly thunkSize: number } {
  const common = Buffer.from(code.common.join(''), 'hex')
  const thunk = Buffer.from(code.thunk, 'hex')
  const thunksAt = Math.ceil(common.length / 64) * 64
  const thunkSize = Math.ceil(thunk.length / 8) * 8
  const bytes = new Uint8Array(thunksAt + count * thunkSize)
  bytes.set(common)
  for (let index = 0; index < count; index++) {
    const at = thunksAt + index * thunkSize
    bytes.set(thunk, at)
    completeThunk(new DataView(bytes.buffer, at, thunk.length), entriesAt + index * entrySize - at)
  }
  return { bytes, thunksAt, thunkSize }
}
