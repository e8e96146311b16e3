export type { PackagedObject } from '../wire/passage.js'
export {
  connect,
  type ConnectionSource,
  type EntrySource,
  type LibrarySource,
  type TableSource,
} from './connect.js'
export type { AsyncCallsOf, AsyncMethodCall, Connection, ConnectionMembers } from './connection.js'
export type { ConnectionDescription, MethodDescription, ParameterDescription } from './description.js'
