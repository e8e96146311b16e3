import type { Address } from '../../layout/index.js'
import { mapCode, mapMemory } from '../foreign-calls/system.js'
import { unsafeViewAt } from '../memory.js'
import { resultCodeFor, type RegisterKind } from './result-code.js'

/** Bytes of a thunk, and of its slot. */
const thunkSize = 64

/** Bytes from a thunk to its slot, as places.s has it. */
const slotsAt = 65536

/** Where the address of the function lies in a slot, and where the registers are put. */
const slot = { target: 0, result: 16 } as const

/** How many thunks are mapped at once. */
const thunksPerBlock = 64

/** A function that can be called in the place of another one, and leaves its result in memory. */
export interface RegisterResult {
  /** What to call. */
  readonly entry: Address
  /** What holds the result after a call, until the next one. */
  readonly buffer: ArrayBuffer
  /** Where it lies in there: 16 bytes. */
  readonly offset: number
}

/** Thunks that nobody uses yet. */
interface Block {
  readonly start: number
  readonly slots: ArrayBuffer
  used: number
}

const blocks = new Map<string, Block>()
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
    let block = blocks.get(registers)
    if (block === undefined || block.used === thunksPerBlock)
      blocks.set(registers, (block = mapBlock(registers)))
    const offset = thunkSize * block.used++
    new DataView(block.slots).setBigUint64(offset + slot.target, BigInt(target), true)
    const made = {
      entry: (block.start + offset) as Address,
      buffer: block.slots,
      offset: offset + slot.result,
    }
    known.set(key, made)
    return made
  } catch {
    isUnavailable = true
    return undefined
  }
}

function mapBlock(registers: `${RegisterKind} ${RegisterKind}`): Block {
  const code = resultCodeFor(process.platform, process.arch)
  if (code === undefined) throw new Error('there is no machine code for this machine')
  const length = thunkSize * thunksPerBlock
  const start = mapMemory(slotsAt + length)
  mapCode(start, Buffer.from(code[registers].repeat(thunksPerBlock), 'hex'))
  return { start, slots: unsafeViewAt(start + slotsAt, length), used: 0 }
}
