import { describe, expect, it } from 'vitest'
import { memoryBytes } from '../../../src/ffi/foreign-calls/memory-bytes.js'
import type { AggregateMirror, NativeValue } from '../../../src/ffi/koffi-types.js'

const struct = (scalar: 'f32' | 'f64' | 'u8' | 'u64', count: number, bytes: number): AggregateMirror => ({
  runs: [{ scalar, count, offset: 0 }],
  size: count * bytes,
})
const times = (count: number, value: NativeValue): NativeValue[] => Array<NativeValue>(count).fill(value)
const largeStruct = struct('u64', 3, 8)
const smallStruct = struct('u8', 9, 1)

describe('what of a call lies in memory', () => {
  it.each([
    ['x64', [...times(6, 'u64'), ...times(8, 'f64')], 0],
    ['arm64', [...times(8, 'u64'), ...times(8, 'f32')], 0],
    ['x64', times(7, 'u8'), 16],
    ['x64', [...times(8, 'i32'), ...times(11, 'f32')], 48],
    ['arm64', [...times(9, 'i32'), ...times(9, 'f32')], 16],
    // A struct in memory lies among the arguments on x86-64; on AArch64 its address does.
    ['x64', [largeStruct], 32],
    ['arm64', [largeStruct], 16],
    ['x64', ['i32', smallStruct], 32],
    ['arm64', ['i32', struct('f32', 4, 4)], 32],
  ] as const)('N-3: on %s the stack holds all arguments of %j', (architecture, parameters, stack) => {
    expect(memoryBytes({ parameters, returns: 'void' }, architecture)).toEqual({ stack, result: 0 })
  })

  it.each([
    ['x64', 5, largeStruct, 0],
    ['x64', 6, largeStruct, 16],
    ['x64', 6, struct('u64', 2, 8), 0],
    ['arm64', 8, largeStruct, 0],
  ] as const)(
    'N-3: on %s the place for a result lies among the arguments, of which %i are in front of %j',
    (architecture, count, returns, stack) => {
      expect(memoryBytes({ parameters: times(count, 'u64'), returns }, architecture).stack).toBe(stack)
    },
  )

  it.each([
    ['x64', 'void', 0],
    ['x64', 'f64', 0],
    ['x64', struct('u64', 2, 8), 0],
    ['x64', largeStruct, 24],
    ['x64', struct('f64', 3, 8), 24],
    ['arm64', struct('u64', 2, 8), 0],
    ['arm64', largeStruct, 24],
    ['arm64', struct('f64', 4, 8), 0],
    ['arm64', struct('f64', 5, 8), 40],
  ] as const)('N-3: on %s the caller gives the place for a result of %j', (architecture, returns, result) => {
    expect(memoryBytes({ parameters: [], returns }, architecture)).toEqual({ stack: 0, result })
  })
})
