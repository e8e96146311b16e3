// Random structs: what accessors write and read, through generated classes and through closures, against plain DataView
// access at offsets that the model in test/support/model.ts computed.
import fc from 'fast-check'
import { bufferMemory, bytesOf, layoutOf, snapshot, targets, type BufferMemory, type Target } from 'abiding'
import { describe, expect, it } from 'vitest'
import { makeArrayClass } from '../../../src/layout/accessor/array-class.js'
import type { ArrayDescriptor } from '../../../src/layout/accessor/array-family.js'
import { makeRecordClass, type AccessorClass } from '../../../src/layout/accessor/record-class.js'
import { codecOf } from '../../../src/layout/layout.js'
import { oddTargets, scalarShape, structWithValues, treeFor } from '../../support/arbitraries.js'
import { declare, toInput, toTree } from '../../support/declare.js'
import { measure, readTree, writeTree, type StructShape, type Tree } from '../../support/model.js'

const allTargets: readonly Target[] = [...Object.values(targets), ...Object.values(oddTargets)]

const casesOn = (target: Target) => structWithValues(target).map((one) => ({ ...one, target }))
const anyCase = fc.constantFrom(...allTargets).chain(casesOn)

/** Memory in which a struct may lie at offset 8, filled with a byte that no test writes by chance everywhere. */
function memoryFor(shape: StructShape, target: Target): BufferMemory {
  const buffer = new ArrayBuffer(8 + measure(shape, target).size + 8)
  new Uint8Array(buffer).fill(0xa5)
  return bufferMemory(buffer, target)
}

/** A class in each of its forms: of source text, of closures, and of closures that are to be replaced. */
function classesOf(shape: StructShape, target: Target): AccessorClass[] {
  const type = declare(shape, 'Random')
  const members = layoutOf(type, target).fields.map((field) => ({
    name: field.name,
    offset: field.offset,
    codec: codecOf(field.type, target),
  }))
  const [generated, composed, deferred] = [true, false, true].map((generate) =>
    makeRecordClass(type, members, { generate }),
  )
  generated!.$generate!()
  return [generated!, composed!, deferred!]
}

function writeFields(view: object, shape: StructShape, tree: Tree): void {
  Object.assign(view, toInput(shape, tree))
}

describe('accessors of random structs', () => {
  it('L-5: read and write what a DataView reads and writes at the offsets of the model', () => {
    fc.assert(
      fc.property(anyCase, ({ shape, values: [first, second], target }) => {
        const type = declare(shape, 'Random')
        const memory = memoryFor(shape, target)
        const view = memory.at(type, 8)
        writeFields(view, shape, first)
        expect(readTree(memory.view, 8, shape, target)).toEqual(first)
        writeTree(memory.view, 8, shape, target, second)
        expect(toTree(view)).toEqual(second)
        expect(toTree(snapshot(view))).toEqual(toTree(view))
      }),
    )
  })

  it('L-7: write no padding and nothing beside the struct', () => {
    fc.assert(
      fc.property(anyCase, ({ shape, values: [first], target }) => {
        const memory = memoryFor(shape, target)
        writeFields(memory.at(declare(shape, 'Random'), 8), shape, first)
        const expected = memoryFor(shape, target)
        writeTree(expected.view, 8, shape, target, toTree(memory.at(declare(shape, 'Random'), 8)))
        expect(new Uint8Array(memory.view.buffer)).toEqual(new Uint8Array(expected.view.buffer))
      }),
    )
  })

  it('L-5: generated and composed classes do the same, and those that change from one to the other', () => {
    fc.assert(
      fc.property(anyCase, ({ shape, values: [first, second], target }) => {
        const [expected, ...others] = classesOf(shape, target).map((Accessor) => {
          const memory = memoryFor(shape, target)
          const view = new Accessor(memory, 8)
          writeFields(view, shape, first)
          const written = new Uint8Array(memory.view.buffer).slice()
          writeTree(memory.view, 8, shape, target, second)
          const read = [toTree(view), JSON.stringify(view)]
          Accessor.$generate?.()
          expect([toTree(view), JSON.stringify(view)]).toEqual(read)
          writeFields(view, shape, first)
          expect(new Uint8Array(memory.view.buffer)).toEqual(written)
          return [written, ...read]
        })
        for (const other of others) expect(other).toEqual(expected)
      }),
    )
  })

  it('L-13: the generated and the composed class of an array do the same', () => {
    const arrays = fc
      .tuple(scalarShape, fc.integer({ min: 1, max: 9 }), fc.constantFrom(...allTargets))
      .chain(([element, length, target]) => {
        const shape = { kind: 'array', element, length } as const
        return fc.record({
          shape: fc.constant(shape),
          tree: treeFor(shape, target),
          target: fc.constant(target),
        })
      })
    fc.assert(
      fc.property(arrays, ({ shape, tree, target }) => {
        const type = declare(shape, 'Random') as unknown as ArrayDescriptor
        const codec = codecOf(declare(shape.element, 'Element'), target)
        const memories = [true, false].map((generate) => {
          const Accessor = makeArrayClass(type, codec, shape.length, { generate })
          const memory = bufferMemory(new ArrayBuffer(8 + codec.size * shape.length), target)
          const view = new Accessor(memory, 8) as {
            set(index: number, value: unknown): void
            at(index: number): Tree
          }
          ;(tree as readonly Tree[]).forEach((value, index) => view.set(index, value))
          expect(toTree(view)).toEqual(readTree(memory.view, 8, shape, target))
          expect(view.at(shape.length - 1)).toEqual((toTree(view) as readonly Tree[]).at(-1))
          return new Uint8Array(memory.view.buffer)
        })
        expect(memories[0]).toEqual(memories[1])
      }),
    )
  })

  it('L-8: whole structs are copied between memories of any two targets', () => {
    const withoutPointers = fc
      .tuple(fc.constantFrom(...allTargets), fc.constantFrom(...allTargets))
      // Numbers that fit on the smaller machine fit on both.
      .chain(([from, to]) =>
        structWithValues({ ...from, pointerSize: 4 }, { pointers: false }).map((one) => ({
          ...one,
          from,
          to,
        })),
      )
    fc.assert(
      fc.property(withoutPointers, ({ shape, values: [tree], from, to }) => {
        const type = declare(shape, 'Random')
        const room = (target: Target): ArrayBuffer => new ArrayBuffer(24 + measure(shape, target).size)
        const source = bufferMemory(room(from), from).allocate(type, toInput(shape, tree) as never)
        const copy = bufferMemory(room(to), to).allocate(type, source)
        expect(toTree(copy)).toEqual(toTree(source))
        expect(bytesOf(copy).length).toBe(measure(shape, to).size)
      }),
    )
  })
})
