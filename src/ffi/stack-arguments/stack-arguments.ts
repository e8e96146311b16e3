import type { Address } from '../../layout/index.js'
import { Thunks } from '../thunks.js'
import { stackCodeFor } from './stack-code.js'

/** Bytes of a thunk, and of its slot. */
const thunkSize = 512

/** Where the address of the function lies in a slot, the number of words, and the words. */
const slot = { target: 0, count: 8, words: 16 } as const

/** Bytes of arguments on the stack that there is room for. */
const mostBytes = thunkSize - slot.words

/** A function that can be called in the place of another one, and takes some of its arguments from memory. */
export interface StackArguments {
  /** What to call, with the arguments that lie in registers. */
  readonly entry: Address
  /** What holds the arguments that lie on the stack. They are copied when the call begins. */
  readonly buffer: ArrayBuffer
  /** Where the first of them lies in there: a multiple of 16. */
  readonly offset: number
}

const known = new Map<string, StackArguments>()
let thunks: Thunks | undefined
let isUnavailable = false

/**
 * A function in the place of one some of whose arguments lie on the stack: they are written to memory, which costs a fraction
 * of what the FFI takes for each value. It may be called by this thread alone.
 *
 * @param target - The function.
 * @param byteLength - Bytes of the arguments on the stack, a multiple of 8.
 * @returns `undefined` where they are too many, or the machine or the system does not allow it.
 *
 * @see Rule K-4 of the specification.
 *
 * @internal
 */
export function stackArguments(target: number, byteLength: number): StackArguments | undefined {
  const key = `${target} ${byteLength}`
  const before = known.get(key)
  if (before !== undefined || isUnavailable || byteLength === 0 || byteLength > mostBytes) return before
  try {
    const { entry, buffer, offset } = (thunks ??= makeThunks()).take()
    const view = new DataView(buffer)
    view.setBigUint64(offset + slot.target, BigInt(target), true)
    // Where a call is made, the stack pointer is a multiple of 16.
    view.setBigUint64(offset + slot.count, BigInt(2 * Math.ceil(byteLength / 16)), true)
    const made = { entry, buffer, offset: offset + slot.words }
    known.set(key, made)
    return made
  } catch {
    isUnavailable = true
    return undefined
  }
}

function makeThunks(): Thunks {
  const code = stackCodeFor(process.platform, process.arch)
  if (code === undefined) throw new Error('there is no machine code for this machine')
  return new Thunks(code.thunk, thunkSize)
}
