// Rust types in which every representation of enums meets fields of every sort.
import type {
  FieldShape,
  IntegerName,
  RecordShape,
  ScalarName,
  Shape,
  TaggedUnionShape,
} from '../../spec/model/shapes.js'
import type { CompoundShape } from '../support/shape-arbitraries.js'

const scalar = (name: ScalarName): Shape => ({ kind: 'scalar', scalar: name })
const field = (shape: Shape): FieldShape => ({ kind: 'field', shape })
const struct = (
  shapes: readonly Shape[],
  options: { align?: number; packed?: number } = {},
): RecordShape => ({
  kind: 'struct',
  members: shapes.map(field),
  ...options,
})

const u8 = scalar('u8')
const unit: Shape = { kind: 'unit' }
const noDoubles: Shape = { kind: 'array', element: scalar('f64'), length: 0 }
const overAligned = struct([u8], { align: 32 })
const packed = struct([u8, scalar('u64')], { packed: 2 })
const inner: TaggedUnionShape = { kind: 'tagged-union', repr: 'u8', variants: [[scalar('u16')], []] }
const innerSplit: TaggedUnionShape = { kind: 'tagged-union', repr: 'C', variants: [[], [scalar('u64')]] }

const variantLists: readonly TaggedUnionShape['variants'][] = [
  [[]],
  [[], [], []],
  [[u8]],
  [[u8], []],
  [[scalar('u32'), u8], [scalar('u64')], []],
  [[u8, scalar('u16'), u8], [scalar('f32')]],
  [[scalar('char32')], [scalar('bool'), scalar('char32')]],
  [[unit], []],
  [[noDoubles], [u8, noDoubles, u8]],
  [[overAligned], [u8]],
  [
    [packed, u8],
    [u8, packed],
  ],
  [[inner, inner], [u8]],
  [[innerSplit], [u8, innerSplit, unit]],
  [[{ kind: 'pointer', isConst: true }], [{ kind: 'fn', parameters: [] }, u8]],
]
const reprs: readonly TaggedUnionShape['repr'][] = [
  'C',
  ...(['u8', 'i16', 'u32', 'i64', 'usize'] as const satisfies IntegerName[]).flatMap(
    (name) => [name, ['C', name]] as const,
  ),
]

/** The types of the grid. */
export function rustGrid(int128: boolean): readonly CompoundShape[] {
  const wide: TaggedUnionShape['variants'][] = [
    [[scalar('i128')], [u8]],
    [[u8, scalar('u128'), u8], []],
  ]
  const tagged = reprs.flatMap((repr) =>
    [...variantLists, ...(int128 ? wide : [])].map((variants): TaggedUnionShape => {
      return { kind: 'tagged-union', repr, variants }
    }),
  )
  const parts = [u8, scalar('u64'), scalar('u16'), scalar('f64'), ...(int128 ? [scalar('i128'), u8] : [])]
  const records = (['struct', 'union'] as const).flatMap((kind) =>
    [
      {},
      ...[1, 2, 4, 8, 16].map((limit) => ({ packed: limit })),
      ...[1, 2, 4, 8, 16, 64, 4096].map((align) => ({ align })),
    ].map((options): RecordShape => ({ ...struct(parts, options), kind })),
  )
  return [...tagged, ...records]
}
