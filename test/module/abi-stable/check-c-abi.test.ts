// Whether a plugin passes arguments as this side does.
import {
  describeCall,
  layoutOf,
  ModuleError,
  native,
  targets,
  type FunctionType,
  type StructType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { CAbiTestingFns } from '../../../src/module/abi-stable/c-abi-testing-fns.js'
import { checkCAbi, probes } from '../../../src/module/abi-stable/check-c-abi.js'
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

describe('what is called', () => {
  const fields = layoutOf(CAbiTestingFns).fields
  const sizes: Readonly<Record<string, number>> = { u16: 2, u32: 4, u64: 8 }

  it('A-4: is every test function', () => {
    expect(probes.map(({ name }) => name).sort()).toEqual(fields.map(({ name }) => name).sort())
  })

  describe.each(['x86_64-linux', 'aarch64-linux', 'aarch64-macos', 'x86_64-windows-msvc'] as const)(
    'on %s',
    (name) => {
      it.each(probes)('A-4: $name has its values in the registers that its declaration says', (probe) => {
        const type = fields.find((field) => field.name === probe.name)!.type as FunctionType
        const { parameters, returns } = describeCall(type, targets[name])
        const values = [...parameters, returns]
        const scalars = [...probe.signature.parameters, probe.signature.returns]
        expect(values).toHaveLength(scalars.length)
        values.forEach(({ how, pieces, disagreement }, index) => {
          expect({ how, disagreement }).toEqual({ how: 'value', disagreement: undefined })
          // The units beside the numbers have no bytes, so that the numbers of a struct are side by side.
          expect(pieces).toMatchObject([
            { offset: 0, size: sizes[scalars[index]!], place: { kind: 'general' } },
          ])
        })
      })
    },
  )

  it('A-4: says the same when it is called as it is declared', () => {
    const { library } = makeHeader()
    const address = readLibHeader(library).testingFunctions
    const functions = native.at(CAbiTestingFns, address) as unknown as Record<
      string,
      (...values: unknown[]) => unknown
    >
    for (const { name, signature, values, gives, spell } of probes) {
      const { parameters } = fields.find((field) => field.name === name)!.type as FunctionType
      const declared = parameters.map(({ type }, index) => {
        const value = signature.parameters[index]! === 'u64' ? values[index]! : Number(values[index])
        const parts = type.kind === 'struct' ? layoutOf(type as StructType).fields : []
        const numbers = [Number(value) & 0xffff, Number(value) >>> 16]
        if (parts.length === 0) return value
        return Object.fromEntries(parts.map((part) => [part.name, part.size === 0 ? none : numbers.shift()]))
      })
      const result = functions[name]!(...declared)
      if (spell === undefined) expect(BigInt(result as number)).toBe(gives)
      else
        expect(JSON.parse(JSON.stringify(result, (_key, part: unknown) => part ?? undefined))).toEqual(
          spell(Number(gives & 0xffffn), Number(gives >> 16n)),
        )
    }
  })
})

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
