import { array, byteMap, layoutOf, struct, targets, u16, u32, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddTargets, structShape } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { measure } from '../support/model.js'

const anyTarget = fc.constantFrom(...Object.values(targets), ...Object.values(oddTargets))

describe('byteMap', () => {
  it('L-7: opens nested structs and shows padding at every level', () => {
    const Inner = struct('Inner', { a: u8, b: u16, c: u8 })
    const Outer = struct('Outer', { head: u8, inner: Inner, list: array(u8, 2), tail: u32 })
    expect(byteMap(Outer).map((run) => [run.offset, run.size, run.path, run.typeName])).toEqual([
      [0, 1, 'head', 'u8'],
      [1, 1, undefined, undefined],
      [2, 1, 'inner.a', 'u8'],
      [3, 1, undefined, undefined],
      [4, 2, 'inner.b', 'u16'],
      [6, 1, 'inner.c', 'u8'],
      [7, 1, undefined, undefined],
      [8, 2, 'list', 'array(u8, 2)'],
      [10, 2, undefined, undefined],
      [12, 4, 'tail', 'u32'],
    ])
  })

  it('L-7: covers every byte once, in order', () => {
    fc.assert(
      fc.property(structShape(), anyTarget, (shape, target) => {
        const type = declare(shape, 'Random')
        const runs = byteMap(type, target)
        let end = 0
        for (const run of runs) {
          expect(run.offset).toBe(end)
          expect(run.size).toBeGreaterThan(0)
          end += run.size
        }
        expect(end).toBe(layoutOf(type, target).size)
      }),
    )
  })

  it('L-7: calls padding exactly the bytes that belong to no scalar', () => {
    fc.assert(
      fc.property(structShape({ maxLength: 1 }), anyTarget, (shape, target) => {
        const { size, parts } = measure(shape, target)
        const isPadding = new Array<boolean>(size).fill(true)
        parts.forEach((part, index) => {
          const next = parts[index + 1]?.offset ?? size
          for (
            let at = part.offset;
            at < next && at < part.offset + partSize(part.scalar, target.pointerSize);
            at++
          ) {
            isPadding[at] = false
          }
        })
        const type = declare(shape, 'Random')
        for (const run of byteMap(type, target)) {
          // Elements of arrays are not opened, so padding inside of them is not shown.
          if (run.path !== undefined && run.typeName!.startsWith('array')) continue
          for (let at = run.offset; at < run.offset + run.size; at++) {
            expect(isPadding[at]).toBe(run.path === undefined)
          }
        }
      }),
    )
  })
})

function partSize(scalar: string, pointerSize: number): number {
  const sizes: Record<string, number> = {
    bool: 1,
    pointer: pointerSize,
    fn: pointerSize,
    usize: pointerSize,
    isize: pointerSize,
  }
  return sizes[scalar] ?? Number(scalar.slice(1)) / 8
}
