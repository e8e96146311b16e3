import {
  byteMap,
  type ByteRun,
  type StructType,
  type TaggedUnionType,
  type Target,
  type UnionType,
} from '../layout/index.js'
import type { PrefixType } from '../prefix/index.js'
import { isPrefixType } from './load-declarations.js'

/**
 * What a run of bytes is there for.
 *
 * @internal
 */
export type RunKind = 'field' | 'header' | 'padding'

/**
 * A run of bytes that belong together.
 *
 * @internal
 */
export interface Run extends ByteRun {
  readonly kind: RunKind
  /** Position of the outermost field that the run is part of, the first of several; -1 for what belongs to none. */
  readonly field: number
}

/**
 * A declaration whose bytes have fields.
 *
 * @internal
 */
export type Measured = PrefixType | StructType | UnionType | TaggedUnionType

/**
 * What the bytes of a type belong to. The two words before the fields of a prefix type with a mask are runs of their own.
 *
 * @param type - A struct, a union or a prefix type.
 * @param target - The machine.
 * @returns Runs that cover each byte exactly once, in order.
 *
 * @internal
 */
export function runsOf(type: Measured, target: Target): Run[] {
  const { fields, size } = type.measure(target)
  const start = isPrefixType(type) ? (fields[0]?.offset ?? size) : 0
  const header = hasMask(type) ? headerOf(start, target) : []
  const rest = byteMap(type, target).filter((run) => run.offset >= start)
  const positions = new Map(fields.map(({ name }, index) => [name, index]))
  return [
    ...header,
    ...rest.map((run): Run => {
      const [first] = run.parts
      return first === undefined
        ? { ...run, kind: 'padding', field: -1 }
        : { ...run, kind: 'field', field: positions.get(first.path.split('.', 1)[0]!)! }
    }),
  ]
}

/** Whether a mask stands in front of the fields. */
function hasMask(type: Measured): boolean {
  return isPrefixType(type) && type.presence.kind === 'mask'
}

/** The mask and the pointer to layout data, see rule P-5 of the specification. */
function headerOf(end: number, { pointerSize }: Target): Run[] {
  const words = [
    { offset: 0, size: 8, path: 'mask', typeName: 'u64', kind: 'header', field: -1, parts: [] },
    {
      offset: 8,
      size: pointerSize,
      path: 'layout',
      typeName: 'pointer',
      kind: 'header',
      field: -1,
      parts: [],
    },
    {
      offset: 8 + pointerSize,
      size: end - 8 - pointerSize,
      path: undefined,
      typeName: undefined,
      kind: 'padding',
      field: -1,
      parts: [],
    },
  ] as const
  return words.filter((word) => word.size > 0)
}

/**
 * How many bytes of some runs are padding.
 *
 * @internal
 */
export function paddingIn(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => (run.kind === 'padding' ? sum + run.size : sum), 0)
}
