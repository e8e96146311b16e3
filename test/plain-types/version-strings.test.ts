import {
  isCompatibleVersion,
  isLooselyCompatibleVersion,
  layoutOf,
  NativeArena,
  parseVersionNumber,
  struct,
  VersionNumber,
  VersionStrings,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const version = parseVersionNumber

describe('versions', () => {
  it('T-38: are texts, or three numbers', () => {
    expect(layoutOf(VersionStrings)).toMatchObject({ size: 16, alignment: 8 })
    expect(layoutOf(VersionNumber)).toMatchObject({ size: 12, alignment: 4 })
    using arena = new NativeArena()
    const Info = struct('VersionInfo', { text: VersionStrings, numbers: VersionNumber })
    const info = arena.allocate(Info, { text: '1.2.3', numbers: version('4.5.6') })
    expect(info.text).toBe('1.2.3')
    expect(info.numbers.toJSON()).toEqual({ major: 4, minor: 5, patch: 6 })
  })

  it.each([
    ['1.2.3', 1, 2, 3],
    ['0.11', 0, 11, 0],
    ['1.2.', 1, 2, 0],
    ['1.2.x7y8', 1, 2, 7],
    ['1.2.3.4', 1, 2, 3],
    ['+1.02.3-rc.9', 1, 2, 3],
    ['4294967295.0.4294967295', 4294967295, 0, 4294967295],
  ])('T-38: %s is read', (text, major, minor, patch) => {
    expect(version(text)).toEqual({ major, minor, patch })
  })

  it.each([
    ['', 'major'],
    ['x.1.2', 'major'],
    ['-1.1.2', 'major'],
    ['1', 'minor'],
    ['1.2x.3', 'minor'],
    ['1. 2.3', 'minor'],
    ['4294967296.0.0', 'major'],
    ['1.2.4294967296', 'patch'],
  ])('T-38: %s is refused', (text, part) => {
    expect(refusal(() => version(text))).toMatchObject({ code: 'ABI-U012', path: `version → ${part}` })
  })

  it('T-38: anything but a text is refused', () => {
    expect(refusal(() => version(12 as never))).toMatchObject({ code: 'ABI-U012' })
  })

  it.each([
    ['0.2.3', '0.2.4', true, true],
    ['0.2.4', '0.2.3', false, true],
    ['0.2.3', '0.3.0', false, false],
    ['1.2.3', '1.2.0', true, true],
    ['1.2.3', '1.3.0', true, true],
    ['1.3.0', '1.2.9', false, true],
    ['1.2.3', '2.2.3', false, false],
    ['0.2.3', '1.2.3', false, false],
  ])('T-38: %s and %s', (user, library, isCompatible, isLoosely) => {
    expect(isCompatibleVersion(version(user), version(library))).toBe(isCompatible)
    expect(isLooselyCompatibleVersion(version(user), version(library))).toBe(isLoosely)
    expect(isLooselyCompatibleVersion(version(library), version(user))).toBe(isLoosely)
  })
})
