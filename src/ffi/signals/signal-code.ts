import { code as aarch64 } from './aarch64.js'
import { code as x86x64 } from './x86-64.js'

/** The entry of signals as machine code. It may lie at any address. */
export interface SignalCode {
  /** The code, in hexadecimal digits. It begins with the entry. */
  readonly bytes: readonly string[]
}

interface Machine {
  readonly code: SignalCode
  /** Completes the first instruction with the distance from the entry to its block. */
  readonly complete: (code: DataView, distance: number) => void
}

const machines: Record<string, Machine> = {
  'linux x64': {
    code: x86x64,
    // lea r11, [rip + distance], counted from the end of its 7 bytes
    complete: (code, distance) => code.setInt32(3, distance - 7, true),
  },
  'linux arm64': {
    code: aarch64,
    // adr x16, distance: the two lowest bits lie apart from the others
    complete: (code, distance) =>
      code.setUint32(0, 0x10000010 | ((distance & 3) << 29) | (((distance >> 2) & 0x7ffff) << 5), true),
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
export function signalCodeFor(system: string, architecture: string): Machine | undefined {
  return machines[`${system} ${architecture}`]
}
