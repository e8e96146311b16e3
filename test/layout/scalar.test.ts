import { bufferMemory, hostTarget } from 'abiding'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/layout/accessor/code-generation.js'
import { codecOf } from '../../src/layout/layout.js'
import { refuser, spellC } from '../../src/layout/scalar.js'
import { scalarNames } from '../support/model.js'
import { scalars } from '../support/declare.js'
import { refusal } from '../support/refusal.js'

describe.each(scalarNames)('the scalar %s', (name) => {
  const type = scalars[name]

  it('S-2: stands in a schema by its name', () => {
    expect(type.schema()).toBe(name)
    expect(type.mentions()).toEqual([])
    expect(type.definition).toBeUndefined()
  })

  it('L-5: consists of itself', () => {
    const { size } = codecOf(type, hostTarget())
    expect(type.leaves(hostTarget())).toEqual([
      { offset: 0, size, scalar: name === 'usize' ? 'address' : name },
    ])
  })

  it('K-1: checks arguments as it checks fields', () => {
    const codec = codecOf(type, hostTarget())
    const memory = bufferMemory(new ArrayBuffer(16))
    const { passing } = type
    if (passing.kind !== 'scalar') throw new Error('a scalar is passed as a scalar')
    const accepts = passing.accepts!
    const inGenerated = compile(`return (value) => ${accepts('value')}`, {}) as (value: unknown) => boolean
    const some = [
      0,
      -0,
      1,
      -1,
      255,
      256,
      2 ** 31,
      2 ** 53,
      1.5,
      NaN,
      0n,
      -1n,
      2n ** 63n,
      2n ** 64n,
      true,
      '',
      null,
      {},
    ]
    for (const value of some) {
      const codes = [
        () => codec.set(memory, 0, value, 'it'),
        () => passing.toNative(value, 'it', memory),
      ].map(codeOf)
      expect(codes[1]).toBe(codes[0])
      expect(inGenerated(value)).toBe(codes[0] === undefined)
    }
  })
})

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

describe('refuser', () => {
  it('L-3: tells a wrong type from a value out of range', () => {
    const refuse = refuser('u8', 'a whole number from 0 to 255', 'number')
    expect(refusal(() => refuse(256, 'S.a'))).toMatchObject({
      code: 'ABI-V002',
      path: 'S.a',
      found: 'the number 256',
    })
    expect(refusal(() => refuse('1', 'S.a'))).toMatchObject({ code: 'ABI-V001', found: 'the string "1"' })
  })
})

describe('spellC', () => {
  it('L-2: spells a type around a declarator', () => {
    expect(spellC('Point', '')).toBe('Point')
    expect(spellC('Point', 'p', true)).toBe('const Point p')
  })
})
