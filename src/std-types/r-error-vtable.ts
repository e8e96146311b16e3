import { fn, struct } from '../layout/index.js'
import { ROption, RStr } from '../plain-types/index.js'
import { prefixType } from '../prefix/index.js'
import { dataPointer } from '../vtable/data-pointer.js'
import { formatFunction } from '../vtable/tables/formatting.js'
import { typeIdFunction } from '../vtable/tables/type-id.js'

/** Both texts of an error that keeps nothing else. */
const DebugDisplayRef = struct('DebugDisplayRef', { debug: RStr, display: RStr })

/**
 * What can be done with an error beside dropping it.
 *
 * @see Rule T-30 of the specification.
 *
 * @internal
 */
export const RErrorVTable = prefixType('RErrorVTable', {
  version: '1.0.0',
  prefix: {
    debug: formatFunction,
    display: formatFunction,
    as_debug_display: fn({ self: dataPointer }, ROption(DebugDisplayRef)),
    type_id: typeIdFunction,
  },
  lastPrefixField: 'type_id',
  doc: 'What can be done with an error. debug and display append a text, and give 0 where they could.',
})
