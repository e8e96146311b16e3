import type { AbidingError } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPluginVersion, parseVersion } from '../../../src/module/abi-stable/plugin-version.js'
import { refusal } from '../../support/refusal.js'

describe('the version of a plugin', () => {
  it.each<[text: string, numbers: readonly [number, number, number]]>([
    ['1.2.3', [1, 2, 3]],
    ['0.3.7', [0, 3, 7]],
    ['1.2', [1, 2, 0]],
    ['1.2.', [1, 2, 0]],
    ['1.2.alpha', [1, 2, 0]],
    ['1.2.3-rc.4', [1, 2, 3]],
    ['1.2.rc4.5', [1, 2, 4]],
    ['1.2.3.4', [1, 2, 3]],
    ['+1.02.003', [1, 2, 3]],
    ['4294967295.0.4294967295', [4294967295, 0, 4294967295]],
  ])('A-5: %s is read as %j', (text, [major, minor, patch]) => {
    expect(parseVersion('p.so', text)).toEqual({ major, minor, patch })
  })

  it.each([
    '',
    '1',
    '.',
    '1.',
    '.1',
    'a.b.c',
    '1.x.3',
    '-1.0.0',
    '1.-1.0',
    ' 1.0.0',
    '1 .0',
    '4294967296.0.0',
  ])('A-5: %j is none', (text) => {
    expect(refusal(() => parseVersion('p.so', text))).toMatchObject({
      code: 'ABI-A005',
      rule: 'A-5',
      path: 'p.so',
      found: JSON.stringify(text),
    })
  })

  it('A-5: a patch that is no number of 32 bits is none', () => {
    expect(refusal(() => parseVersion('p.so', '1.2.4294967296'))).toMatchObject({ code: 'ABI-A005' })
  })

  it.each<[host: string, plugin: string, fits: boolean]>([
    ['1.1.0', '1.1.0', true],
    ['1.1.0', '1.0.0', true],
    ['1.1.0', '1.9.3', true],
    ['1.1.0', '2.0.0', false],
    ['2.0.0', '1.9.9', false],
    ['1.0.0', '0.9.0', false],
    ['0.2.0', '0.2.9', true],
    ['0.2.9', '0.2.0', true],
    ['0.2.0', '0.3.0', true],
    ['0.3.0', '0.2.0', false],
  ])('A-5: a host of %s and a plugin of %s: %s', (host, plugin, fits) => {
    const check = (): void => checkPluginVersion('p.so', host, plugin)
    if (fits) return check()
    expect(refusal(check)).toMatchObject({
      code: 'ABI-A006',
      rule: 'A-5',
      path: 'p.so',
      found: `version ${plugin}`,
    })
  })

  it('A-5: any text is read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const { major, minor, patch } = parseVersion('p.so', text)
          for (const number of [major, minor, patch]) expect(number).toBe(number >>> 0)
        } catch (error) {
          expect((error as AbidingError).code).toBe('ABI-A005')
        }
      }),
    )
  })
})
