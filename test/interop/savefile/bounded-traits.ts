// The traits of savefile-calls/src/bounds.rs.
import { u32 } from 'abiding'
import { method, trait } from 'abiding/connection'

const methods = { value: method({}, u32) }

export const Bounded = {
  Sendable: trait('Sendable', { version: 0, methods, bounds: ['Send'] }),
  Shareable: trait('Shareable', { version: 0, methods, bounds: ['Sync'] }),
  Threaded: trait('Threaded', { version: 0, methods, bounds: ['Send', 'Sync'] }),
  Broken: trait('Broken', { version: 0, methods }),
}
