// Random shapes as declarations of the library, and their values in the form that the library takes and gives.
import {
  array,
  constPointer,
  bool,
  f32,
  f64,
  fn,
  i16,
  i32,
  i64,
  i8,
  isize,
  nullable,
  Pointer,
  pointer,
  struct,
  u16,
  u32,
  u64,
  u8,
  untyped,
  usize,
  type AnyType,
  type StructType,
} from 'abiding'
import type { ScalarName, Shape, StructShape, Tree } from './model.js'

export const scalars: { readonly [name in ScalarName]: AnyType } = {
  i8,
  i16,
  i32,
  i64,
  u8,
  u16,
  u32,
  u64,
  f32,
  f64,
  bool,
  usize,
  isize,
}

/** Declares a shape. Structs inside of it get names that begin with the given one. */
export function declare(shape: StructShape, name: string): StructType
export function declare(shape: Shape, name: string): AnyType
export function declare(shape: Shape, name: string): AnyType {
  switch (shape.kind) {
    case 'scalar':
      return scalars[shape.scalar]
    case 'pointer': {
      const target = shape.to === undefined ? untyped : declare(shape.to, `${name}_to`)
      return nullable(shape.isConst ? constPointer(target) : pointer(target))
    }
    case 'fn': {
      const parameters = shape.parameters.map((one, index) => ({
        [`p${index}`]: declare(one, `${name}_p${index}`),
      }))
      return nullable(fn(parameters, shape.returns && declare(shape.returns, `${name}_r`)))
    }
    case 'array':
      return array(declare(shape.element, `${name}_e`), shape.length)
    case 'struct':
      return struct(
        name,
        Object.fromEntries(
          shape.fields.map((field, index) => [`f${index}`, declare(field, `${name}_f${index}`)]),
        ),
      )
  }
}

/** What may be written where the shape is declared. */
export function toInput(shape: Shape, tree: Tree): unknown {
  if (shape.kind === 'struct') {
    return Object.fromEntries(
      shape.fields.map((field, index) => [`f${index}`, toInput(field, (tree as readonly Tree[])[index]!)]),
    )
  }
  if (shape.kind === 'array') return (tree as readonly Tree[]).map((inner) => toInput(shape.element, inner))
  return shape.kind === 'fn' ? null : tree
}

/** What reading gives, as a tree. */
export function toTree(value: unknown): Tree {
  if (value === null) return 0
  if (value instanceof Pointer) return value.address
  if (typeof value !== 'object') return value as Tree
  return (Symbol.iterator in value ? [...(value as Iterable<unknown>)] : fieldValues(value)).map(toTree)
}

/** Reads every field of a struct's accessor or snapshot by its name. */
function fieldValues(value: object): unknown[] {
  const values: unknown[] = []
  for (let index = 0; `f${index}` in value; index++) values.push(value[`f${index}` as keyof typeof value])
  return values
}
