import fc from 'fast-check'
import {
  addressOf,
  array,
  bufferMemory,
  constPointer,
  cString,
  layoutOf,
  MemoryError,
  native,
  NativeArena,
  nullable,
  snapshot,
  struct,
  targets,
  u8,
  type AddressSpace,
  type Memory,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { readCString } from '../../src/layout/read-c-string.js'
import { refusal } from '../support/refusal.js'

const Entry = struct('Entry', { key: cString, value: nullable(cString) })

describe('cString', () => {
  it('L-16, S-2: is a pointer to constant characters', () => {
    expect(layoutOf(cString, targets['x86_64-linux'])).toMatchObject({ size: 8, alignment: 8 })
    expect(layoutOf(cString, targets.wasm32)).toMatchObject({ size: 4, alignment: 4 })
    expect(cString.schema()).toEqual({ pointer: 'c_char', const: true })
    expect(nullable(cString).schema()).toEqual({ pointer: 'c_char', const: true, nullable: true })
    expect([cString.declareC('name'), nullable(cString).declareC('name', true)]).toEqual([
      'const char *name',
      'const char * const name',
    ])
    expect([cString.defaultValue!(), nullable(cString).defaultValue!()]).toEqual(['', null])
  })

  const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((one) => !one.includes('\0'))

  it('L-16: gives back what was written, in any memory', () => {
    using arena = new NativeArena()
    fc.assert(
      fc.property(text, fc.option(text), (key, value) => {
        for (const target of [targets['x86_64-linux'], targets.wasm32, targets['s390x-linux']]) {
          const entry = bufferMemory(new SharedArrayBuffer(4096), target).allocate(Entry, { key, value })
          expect(snapshot(entry)).toEqual({ key, value })
        }
        const entry = arena.allocate(Entry, { key, value })
        expect([entry.key, entry.value]).toEqual([key, value])
        const copy = bufferMemory(new ArrayBuffer(4096)).allocate(Entry, entry)
        expect(copy.toJSON()).toEqual({ key, value })
      }),
    )
  })

  it('L-16: is written from a pointer or an address too', () => {
    const memory = bufferMemory(new ArrayBuffer(256))
    const bytes = memory.allocate(array(u8, 4), [104, 105, 0, 0])
    const Link = struct('Link', { to: constPointer(array(u8, 4)) })
    const { to } = memory.allocate(Link, { to: bytes })
    expect(memory.allocate(Entry, { key: addressOf(bytes), value: to }).toJSON()).toEqual({
      key: 'hi',
      value: 'hi',
    })
    const abroad = bufferMemory(new ArrayBuffer(256))
    expect(refusal(() => abroad.allocate(Entry, { key: to, value: null }))).toMatchObject({
      code: 'ABI-V001',
      rule: 'L-10',
      path: 'Entry.key',
    })
  })

  it.each([
    ['a\0b', 'ABI-V001'],
    ['\udc00', 'ABI-V001'],
    [5n, 'ABI-V001'],
    [{}, 'ABI-V001'],
    [undefined, 'ABI-V001'],
    [-1, 'ABI-V001'],
    [1.5, 'ABI-V001'],
    [null, 'ABI-M001'],
    [0, 'ABI-M001'],
  ])('L-16: refuses %o', (value, code) => {
    const entry = bufferMemory(new ArrayBuffer(256)).allocate(Entry, { key: 'before', value: null })
    expect(refusal(() => (entry.key = value as string))).toMatchObject({ code, path: 'Entry.key' })
    expect(entry.key).toBe('before')
  })

  it('L-16: refuses null where it is not allowed, and reads it where it is', () => {
    const entry = bufferMemory(new ArrayBuffer(64)).at(Entry, 16)
    expect(entry.value).toBeNull()
    expect(refusal(() => entry.key)).toMatchObject({ code: 'ABI-M001', path: 'Entry.key' })
  })

  it('L-16: refuses text that nobody would keep', () => {
    using arena = new NativeArena()
    const borrowed = native.at(Entry, addressOf(arena.allocate(Entry, { key: 'a', value: 'b' })))
    expect(refusal(() => (borrowed.key = 'other'))).toMatchObject({ code: 'ABI-V004', rule: 'L-16' })
    borrowed.value = null
    expect(borrowed.toJSON()).toEqual({ key: 'a', value: null })
  })

  it('L-16: refuses text without an end, and bytes that are not UTF-8', () => {
    const memory = bufferMemory(new Uint8Array(6000).fill(97).buffer)
    memory.view.setBigUint64(8, 100n, true)
    expect(refusal(() => memory.at(Entry, 8).key)).toMatchObject({
      code: 'ABI-V005',
      rule: 'L-16',
      path: 'Entry.key',
      found: 'none in the 5900 bytes up to the end of the memory',
    })
    memory.view.setUint8(5999, 0)
    expect(memory.at(Entry, 8).key).toBe('a'.repeat(5899))
    memory.view.setUint8(200, 0xff)
    expect(refusal(() => memory.at(Entry, 8).key).code).toBe('ABI-V005')
    memory.view.setBigUint64(8, 7000n, true)
    expect(refusal(() => memory.at(Entry, 8).key).code).toBe('ABI-M005')
  })

  it('L-16: asks for one page after the other, and for none behind the end', () => {
    const asked: number[] = []
    const pages = [0, 1, 2].map((index) => new DataView(new Uint8Array(4096).fill(98 + index).buffer))
    pages[1]!.setUint8(4095, 0)
    const space = {
      ...bufferMemory(new ArrayBuffer(16)),
      target: targets['x86_64-linux'],
      memoryAt(address: number, byteLength: number): Memory {
        asked.push(address)
        const index = Math.floor(address / 4096) - 1
        if (byteLength > 1) {
          const both = new Uint8Array(
            [...pages.slice(0, 2)].flatMap((page) => [...new Uint8Array(page.buffer)]),
          )
          return { view: new DataView(both.buffer), base: 4096 as never, space: this as never }
        }
        return { view: pages[index]!, base: ((index + 1) * 4096) as never, space: this as never }
      },
    } as unknown as AddressSpace
    expect(readCString(space, 4096 + 4000)).toBe('b'.repeat(96) + 'c'.repeat(4095))
    expect(asked).toEqual([8096, 8096, 8192, 8096])
  })

  it('L-16: passes on what is wrong with the address itself', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    expect(refusal(() => readCString(memory, 64))).toBeInstanceOf(MemoryError)
    expect(refusal(() => readCString(memory, 0)).code).toBe('ABI-M001')
  })
})
