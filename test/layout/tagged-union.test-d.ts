/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  f64,
  nullable,
  pointer,
  struct,
  taggedUnion,
  u16,
  u8,
  type Infer,
  type InputOf,
  type Pointer,
  type ViewOf,
} from 'abiding'
import { describe, expectTypeOf, it } from 'vitest'

const Shape = taggedUnion('Shape', u8, {
  circle: { radius: f64 },
  rectangle: { width: u16, height: u16 },
  empty: {},
})

describe('tagged unions', () => {
  it('L-35: are discriminated unions', () => {
    type Value = Infer<typeof Shape>
    expectTypeOf<Value['tag']>().toEqualTypeOf<'circle' | 'rectangle' | 'empty'>()
    expectTypeOf<Extract<Value, { tag: 'circle' }>['radius']>().toEqualTypeOf<number>()
    expectTypeOf<keyof Extract<Value, { tag: 'empty' }>>().toEqualTypeOf<'tag'>()
    const area = (shape: ViewOf<typeof Shape>): number => {
      switch (shape.tag) {
        case 'circle':
          return shape.radius
        case 'rectangle':
          return shape.width * shape.height
        case 'empty':
          // @ts-expect-error: this form has no fields
          return shape.radius
      }
    }
    expectTypeOf(area).returns.toEqualTypeOf<number>()
  })

  it('L-35: are written with the fields of one form', () => {
    expectTypeOf<{ tag: 'circle'; radius: number }>().toExtend<InputOf<typeof Shape>>()
    expectTypeOf<{ tag: 'circle'; width: number }>().not.toExtend<InputOf<typeof Shape>>()
    expectTypeOf<{ tag: 'triangle' }>().not.toExtend<InputOf<typeof Shape>>()
    expectTypeOf<ViewOf<typeof Shape>>().toExtend<InputOf<typeof Shape>>()
  })

  it('L-35: the tag is read-only', () => {
    const change = (shape: ViewOf<typeof Shape>): void => {
      // @ts-expect-error: a form is changed by writing the whole value
      shape.tag = 'empty'
    }
    expectTypeOf(change).toBeFunction()
  })

  it('L-34: can point to themselves and be fields', () => {
    const Tree = taggedUnion('Tree', 'C', {
      leaf: { value: f64 },
      branch: {
        get left() {
          return nullable(pointer(Tree))
        },
      },
    })
    const Holder = struct('Holder', { tree: Tree })
    const leftOf = (holder: ViewOf<typeof Holder>) => (holder.tree.tag === 'branch' ? holder.tree.left : null)
    expectTypeOf(leftOf).returns.toEqualTypeOf<Pointer<typeof Tree> | null>()
  })
})
