import {
  hostTarget,
  layoutOf,
  targets,
  usize,
  wchar_t,
  c_char,
  c_long,
  i128,
  i64,
  struct,
  u8,
  type Target,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { targetOfMachine } from '../../src/layout/target.js'
import { refusal } from '../support/refusal.js'

describe('targets', () => {
  it.each(Object.entries(targets))('L-1: %s is frozen and goes by its key', (name, target) => {
    expect(target.name).toBe(name)
    expect(target.triple).not.toBe('')
    expect(Object.isFrozen(target)).toBe(true)
  })

  it.each<[keyof typeof targets, number, number, number, number, number]>([
    ['x86_64-linux', 8, 16, 8, 4, 16],
    ['aarch64-linux', 8, 16, 8, 4, 16],
    ['i686-linux', 4, 12, 4, 4, 16],
    ['armv7-linux', 4, 16, 4, 4, 8],
    ['riscv64-linux', 8, 16, 8, 4, 16],
    ['s390x-linux', 8, 16, 8, 4, 8],
    ['powerpc64le-linux', 8, 16, 8, 4, 16],
    ['wasm32', 4, 16, 4, 4, 16],
    ['x86_64-windows-msvc', 8, 16, 4, 2, 16],
    ['i686-windows-msvc', 4, 16, 4, 2, 16],
    ['aarch64-windows-msvc', 8, 16, 4, 2, 16],
    ['x86_64-windows-gnu', 8, 16, 4, 2, 16],
    ['i686-windows-gnu', 4, 16, 4, 2, 16],
    ['x86_64-macos', 8, 16, 8, 4, 16],
    ['aarch64-macos', 8, 16, 8, 4, 16],
  ])('L-1: what the types of %s measure', (name, word, wide, long, wideChar, int128Alignment) => {
    const target: Target = targets[name]
    expect(layoutOf(usize, target)).toEqual({ size: word, alignment: word })
    expect(layoutOf(struct('Wide', { tag: u8, value: i64 }), target).size).toBe(wide)
    expect(layoutOf(c_long, target).size).toBe(long)
    expect(layoutOf(wchar_t, target).size).toBe(wideChar)
    expect(layoutOf(c_char, target).size).toBe(1)
    expect(layoutOf(i128, target)).toEqual({ size: 16, alignment: int128Alignment })
  })
})

describe('hostTarget', () => {
  it('L-1: is the entry of this machine', () => {
    const names: Record<string, keyof typeof targets> = { x64: 'x86_64-linux', arm64: 'aarch64-linux' }
    expect(hostTarget()).toBe(targets[names[process.arch]!])
    expect(hostTarget()).toBe(hostTarget())
  })

  it.each([
    ['x64', 'linux', 'little', 'x86_64-linux'],
    ['arm64', 'linux', 'little', 'aarch64-linux'],
    ['ia32', 'linux', 'little', 'i686-linux'],
    ['arm', 'linux', 'little', 'armv7-linux'],
    ['riscv64', 'linux', 'little', 'riscv64-linux'],
    ['s390x', 'linux', 'big', 's390x-linux'],
    ['ppc64', 'linux', 'little', 'powerpc64le-linux'],
    ['x64', 'win32', 'little', 'x86_64-windows-msvc'],
    ['ia32', 'win32', 'little', 'i686-windows-msvc'],
    ['arm64', 'win32', 'little', 'aarch64-windows-msvc'],
    ['x64', 'darwin', 'little', 'x86_64-macos'],
    ['arm64', 'darwin', 'little', 'aarch64-macos'],
  ] as const)('L-1: a %s machine with %s, %s-endian, is %s', (arch, platform, byteOrder, name) => {
    expect(targetOfMachine({ arch, platform, byteOrder })).toBe(targets[name])
  })

  it.each([
    ['mips', 'linux', 'big'],
    ['ppc64', 'linux', 'big'],
    ['x64', 'sunos', 'little'],
  ] as const)('L-1: refuses a %s machine with %s, %s-endian', (arch, platform, byteOrder) => {
    expect(refusal(() => targetOfMachine({ arch, platform, byteOrder }))).toMatchObject({
      code: 'ABI-L003',
      found: expect.stringContaining(
        `${arch === 'ppc64' ? 'powerpc64le' : arch === 'x64' ? 'x86_64' : arch}-`,
      ),
    })
  })
})
