import type { Address } from '../../layout/index.js'
import { Thunks } from '../thunks.js'
import { resultCodeFor, type RegisterKind } from './result-code.js'

/** Bytes of a thunk, and of its slot. */
const thunkSize = 64

/** Where the address of the function lies in a slot, and where the registers are put. */
const slot = { target: 0, result: 16 } as const

/** A function that can be called in the place of another one, and leaves its result in memory. */
export interface RegisterResult {
  /** What to call. */
  readonly entry: Address
  /** What holds the result after a call, until the next one. */
  readonly buffer: ArrayBuffer
  /** Where it lies in there: 16 bytes. */
  readonly offset: number
}

const thunks = new Map<string, Thunks>()
const known = new Map<string, RegisterResult>()
let isUnavailable = false

/**
 * A function in the place of one that gives its result in two registers: the FFI would make an object of them. It may be
 * called where all arguments lie in registers, and by this thread alone.
 *
 * @param target - The function.
 * @param first - The register of the first 8 bytes of the result.
 * @param second - The register of the others.
 * @returns `undefined` where the machine or the system does not allow it.
 *
 * @see Rule K-3 of the specification.
 *
 * @internal
 */
export function registerResult(
  target: number,
  first: RegisterKind,
  second: RegisterKind,
): RegisterResult | undefined {
  const registers = `${first} ${second}` as const
  const key = `${target} ${registers}`
  const before = known.get(key)
  if (before !== undefined || isUnavailable) return before
  try {
    const { entry, buffer, offset } = thunksFor(registers).take()
    new DataView(buffer).setBigUint64(offset + slot.target, BigInt(target), true)
    const made = { entry, buffer, offset: offset + slot.result }
    known.set(key, made)
    return made
  } catch {
    isUnavailable = true
    return undefined
  }
}

function thunksFor(registers: `${RegisterKind} ${RegisterKind}`): Thunks {
  let made = thunks.get(registers)
  if (made === undefined) {
    const code = resultCodeFor(process.platform, process.arch)
    if (code === undefined) throw new Error('there is no machine code for this machine')
    thunks.set(registers, (made = new Thunks(code[registers], thunkSize)))
  }
  return made
}
