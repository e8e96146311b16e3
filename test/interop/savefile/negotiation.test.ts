// What this side finds in pairs of schemas and definitions, and what the crates themselves find in them.
import type { Schema, TraitDefinition } from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareOwnedObjects } from '../../../src/connection/negotiation/compare-owned-objects.js'
import { comparePassing } from '../../../src/connection/negotiation/compare-passing.js'
import { compareParameterCount, compareSchemas } from '../../../src/connection/negotiation/compare-schemas.js'
import { Comparison } from '../../../src/connection/negotiation/comparison.js'
import { layoutCompatible } from '../../../src/connection/negotiation/layout-compatible.js'
import {
  changeDefinition,
  changeNames,
  changes,
  changeSchema,
  definitions,
  schemas,
} from '../../support/schema-arbitraries.js'
import { hasCargo, rust, type Verdict } from './rust-judge.js'

function ours(compare: (comparison: Comparison) => void): Verdict {
  const comparison = new Comparison()
  compare(comparison)
  return comparison.problems.length === 0 ? 'fits' : 'differs'
}

/** Two schemas: one and itself, one and what a change makes of it, or two at random. */
const schemaPairs = (objects: boolean, futures = false): fc.Arbitrary<readonly [Schema, Schema]> => {
  const any = schemas({ objects, futures })
  return fc.oneof(
    any.map((one) => [one, one] as const),
    fc.tuple(any, any),
    fc
      .tuple(any, fc.constantFrom(...changeNames), fc.nat(), fc.boolean())
      .map(([one, name, choice, isFirst]) => {
        const other = changeSchema(one, name, choice) ?? one
        return isFirst ? ([one, other] as const) : ([other, one] as const)
      }),
  )
}

const definitionPairs = fc
  .tuple(
    definitions({ objects: true }),
    definitions({ objects: true }),
    fc.constantFrom('same', 'other', ...changeNames),
    fc.nat(),
  )
  .map(([one, other, how, choice]) => {
    if (how === 'same') return [one, one] as const
    if (how === 'other') return [one, other] as const
    return [one, changeDefinition(one, how, choice) ?? one] as const
  })

const message = ([one, other]: readonly [unknown, unknown]): string =>
  `${JSON.stringify(one)}\n${JSON.stringify(other)}\n${rust.said()}`

describe.runIf(hasCargo)('pairs that the crates judge', () => {
  it('X-38, X-39, X-40: differ where the crate says that schemas differ', () => {
    const seen = new Set<Verdict>()
    fc.assert(
      fc.property(schemaPairs(true), fc.boolean(), (pair, isResult) => {
        const verdict = rust.compare(...pair, isResult)
        seen.add(verdict)
        expect(
          ours((comparison) => compareSchemas(comparison, 'it', ...pair)),
          message(pair),
        ).toBe(verdict)
      }),
      { numRuns: 400 },
    )
    expect([...seen].sort()).toEqual(['differs', 'fits'])
  })

  it('X-40: futures in results, too; elsewhere the crate panics, and this side does not', () => {
    const seen = new Set<Verdict>()
    fc.assert(
      fc.property(schemaPairs(true, true), (pair) => {
        const verdict = rust.compare(...pair, true)
        seen.add(verdict)
        const own = ours((comparison) => compareSchemas(comparison, 'it', ...pair))
        if (verdict !== 'panics') expect(own, message(pair)).toBe(verdict)
      }),
      { numRuns: 400 },
    )
    expect(seen).toContain('fits')
  })

  it('X-44: lie in memory in the same way where the crate says so', () => {
    const seen = new Set<Verdict>()
    fc.assert(
      fc.property(schemaPairs(true), (pair) => {
        const verdict = rust.layout(...pair)
        seen.add(verdict)
        expect(layoutCompatible(...pair) ? 'fits' : 'differs', message(pair)).toBe(verdict)
      }),
      { numRuns: 400 },
    )
    expect([...seen].sort()).toEqual(['differs', 'fits'])
  })

  it('X-41: of owned objects, and of versions of a trait', () => {
    const seen = new Set<Verdict>()
    fc.assert(
      fc.property(definitionPairs, fc.boolean(), (pair, isResult) => {
        const verdict = rust.verify(...pair, isResult)
        seen.add(verdict)
        expect(
          ours((comparison) => compareOwnedObjects(comparison, 'it', ...pair, isResult)),
          message(pair),
        ).toBe(verdict)
      }),
      { numRuns: 400 },
    )
    expect([...seen].sort()).toEqual(['differs', 'fits'])
  })

  it.each(changeNames)('X-38, X-39, X-44: known beforehand: %s', (name) => {
    const { breaks } = changes[name]!
    fc.assert(
      fc.property(schemas({ objects: name.includes('object') }), fc.nat(), (schema, choice) => {
        const changed = changeSchema(schema, name, choice)
        if (changed === undefined) return
        const before = rust.compare(schema, schema, false)
        const own = ours((comparison) => compareSchemas(comparison, 'it', changed, schema))
        expect(rust.compare(changed, schema, false), rust.said()).toBe(own)
        // Results of the methods of objects are not compared, and what is in them neither.
        if (breaks !== 'bytes') expect(own).toBe(before)
        else if (!name.includes('object')) expect(own).toBe('differs')
        if (breaks === 'memory') expect(layoutCompatible(changed, schema)).toBe(false)
      }),
    )
  })
})

