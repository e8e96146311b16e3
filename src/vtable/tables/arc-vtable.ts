import { fn, struct, usize, type AnyType } from '../../layout/index.js'
import { instanceName } from '../../layout/generic.js'
import { memoize } from '../../layout/memoize.js'
import { RResult } from '../../plain-types/index.js'
import { prefixType, type AnyPrefixType } from '../../prefix/index.js'
import { dataPointer } from '../data-pointer.js'
import { rawValue, type RawValue } from '../raw-value.js'
import { CallReferentDrop } from './box-vtable.js'
import { typeIdFunction } from './type-id.js'

/** The words of a shared pointer whose type was forgotten. */
export const ErasedArc = struct(
  'RArc_void',
  { data: dataPointer, vtable: dataPointer },
  { doc: 'Owns a share of what data points to.' },
)

/** The functions of the table, as they are called here. Pointers to a shared pointer are addresses of its two words. */
export interface ArcFunctions {
  readonly destructor: (data: number, callReferentDrop: 'Yes' | 'No') => void
  readonly clone_: (arc: number) => { readonly data: number; readonly vtable: number }
  readonly get_mut: (arc: number) => number
  readonly try_unwrap: (arc: { data: number; vtable: number }) => Unwrapped
  readonly strong_count: (arc: number) => number
  readonly weak_count: (arc: number) => number
}

/** The value, or the pointer where it is shared. */
export type Unwrapped =
  | { readonly isOk: true; readonly ok: RawValue }
  | { readonly isOk: false; readonly err: { readonly data: number; readonly vtable: number } }

/**
 * The table of the shared pointers to values of a type.
 *
 * @see Rule T-53 of the specification.
 *
 * @internal
 */
export const arcVTable: (referent: AnyType) => AnyPrefixType = memoize((referent: AnyType) =>
  prefixType(instanceName('ArcVtable', [referent]), {
    version: '1.0.0',
    prefix: {
      type_id: typeIdFunction,
      destructor: fn([{ data: dataPointer }, { call_referent_drop: CallReferentDrop }]),
      clone_: fn({ self: dataPointer }, ErasedArc),
      get_mut: fn({ self: dataPointer }, dataPointer),
      try_unwrap: fn({ self: ErasedArc }, RResult(rawValue(referent), ErasedArc)),
      strong_count: fn({ self: dataPointer }, usize),
      weak_count: fn({ self: dataPointer }, usize),
    },
    lastPrefixField: 'weak_count',
    doc: 'What can be done with a shared pointer.',
  }),
)
