// A second implementation of the layout rules (L-3 to L-7, L-10 and L-13) that shares nothing with src/: what random
// declarations are compared with. A shape is a declaration as plain data.
import type { Target } from 'abiding'

export const scalarNames = [
  'i8',
  'i16',
  'i32',
  'i64',
  'u8',
  'u16',
  'u32',
  'u64',
  'f32',
  'f64',
  'bool',
  'usize',
  'isize',
] as const

export type ScalarName = (typeof scalarNames)[number]

export type Shape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'pointer'; readonly to: Shape | undefined; readonly isConst: boolean }
  | { readonly kind: 'fn'; readonly parameters: readonly Shape[]; readonly returns: Shape | undefined }
  | { readonly kind: 'array'; readonly element: Shape; readonly length: number }
  | StructShape

/** Fields are called f0, f1 and so on. */
export interface StructShape {
  readonly kind: 'struct'
  readonly fields: readonly Shape[]
}

/** One scalar of a shape. Its place in a value is given by the indices of fields and elements. */
export interface Part {
  readonly place: readonly number[]
  readonly offset: number
  readonly scalar: ScalarName | 'pointer' | 'fn'
}

type Size = 1 | 2 | 4 | 8

function scalarSize(scalar: Part['scalar'], target: Target): Size {
  if (scalar === 'pointer' || scalar === 'fn' || scalar === 'usize' || scalar === 'isize')
    return target.pointerSize
  if (scalar === 'bool') return 1
  return (Number(scalar.slice(1)) / 8) as Size
}

function scalarAlignment(scalar: Part['scalar'], target: Target): number {
  if (scalar === 'i64' || scalar === 'u64') return target.int64Alignment
  if (scalar === 'f64') return target.float64Alignment
  return scalarSize(scalar, target)
}

/** Size, alignment and scalars of a shape, found by walking over its bytes. */
export function measure(shape: Shape, target: Target): { size: number; alignment: number; parts: Part[] } {
  if (shape.kind === 'scalar' || shape.kind === 'pointer' || shape.kind === 'fn') {
    const scalar = shape.kind === 'scalar' ? shape.scalar : shape.kind
    const parts = [{ place: [], offset: 0, scalar }]
    return { size: scalarSize(scalar, target), alignment: scalarAlignment(scalar, target), parts }
  }
  const members = shape.kind === 'struct' ? shape.fields : Array<Shape>(shape.length).fill(shape.element)
  const parts: Part[] = []
  let end = 0
  let alignment = 1
  members.forEach((member, index) => {
    const inner = measure(member, target)
    while (end % inner.alignment !== 0) end += 1
    for (const part of inner.parts) {
      parts.push({ ...part, place: [index, ...part.place], offset: end + part.offset })
    }
    end += inner.size
    if (inner.alignment > alignment) alignment = inner.alignment
  })
  while (end % alignment !== 0) end += 1
  return { size: end, alignment, parts }
}

/** A value of a shape as a tree: numbers, bigints and booleans in nested lists, addresses as numbers. */
export type Tree = number | bigint | boolean | readonly Tree[]

export function readTree(view: DataView, start: number, shape: Shape, target: Target): Tree {
  return treeOf(measure(shape, target).parts, (part) =>
    readPart(view, start + part.offset, part.scalar, target),
  )
}

export function writeTree(view: DataView, start: number, shape: Shape, target: Target, tree: Tree): void {
  for (const part of measure(shape, target).parts) {
    const value = part.place.reduce<Tree>((inner, index) => (inner as readonly Tree[])[index]!, tree)
    writePart(view, start + part.offset, part.scalar, target, value)
  }
}

/** Puts what is given for each part into nested lists. */
export function treeOf(parts: readonly Part[], give: (part: Part) => Tree, depth = 0): Tree {
  if (parts.length === 1 && parts[0]!.place.length === depth) return give(parts[0]!)
  const groups = new Map<number, Part[]>()
  for (const part of parts) {
    const index = part.place[depth]!
    const group = groups.get(index)
    if (group === undefined) groups.set(index, [part])
    else group.push(part)
  }
  return [...groups.values()].map((group) => treeOf(group, give, depth + 1))
}

function readPart(view: DataView, at: number, scalar: Part['scalar'], target: Target): Tree {
  const little = target.byteOrder === 'little'
  switch (scalar) {
    case 'i8':
      return view.getInt8(at)
    case 'u8':
      return view.getUint8(at)
    case 'bool':
      return view.getUint8(at) === 1
    case 'i16':
      return view.getInt16(at, little)
    case 'u16':
      return view.getUint16(at, little)
    case 'i32':
      return view.getInt32(at, little)
    case 'u32':
      return view.getUint32(at, little)
    case 'i64':
      return view.getBigInt64(at, little)
    case 'u64':
      return view.getBigUint64(at, little)
    case 'f32':
      return view.getFloat32(at, little)
    case 'f64':
      return view.getFloat64(at, little)
    case 'isize':
      return target.pointerSize === 4 ? view.getInt32(at, little) : Number(view.getBigInt64(at, little))
    case 'usize':
    case 'pointer':
    case 'fn':
      return target.pointerSize === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little))
  }
}

function writePart(view: DataView, at: number, scalar: Part['scalar'], target: Target, value: Tree): void {
  const little = target.byteOrder === 'little'
  const size = scalarSize(scalar, target)
  if (scalar === 'f32') view.setFloat32(at, value as number, little)
  else if (scalar === 'f64') view.setFloat64(at, value as number, little)
  else {
    // Byte by byte, so that nothing here resembles what is tested.
    let rest = BigInt.asUintN(64, BigInt(value as number))
    for (let index = 0; index < size; index++, rest >>= 8n) {
      view.setUint8(little ? at + index : at + size - 1 - index, Number(rest & 0xffn))
    }
  }
}
