import { hostTarget } from '../layout/index.js'
import { staticMemory } from './static-table.js'

let identity: object | undefined

/**
 * The type id of everything that this side makes: no library has it, so none takes our memory for its own.
 *
 * @see Rule B-8 of the specification.
 *
 * @internal
 */
export function hostTypeId(): object {
  return (identity ??= {
    executable_identity: staticMemory(hostTarget().pointerSize).base!,
    type_id: [...new TextEncoder().encode('abiding of host.')],
  })
}
