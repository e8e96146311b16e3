import { fn, nullable, pointer, unit } from '../../layout/index.js'
import { missing, prefixType } from '../../prefix/index.js'
import { ErasedBox } from './box-vtable.js'
import { formatFunction } from './formatting.js'
import { maybeTypeIdFunction } from './type-id.js'

/** Frees an owning pointer. @internal */
export const dropFunction = fn({ pointer: pointer(ErasedBox) })

/** Gives a copy of an owning pointer and of what it points to. @internal */
export const cloneFunction = fn({ pointer: pointer(ErasedBox) }, ErasedBox)

/**
 * The table of a trait object in the form `RObject`: what all objects can do, whatever their trait.
 *
 * @see Rule B-9 of the specification.
 *
 * @internal
 */
export const RObjectVTable = prefixType('RObjectVtable', {
  version: '1.0.0',
  prefix: {
    sabi_tys: unit,
    sabi_type_id: maybeTypeIdFunction,
    sabi_drop: dropFunction,
    sabi_clone: missing.option(nullable(cloneFunction)),
    sabi_debug: missing.option(nullable(formatFunction)),
    sabi_display: missing.option(nullable(formatFunction)),
  },
  lastPrefixField: 'sabi_display',
  doc: 'What a trait object can do, whatever its trait. What it cannot do is NULL.',
})
