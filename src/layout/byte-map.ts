import { layoutOf, type StructLayout } from './layout.js'
import type { Target } from './target.js'
import { hostTarget } from './target.js'
import type { AnyType } from './type.js'

/** A run of bytes of a type. */
export interface ByteRun {
  /** Bytes from the start. */
  readonly offset: number
  /** Number of bytes. */
  readonly size: number
  /** Path of the field, as in `position.x`; `undefined` for padding. */
  readonly path: string | undefined
  /** Name of the field's type; `undefined` for padding. */
  readonly typeName: string | undefined
}

/**
 * What every byte of a struct belongs to, nested structs opened up, in the order of the bytes.
 *
 * @param type - A struct, or anything else with fields.
 * @param target - The machine; this one where it is left out.
 * @returns Runs that cover each byte exactly once, padding included.
 *
 * @see Rule L-7 of the specification.
 *
 * @example
 * ```ts
 * import { byteMap, struct, u8, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Tagged = struct('Tagged', { tag: u8, value: u32 })
 * assert.deepEqual(
 *   byteMap(Tagged).map((run) => `${run.offset}+${run.size} ${run.path ?? 'padding'}`),
 *   ['0+1 tag', '1+3 padding', '4+4 value'],
 * )
 * ```
 */
export function byteMap(
  type: { readonly measure: (target: Target) => StructLayout },
  target: Target = hostTarget(),
): ByteRun[] {
  const { size, fields } = type.measure(target)
  return runsOf(fields, size, 0, '', target)
}

function runsOf(
  fields: StructLayout['fields'],
  size: number,
  start: number,
  prefix: string,
  target: Target,
): ByteRun[] {
  const runs: ByteRun[] = []
  let end = start
  const pad = (until: number): void => {
    if (until > end) runs.push({ offset: end, size: until - end, path: undefined, typeName: undefined })
  }
  for (const field of fields) {
    const offset = start + field.offset
    pad(offset)
    const path = `${prefix}${field.name}`
    const inner = innerFields(field.type, target)
    if (inner === undefined) runs.push({ offset, size: field.size, path, typeName: field.type.name })
    else runs.push(...runsOf(inner, field.size, offset, `${path}.`, target))
    end = offset + field.size
  }
  pad(start + size)
  return runs
}

function innerFields(type: AnyType, target: Target): StructLayout['fields'] | undefined {
  return (layoutOf(type, target) as Partial<StructLayout>).fields
}
