// Instances of which nothing is known but where they lie.
import {
  array,
  bufferMemory,
  c_int,
  exportFunction,
  fn,
  hasField,
  implement,
  missing,
  native,
  NativeArena,
  nullable,
  prefixType,
  RStr,
  safeRead,
  sizeField,
  targets,
  u32,
  u64,
  u8,
  versionField,
  viewPrefix,
  since,
} from 'abiding'
import { afterAll, describe, expect, it } from 'vitest'
import { beforeGuardPage } from '../../support/guard-page.js'
import { refusal } from '../../support/refusal.js'

const Call = fn({ value: u32 }, u32)
const Methods = prefixType('Methods', {
  presence: versionField('iVersion', { 1: 'open', 2: 'close', 3: 'name' }),
  prefix: { iVersion: c_int, open: Call },
  lastPrefixField: 'open',
  suffix: { sync: nullable(Call), close: missing.panic(Call), name: RStr },
})
const twice = exportFunction(Call, (value) => value * 2)
const arena = new NativeArena()
afterAll(() => {
  twice[Symbol.dispose]()
  arena[Symbol.dispose]()
})

function bytesOfWords(words: readonly (number | bigint)[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(words.map(BigInt)).buffer)
}
function place(words: readonly (number | bigint)[]): number {
  const bytes = bytesOfWords(words)
  const { memory, offset } = arena.allocateBytes(bytes.length, 16)
  new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, bytes.length).set(bytes)
  return memory.base! + offset
}

describe('an instance of somebody else', () => {
  it('R-5: is read as far as its fields reach, and no byte further', () => {
    const words = [1n, twice.address, 0, twice.address, 1, 0]
    const rungs = [2, 4, 6].map((count, index) => {
      const content = bytesOfWords([index + 1, ...words.slice(1, count)])
      const { address } = beforeGuardPage(content)
      expect(refusal(() => safeRead(address, content.length + 1)).code).toBe('ABI-M003')
      const methods = viewPrefix(Methods, address)
      return [methods.open(4), methods.sync, hasField(methods, 'close'), methods.name]
    })
    expect(rungs).toEqual([
      [8, undefined, false, undefined],
      [8, null, true, undefined],
      [8, null, true, ''],
    ])
  })

  it('R-5: that says more than is mapped is refused', () => {
    const { address, bytes } = beforeGuardPage(bytesOfWords([1, twice.address]))
    expect(viewPrefix(Methods, address).open(1)).toBe(2)
    for (const version of [2, 3, 100]) {
      bytes[0] = version
      expect(refusal(() => viewPrefix(Methods, address, { path: 'library → methods' }))).toMatchObject({
        code: 'ABI-M003',
        path: 'library → methods',
      })
    }
    const { address: end } = beforeGuardPage(new Uint8Array(2))
    expect(refusal(() => viewPrefix(Methods, end + 2))).toMatchObject({ code: 'ABI-M003' })
  })

  it('R-5: is refused at null, at impossible, unmapped and misaligned addresses', () => {
    expect(refusal(() => viewPrefix(Methods, 0))).toMatchObject({ code: 'ABI-M001', path: 'Methods' })
    expect(refusal(() => viewPrefix(Methods, 0x10000))).toMatchObject({ code: 'ABI-M003' })
    expect(refusal(() => viewPrefix(Methods, 2 ** 60))).toMatchObject({ code: 'ABI-M002' })
    expect(refusal(() => viewPrefix(Methods, place([1, 0]) + 4))).toMatchObject({
      code: 'ABI-P005',
      expected: 'a multiple of 8',
    })
    for (const where of [undefined, null, '1', -8, Number.NaN])
      expect(refusal(() => viewPrefix(Methods, where as never)).code).toMatch(/^ABI-(M00[12]|P005)$/)
  })

  it('R-5, P-6: has functions that are code, and null only where it may be', () => {
    expect(refusal(() => viewPrefix(Methods, place([1, 0])))).toMatchObject({
      code: 'ABI-C002',
      path: 'Methods.open',
    })
    const inData = place([0])
    expect(refusal(() => viewPrefix(Methods, place([2, twice.address, 0, inData])))).toMatchObject({
      code: 'ABI-C003',
      path: 'Methods.close',
    })
    // What is not there is not looked at.
    expect(viewPrefix(Methods, place([1, twice.address, 1, inData])).sync).toBeUndefined()
  })

  it('R-5: has null in the place of functions where the caller asks for it', () => {
    const address = place([2, 0, 0, 0])
    const methods = viewPrefix(Methods, address, { nullFunctions: 'null' })
    expect([methods.open, methods.sync, methods.close]).toEqual([null, null, null])
    expect(hasField(methods, 'close')).toBe(true)
    expect(refusal(() => viewPrefix(Methods, address, { nullFunctions: 'refuse' })).code).toBe('ABI-C002')
    expect(refusal(() => viewPrefix(Methods, address, { nullFunctions: 'maybe' as never }))).toMatchObject({
      code: 'ABI-V001',
      rule: 'R-5',
    })
  })

  it('R-5, P-8: says once what it has; data is read each time', () => {
    const Info = prefixType('Info', {
      presence: sizeField('size'),
      prefix: { size: u64, count: u64 },
      lastPrefixField: 'count',
      suffix: { more: u64, call: nullable(Call) },
    })
    const address = place([32, 1, 2, twice.address])
    const info = viewPrefix(Info, address)
    const words = native.unsafeAt(array(u64, 4), address)
    ;[16n, 5n, 6n, 0n].forEach((word, index) => words.set(index, word))
    expect([info.size, info.count, info.more, info.call?.(4)]).toEqual([16n, 5n, 6n, 8])
    expect(viewPrefix(Info, address).more).toBeUndefined()
  })

  it('R-5: with a mask is seen too, though nobody says of which version it is', () => {
    const Mod = prefixType('Mod', {
      version: '1.1.0',
      prefix: { a: u32 },
      lastPrefixField: 'a',
      suffix: { b: since('1.1.0', missing.panic(u32)) },
    })
    using old = implement(Mod.upTo('1.0.0'), { a: 7 })
    const view = viewPrefix(Mod, old.address)
    expect(view.a).toBe(7)
    expect(refusal(() => view.b)).toMatchObject({ code: 'ABI-P004', found: /unknown version/ })
    // Bits of newer fields cannot be told from wrong ones.
    expect(viewPrefix(Mod, place([2n ** 64n - 1n, 0, 3])).a).toBe(3)
    expect(refusal(() => viewPrefix(Mod, place([2, 0, 3])))).toMatchObject({ code: 'ABI-P005' })
  })
})

