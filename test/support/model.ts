// Structs of scalars, arrays and pointers, and the values in them: what random declarations are compared with. Sizes and
// offsets come from the reference model, which shares nothing with src/. A shape is a declaration as plain data.
import type { Target } from 'abiding'
import { layout } from '../../spec/model/layout.js'
import { scalarSize } from '../../spec/model/scalars.js'
import type { Shape as ModelShape } from '../../spec/model/shapes.js'
import type { ModelTarget } from '../../spec/model/targets.js'

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

/** Size, alignment and scalars of a shape. */
export function measure(shape: Shape, target: Target): { size: number; alignment: number; parts: Part[] } {
  const onTarget = modelTarget(target)
  const { size, alignment } = layout(modelShape(shape), onTarget)
  return { size, alignment, parts: partsOf(shape, onTarget) }
}

function partsOf(shape: Shape, target: ModelTarget): Part[] {
  switch (shape.kind) {
    case 'scalar':
      return [{ place: [], offset: 0, scalar: shape.scalar }]
    case 'pointer':
    case 'fn':
      return [{ place: [], offset: 0, scalar: shape.kind }]
    case 'array': {
      const { size } = layout(modelShape(shape.element), target)
      const parts = partsOf(shape.element, target)
      return Array.from({ length: shape.length }, (_, index) => within(parts, index, index * size)).flat()
    }
    case 'struct': {
      const { offsets } = layout(modelShape(shape), target)
      return shape.fields.flatMap((field, index) =>
        within(partsOf(field, target), index, offsets[index]! / 8),
      )
    }
  }
}

function within(parts: readonly Part[], index: number, start: number): Part[] {
  return parts.map((part) => ({ ...part, place: [index, ...part.place], offset: start + part.offset }))
}

/** What a shape is in the reference model. Where pointers lead has no influence. */
function modelShape(shape: Shape): ModelShape {
  switch (shape.kind) {
    case 'scalar':
      return shape
    case 'pointer':
      return { kind: 'pointer', isConst: shape.isConst }
    case 'fn':
      return { kind: 'fn', parameters: [] }
    case 'array':
      return { ...shape, element: modelShape(shape.element) }
    case 'struct':
      return {
        kind: 'struct',
        members: shape.fields.map((field) => ({ kind: 'field', shape: modelShape(field) })),
      }
  }
}

/** A target of the library, which may be one that no compiler knows, as one of the model. */
function modelTarget(target: Target): ModelTarget {
  const { triple, isWideCharSigned, isCharSigned, ...common } = target
  return {
    ...common,
    clang: triple,
    rustc: triple,
    clangHasInt128: true,
    wideCharIsSigned: isWideCharSigned,
    charIsSigned: isCharSigned,
    maximumAlignment: 2 ** 13,
  }
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
  const size = scalarSize(scalar === 'pointer' || scalar === 'fn' ? 'usize' : scalar, modelTarget(target))
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
