// Whether a plugin passes arguments as this side does.
import { ModuleError } from 'abiding'
import { describe, expect, it } from 'vitest'
import { checkCAbi } from '../../../src/module/abi-stable/check-c-abi.js'
import { loadFromLibrary } from '../../../src/module/abi-stable/load-abi-stable-module.js'
import { readLibHeader } from '../../../src/module/abi-stable/read-lib-header.js'
import { Lamp, makeHeader, testingFunctions, viewAt } from '../../support/abi-stable-header.js'
import { refusal } from '../../support/refusal.js'

const numbers = new Set(['take_pair_a', 'take_pair_b'])
const none = undefined
const structs: Readonly<Record<string, object>> = {
  ret_pair_a: { first: 1, second: none },
  ret_pair_b: { first: none, second: 1 },
  ret_triple_a: { first: none, second: 1, third: 1 },
  ret_triple_b: { first: 1, second: none, third: 1 },
  ret_triple_c: { first: 1, second: 1, third: none },
  ret_2_pairs_a: { first: { first: none, second: 1 }, second: { first: none, second: 1 } },
  ret_2_pairs_b: { first: { first: 1, second: none }, second: { first: 1, second: none } },
}

describe('the test functions of a plugin', () => {
  it.each(Object.keys(testingFunctions))('A-4: %s that gives something else is told', (name) => {
    const wrong = structs[name] ?? (numbers.has(name) ? 1 : 1n)
    const { library } = makeHeader({ testing: { [name]: () => wrong } })
    const error = refusal(() => loadFromLibrary(library, Lamp))
    expect(error).toBeInstanceOf(ModuleError)
    expect(error).toMatchObject({ code: 'ABI-A004', rule: 'A-4', path: library.path })
    expect(error.expected).toContain(name)
    expect(error.expected!.split(/, (?=[a-z])/)).toHaveLength(1)
    expect(error.found).toBe(`${name} ${typeof wrong === 'object' ? JSON.stringify(wrong) : wrong}`)
  })

  it('A-4: all that give something else are told', () => {
    const { library } = makeHeader({ testing: { take_pair_a: () => 7, mixed_units: () => 8n } })
    expect(refusal(() => loadFromLibrary(library, Lamp))).toMatchObject({
      expected: `take_pair_a 5, mixed_units ${0x7_0008_0009_000an}`,
      found: 'take_pair_a 7, mixed_units 8',
    })
  })

  it('A-4: that are null or no code are refused before one is called', () => {
    const called: string[] = []
    const { library } = makeHeader({
      testing: {
        take_pair_a: () => {
          called.push('take_pair_a')
          return 5
        },
      },
    })
    const table = readLibHeader(library).testingFunctions
    const words = viewAt(table, 15 * 8)
    const last = words.getBigUint64(14 * 8, true)
    for (const [value, expected] of [
      [0n, { code: 'ABI-C002' }],
      [0x1_0000n, { code: 'ABI-C003' }],
      [BigInt(table), { code: 'ABI-C003' }],
      [1n << 48n, { code: 'ABI-M002' }],
      [1n << 63n, { code: 'ABI-V005' }],
    ] as const) {
      words.setBigUint64(14 * 8, value, true)
      expect(refusal(() => checkCAbi('lamp.so', table))).toMatchObject(expected)
    }
    expect(called).toEqual([])
    words.setBigUint64(14 * 8, last, true)
    checkCAbi('lamp.so', table)
    expect(called).toEqual(['take_pair_a'])
  })
})