describe('an instance in another memory', () => {
  const Data = prefixType('Data', {
    presence: versionField('age', { 0: 'size', 2: 'late' }),
    prefix: { age: u32, size: u64 },
    lastPrefixField: 'size',
    suffix: { flag: u8, late: u8 },
  })

  it.each([
    ['little', targets['x86_64-linux'], true],
    ['big', targets['s390x-linux'], false],
  ])('R-5: is read by the layouts of that memory, %s-endian', (_, target, littleEndian) => {
    const memory = bufferMemory(new ArrayBuffer(64), target)
    memory.view.setUint32(32, 2, littleEndian)
    memory.view.setBigUint64(40, 77n, littleEndian)
    memory.view.setUint8(49, 5)
    const data = viewPrefix(Data, { memory, offset: 32 })
    expect([data.age, data.size, data.flag, data.late]).toEqual([2, 77n, 0, 5])
  })

  it('R-5: must end within it', () => {
    const memory = bufferMemory(new ArrayBuffer(34))
    expect(viewPrefix(Data, { memory, offset: 16 }).flag).toBeUndefined()
    memory.view.setUint32(16, 1, true)
    expect(viewPrefix(Data, { memory, offset: 16 }).late).toBeUndefined()
    memory.view.setUint32(16, 2, true)
    expect(viewPrefix(Data, { memory, offset: 16 }).late).toBe(0)
    const short = bufferMemory(new ArrayBuffer(33))
    short.view.setUint32(16, 2, true)
    expect(refusal(() => viewPrefix(Data, { memory: short, offset: 16 }))).toMatchObject({
      code: 'ABI-M005',
      rule: 'R-5',
      path: 'Data',
    })
    for (const offset of [32, 40, -8, 2 ** 40])
      expect(refusal(() => viewPrefix(Data, { memory: short, offset })).code).toBe('ABI-M005')
    expect(refusal(() => viewPrefix(Data, { memory: short, offset: 4 })).code).toBe('ABI-P005')
  })

  it('R-5: has no functions', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    memory.view.setUint32(16, 1, true)
    memory.view.setUint32(24, 4096, true)
    expect(refusal(() => viewPrefix(Methods, { memory, offset: 16 })).code).toBe('ABI-C004')
  })
})
