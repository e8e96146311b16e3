import { u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import {
  DeclaredComparison,
  type DeclaredPair,
} from '../../../../src/module/abi-stable/type-layout/declared-comparison.js'

describe('a comparison with a declaration', () => {
  it('A-25: tells of every place where another type stands, and once of what is different inside', () => {
    const found = { name: 'u64' } as DeclaredPair['found']
    const comparison = new DeclaredComparison(
      {},
      {
        types({ type, place }, running) {
          if (!running.isNew(type, found, place)) return
          running.report('Name', 'A-33', place, 'u32', 'u64')
          running.report('Size', 'A-36', place, 4, 8)
        },
        prefixTypes: () => undefined,
      },
    )
    const differences = comparison.run(() => {
      for (const path of ['add → param one', 'add → param two'])
        comparison.types({ type: u32, found, place: { path } })
    })
    expect(differences.map(({ kind, path }) => [kind, path])).toEqual([
      ['Name', 'add → param one'],
      ['Size', 'add → param one'],
      ['Name', 'add → param two'],
    ])
  })
})
