import {
  array,
  bool,
  bufferMemory,
  BufferMemory,
  bytesOf,
  f64,
  fn,
  NativeArena,
  nullable,
  pointer,
  struct,
  u16,
  u32,
  u8,
  unchecked,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { oddTargets } from '../support/arbitraries.js'
import { refusal } from '../support/refusal.js'

const Progress = struct('Progress', { done: u32, total: u32 })
const Flags = struct('Flags', { count: u8, isSet: bool, total: u32 })

describe('BufferMemory', () => {
  it.each([ArrayBuffer, SharedArrayBuffer])('M-4: is an address space over an %o', (Kind) => {
    const buffer = new Kind(64)
    const memory = bufferMemory(buffer)
    expect(memory).toBeInstanceOf(BufferMemory)
    const progress = memory.at(Progress, 8)
    progress.done = 7
    expect(new Uint32Array(buffer)[2]).toBe(7)
    expect(bufferMemory(buffer).at(Progress, 8).done).toBe(7)
    expect(bytesOf(progress).buffer).toBe(buffer)
    expect(memory.at(u32, 8)).toBe(7)
  })

  it('M-4: pointers lead into the same buffer', () => {
    const Node = struct('Node', { value: u16, get next() { return nullable(pointer(Node)) } }) // prettier-ignore
    const buffer = new SharedArrayBuffer(128)
    const memory = bufferMemory(buffer)
    const last = memory.allocate(Node, { value: 2, next: null })
    const first = memory.allocate(Node, { value: 1, next: last })
    expect(bufferMemory(buffer).at(Node, bytesOf(first).byteOffset).next!.deref().value).toBe(2)
  })

  it.each([false, true])('M-4: loses no write where the bytes were taken away, warm: %s', (isWarm) => {
    const buffer = new ArrayBuffer(64)
    const flags = bufferMemory(buffer).at(Flags, 8)
    const writers = [
      () => (flags.count = 1),
      () => (flags.isSet = true),
      () => (unchecked(flags).count = 1),
      () => (flags.total = 1),
    ]
    if (isWarm) for (let index = 0; index < 20_000; index++) for (const write of writers) write()
    structuredClone(buffer, { transfer: [buffer] })
    for (const write of writers) expect(write).toThrow(TypeError)
  })

  it('M-4: has the layouts of the target that it was given', () => {
    const Reading = struct('Reading', { sensor: u16, value: f64 })
    const memory = bufferMemory(new ArrayBuffer(64), oddTargets.powerpc)
    memory.allocate(Reading, { sensor: 0x0102, value: 1 })
    const bytes = [...new Uint8Array(memory.view.buffer, 16, 16)]
    expect(bytes).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0])
  })

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53, '8', 8n, null, undefined])(
    'M-1: refuses the offset %s',
    (offset) => {
      expect(refusal(() => bufferMemory(new ArrayBuffer(64)).at(Progress, offset as number))).toMatchObject({
        code: 'ABI-M002',
        rule: 'M-1',
        path: 'Progress',
      })
    },
  )

  it('M-4: refuses what does not lie wholly within it', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    expect(memory.at(Progress, 56).done).toBe(0)
    for (const offset of [57, 64, 65, 2 ** 40]) {
      expect(refusal(() => memory.at(Progress, offset))).toMatchObject({ code: 'ABI-M005', rule: 'M-4' })
    }
    expect(refusal(() => memory.at(array(u8, 65), 0)).code).toBe('ABI-M005')
  })

  it('M-4: null is 0, which can be looked at and is never handed out', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    expect(memory.at(Progress, 0).done).toBe(0)
    expect(bytesOf(memory.allocate(array(u8, 1))).byteOffset).toBeGreaterThan(0)
    expect(refusal(() => memory.memoryAt(0, 1, 'it'))).toMatchObject({
      code: 'ABI-M001',
      rule: 'M-1',
      path: 'it',
    })
  })

  it('M-4: is full at some point', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    const places = Array.from({ length: 6 }, () => bytesOf(memory.allocate(Progress)).byteOffset)
    expect(places).toEqual([16, 24, 32, 40, 48, 56])
    expect(refusal(() => memory.allocate(Progress)).code).toBe('ABI-M007')
    expect(refusal(() => memory.allocate(u8)).code).toBe('ABI-M007')
    expect(refusal(() => bufferMemory(new ArrayBuffer(0)).allocate(u8)).code).toBe('ABI-M007')
  })

  it.each([
    null,
    undefined,
    64,
    new Uint8Array(64),
    {},
    new (ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer)(8, {
      maxByteLength: 16,
    }),
    new (SharedArrayBuffer as unknown as new (size: number, options: object) => SharedArrayBuffer)(8, {
      maxByteLength: 16,
    }),
  ])('M-4: refuses %o', (buffer) => {
    expect(refusal(() => bufferMemory(buffer as ArrayBuffer))).toMatchObject({
      code: 'ABI-L002',
      rule: 'M-4',
    })
  })

  it('M-4: holds no code', () => {
    const Table = struct('Table', { call: fn({}) })
    const memory = bufferMemory(new BigUint64Array([0n, 4096n, 0n]).buffer)
    expect(refusal(() => memory.at(Table, 8).call)).toMatchObject({ code: 'ABI-C004', path: 'Table.call' })
    expect(refusal(() => (memory.at(Table, 8).call = (() => undefined) as never)).code).toBe('ABI-V001')
  })

  it('L-8: structs are copied between buffers and native memory', () => {
    using arena = new NativeArena()
    const inNative = arena.allocate(Progress, { done: 1, total: 2 })
    const inBuffer = bufferMemory(new SharedArrayBuffer(64)).allocate(Progress, inNative)
    inBuffer.done = 3
    expect(arena.allocate(Progress, inBuffer).toJSON()).toEqual({ done: 3, total: 2 })
    expect(inNative.done).toBe(1)
  })
})