/** Methods of two sides in their own versions and in the older one, as peers would describe them. */
const sides = fc
  .tuple(fc.array(schemaPairs(true), { maxLength: 3 }), schemaPairs(true), fc.boolean(), fc.boolean())
  .map(([parameters, returns, isNewer, isMissing]) => {
    const definition = (which: 0 | 1, name: string): TraitDefinition => ({
      name: 'Anything',
      methods: [
        {
          name,
          returns: returns[which],
          receiver: 'shared',
          isAsyncTrait: false,
          parameters: parameters.map((pair) => pair[which]),
        },
      ],
    })
    const caller = definition(0, 'call')
    const callee = definition(1, isMissing ? 'other' : 'call')
    return [
      { version: isNewer ? 2 : 1, native: caller, effective: caller },
      { version: isNewer ? 1 : 2, native: callee, effective: callee },
    ] as const
  })

describe.runIf(hasCargo)('connections that the crate makes', () => {
  it('X-35, X-36, X-41, X-44: are those that this side makes, with the same pointers', () => {
    const seen = new Set<boolean>()
    fc.assert(
      fc.property(sides, ([caller, callee]) => {
        const masks = rust.connect(caller, callee)
        const own = connectHere(caller.native, callee.native)
        seen.add(masks !== undefined)
        expect(own, message([caller.native, callee.native])).toEqual(masks)
      }),
      // Each agreement of the crate is for the life of the process.
      { numRuns: 240 },
    )
    expect([...seen].sort()).toEqual([false, true])
  })
})

/** What the parts of a negotiation find, for sides whose schemas do not depend on the version. */
function connectHere(caller: TraitDefinition, callee: TraitDefinition): readonly bigint[] | undefined {
  const comparison = new Comparison()
  const masks = caller.methods.map((method) => {
    const other = callee.methods.find(({ name }) => name === method.name)
    if (other === undefined) return 0n
    if (!compareParameterCount(comparison, 'it', method.parameters, other.parameters)) return 0n
    const pass = (one: Schema, two: Schema, isResult: boolean): boolean => {
      compareSchemas(comparison, 'it', one, two)
      const schemas = { callerNative: one, calleeNative: two, callerEffective: one, calleeEffective: two }
      return comparePassing(comparison, 'it', schemas, isResult)
    }
    pass(method.returns, other.returns, true)
    return method.parameters.reduce(
      (mask, one, index) => mask | (BigInt(pass(one, other.parameters[index]!, false)) << BigInt(index)),
      0n,
    )
  })
  return comparison.problems.length === 0 ? masks : undefined
}
