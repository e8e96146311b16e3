import { fn } from '../../layout/index.js'
import { MaybeCmp, UTypeId } from '../../plain-types/index.js'

/**
 * Gives the type id.
 *
 * @internal
 */
export const typeIdFunction = fn({}, UTypeId)

/**
 * Gives the type id, where there is one.
 *
 * @internal
 */
export const maybeTypeIdFunction = fn({}, MaybeCmp(UTypeId))
