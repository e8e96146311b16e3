import { holdBack } from '../../call/border.js'
import { stepOver } from '../negotiation/adapt-result.js'
import { packagedSize, readPackaged } from '../objects/packaged-object.js'
import type { Schema } from '../wire/schema.js'
import { WireProblem } from '../wire/wire-problem.js'
import { WireReader } from '../wire/wire-reader.js'
import { dropObject } from './drop-object.js'

/** An argument that nobody is going to use. */
export interface UnusedArgument {
  /** What peers are told of its type. */
  readonly schema: Schema
  /** Whether a pointer stands in its place. */
  readonly isPointer: boolean
  /** Whether it was tried to be read: an object among these is dropped already. */
  readonly isTried: boolean
}

/** Bytes of an address. */
const addressSize = 8

/**
 * Drops the objects that a peer gave away with a call which is refused. Where the bytes cannot be followed to their end, nobody
 * knows where the others lie.
 *
 * @param bytes - The message.
 * @param start - Where the first of the arguments begins.
 * @param unused - The arguments from there on.
 * @param path - What they are called in errors.
 *
 * @see Rule X-92 of the specification.
 *
 * @internal
 */
export function discardArguments(
  bytes: Uint8Array,
  start: number,
  unused: readonly UnusedArgument[],
  path: string,
): void {
  const reader = new WireReader(bytes)
  reader.position = start
  for (const argument of unused) {
    try {
      if (isOwned(argument.schema) && !argument.isTried) discardObject(reader, path)
      else if (!pass(argument, reader)) return
    } catch {
      return
    }
  }
}

function isOwned({ kind }: Schema): boolean {
  return kind === 'boxed' || kind === 'future'
}

function discardObject(reader: WireReader, path: string): void {
  const words = new WireReader(reader.raw(packagedSize))
  try {
    dropObject(readPackaged(words), path)
  } catch (error) {
    // An entry that no function can have drops nothing.
    if (!(error instanceof WireProblem)) holdBack(error)
  }
}

/** Steps over an argument. Steps nowhere, and says so, where the schema does not tell how long it is. */
function pass({ schema, isPointer }: UnusedArgument, reader: WireReader): boolean {
  const isReference = schema.kind === 'reference'
  if (isReference && isPointer) {
    reader.raw(schema.item.kind === 'slice' ? 2 * addressSize : addressSize)
    return true
  }
  const step = stepOver(isReference ? referredTo(schema) : schema)
  step?.(reader)
  return step !== undefined
}

/** What stands in the place of a reference: an object, a value or a list. */
function referredTo(schema: Schema & { readonly item: Schema }): Schema {
  const { item } = schema
  if (item.kind === 'slice') return { kind: 'vector', item: item.item, layout: 0 }
  return item.kind === 'trait' || item.kind === 'closure' ? schema : item
}
