import { taggedUnion, u8 } from '../../layout/index.js'
import { RBoxError } from '../../std-types/r-box-error.js'
import { dataPointer } from '../../vtable/data-pointer.js'

/** Why a plugin gives no root module: an error of its own, or a panic, which leaves no message. */
const RootModuleError = taggedUnion('RootModuleError', u8, { Returned: { error: RBoxError }, Unwound: {} })

/**
 * What the constructor of a plugin gives.
 *
 * @see Rule A-7 of the specification.
 *
 * @internal
 */
export const RootModuleResult = taggedUnion('RootModuleResult', u8, {
  ROk: { root: dataPointer },
  RErr: { failure: RootModuleError },
})
