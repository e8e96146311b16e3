import { enumeration, fn, struct, u8, unit } from '../../layout/index.js'
import { prefixType } from '../../prefix/index.js'
import { dataPointer } from '../data-pointer.js'
import { tablePointer } from '../table-pointer.js'
import { typeIdFunction } from './type-id.js'

/**
 * Whether a destructor runs what the value itself does when it goes: `No` where the value was moved out.
 *
 * @internal
 */
export const CallReferentDrop = enumeration('CallReferentDrop', u8, ['Yes', 'No'])

/**
 * Whether a destructor frees the memory behind the data pointer. The order of the names is the opposite of
 * {@link CallReferentDrop}'s.
 *
 * @internal
 */
export const Deallocate = enumeration('Deallocate', u8, ['No', 'Yes'])

/**
 * The table of an `RBox`.
 *
 * @see Rule B-8 of the specification.
 *
 * @internal
 */
export const BoxVTable = prefixType('BoxVTable', {
  version: '1.0.0',
  prefix: {
    type_id: typeIdFunction,
    destructor: fn([
      { data: dataPointer },
      { call_referent_drop: CallReferentDrop },
      { deallocate: Deallocate },
    ]),
    marker: unit,
  },
  lastPrefixField: 'marker',
  doc: 'What can be done with the memory of a box.',
})

/**
 * A value behind a pointer, and who frees it, where the type of the value was forgotten.
 *
 * @internal
 */
export const ErasedBox = struct(
  'RBox_void',
  { data: dataPointer, vtable: tablePointer(BoxVTable) },
  {
    doc: 'Owns what data points to. Its owner calls destructor(data, CallReferentDrop_Yes, Deallocate_Yes) once.',
  },
)
