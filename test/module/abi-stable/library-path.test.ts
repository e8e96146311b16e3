import { join } from 'node:path'
import { abiStableLibraryPath } from 'abiding'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { refusal } from '../../support/refusal.js'

afterEach(() => vi.unstubAllGlobals())

describe('the file of a plugin', () => {
  it.each([
    ['linux', 'libgreeter.so'],
    ['freebsd', 'libgreeter.so'],
    ['darwin', 'libgreeter.dylib'],
    ['win32', 'greeter.dll'],
  ])('A-12: is called on %s %s', (platform, file) => {
    vi.stubGlobal('process', { ...process, platform })
    expect(abiStableLibraryPath('plugins', 'greeter')).toBe(join('plugins', file))
  })

  it('A-12: its name is taken as it is', () => {
    if (process.platform !== 'linux') return
    expect(abiStableLibraryPath('', 'a b-c')).toBe('liba b-c.so')
    expect(abiStableLibraryPath('/opt/plugins/', 'x')).toBe('/opt/plugins/libx.so')
  })

  it.each([undefined, null, 5, '', 'a/b', 'a\\b', '../a', 'a\0b'])('A-12: %j is no name', (name) => {
    expect(refusal(() => abiStableLibraryPath('plugins', name as string))).toMatchObject({
      code: 'ABI-F001',
      rule: 'A-12',
    })
  })

  it.each([undefined, 5, 'a\0b'])('A-12: %j is no folder', (folder) => {
    expect(refusal(() => abiStableLibraryPath(folder as string, 'greeter'))).toMatchObject({
      code: 'ABI-F001',
    })
  })
})
