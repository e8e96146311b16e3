import * as abiding from 'abiding'
import { bufferMemory, layoutOf, struct, targets, type AnyType, type Target } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const { c_char, c_long, c_longlong, c_size_t, c_ulong, wchar_t } = abiding
const names = Object.keys(abiding).filter((name) => name.startsWith('c_') || name === 'wchar_t')

describe('the types of C', () => {
  it('L-37: are named after themselves', () => {
    expect(names).toHaveLength(17)
    for (const name of names) {
      const type = abiding[name as keyof typeof abiding] as AnyType
      expect([type.name, type.kind, type.schema()]).toEqual([name, name, name])
    }
  })

  const One = struct('One', {
    letter: c_char,
    length: c_long,
    ulong: c_ulong,
    big: c_longlong,
    wide: wchar_t,
    size: c_size_t,
  })
  const extremes = (target: Target): Record<string, unknown> => {
    const space = bufferMemory(new ArrayBuffer(256), target)
    new Uint8Array(space.view.buffer).fill(0xff)
    // A size of all ones is no number.
    space.view.setUint32(layoutOf(One, target).fields[5]!.offset, 0)
    space.view.setUint32(layoutOf(One, target).fields[5]!.offset + target.pointerSize - 4, 0)
    return space.at(One, 0).toJSON() as Record<string, unknown>
  }

  it.each<[keyof typeof targets, Record<string, unknown>]>([
    [
      'x86_64-linux',
      { letter: -1, length: '-1', ulong: String(2n ** 64n - 1n), big: '-1', wide: -1, size: 0 },
    ],
    [
      'aarch64-linux',
      { letter: 255, length: '-1', ulong: String(2n ** 64n - 1n), big: '-1', wide: 2 ** 32 - 1, size: 0 },
    ],
    [
      'x86_64-windows-msvc',
      { letter: -1, length: '-1', ulong: String(2n ** 32n - 1n), big: '-1', wide: 65535, size: 0 },
    ],
    [
      'armv7-linux',
      { letter: 255, length: '-1', ulong: String(2n ** 32n - 1n), big: '-1', wide: 2 ** 32 - 1, size: 0 },
    ],
  ])('L-37: have the width and the sign of %s', (name, expected) => {
    expect(extremes(targets[name])).toEqual(expected)
  })

  it('L-37: long is a bigint of the range of the target', () => {
    const Long = struct('Long', { value: c_long })
    const narrow = bufferMemory(new ArrayBuffer(64), targets.wasm32).at(Long, 0)
    narrow.value = -(2n ** 31n)
    expect(narrow.value).toBe(-(2n ** 31n))
    expect(refusal(() => (narrow.value = 2n ** 31n))).toMatchObject({ code: 'ABI-V002', path: 'Long.value' })
    expect(refusal(() => (narrow.value = 1 as never))).toMatchObject({ code: 'ABI-V001' })
    const wide = bufferMemory(new ArrayBuffer(64), targets['x86_64-linux']).at(Long, 0)
    wide.value = 2n ** 31n
    expect(wide.value).toBe(2n ** 31n)
  })
})
