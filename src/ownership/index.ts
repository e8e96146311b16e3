/**
 * Who owns native things: titles that are moved or disposed of once, the list of live objects, and reports of forgotten
 * ones. Runs in a browser.
 *
 * @module
 */
export {
  freeForgotten,
  nameOf,
  onForgotten,
  type ForgottenListener,
  type ForgottenObject,
} from './forgotten.js'
export {
  liveObjects,
  liveRecords,
  traceOwnership,
  type LiveRecord,
  type OwnedObject,
} from './live-objects.js'
export { moveTogether, recordMoves, type MoveRecord } from './moves.js'
export { leak, Owner, ownershipKey, ownershipOf, type Owning } from './owner.js'
export { Ownership, type OwnedDescription, type OwnershipState } from './ownership.js'
