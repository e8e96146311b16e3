// What the readers make of bytes from peers: a value that survives being written and read again, or an error of the rules.
import { isDeepStrictEqual } from 'node:util'
import { AbidingError } from '../../../src/errors/index.js'
import {
  decodeWire,
  encodeWire,
  IncompatibleTraitError,
  type AnyWireType,
} from '../../../src/connection/index.js'
import { decodeDefinition, encodeDefinition } from '../../../src/connection/wire/container.js'

/** What came of some bytes: the code of an error, or that they were read; and what is wrong with that. */
export interface Verdict {
  readonly outcome: string
  readonly problem?: string
}

/** The codes that rule W-3 and the rules of the types allow for bytes that are wrong. */
const valueCodes = ['ABI-W001', 'ABI-W002', 'ABI-W003', 'ABI-W005', 'ABI-V001', 'ABI-V002', 'ABI-V005']
const definitionCodes = ['ABI-W001', 'ABI-W002', 'ABI-W003', 'ABI-W004', 'ABI-V005']

/** Reads a definition. */
export function judgeDefinition(bytes: Uint8Array): Verdict {
  return judged(definitionCodes, () => {
    const definition = decodeDefinition(bytes, 'Peer')
    const again = decodeDefinition(encodeDefinition(definition, 2), 'Peer')
    return isDeepStrictEqual(again, definition)
      ? undefined
      : 'the definition is another when it is written and read'
  })
}

/** Reads a value. */
export function judgeValue(type: AnyWireType, bytes: Uint8Array, version: number): Verdict {
  return judged(valueCodes, () => {
    const value = decodeWire(type, bytes, version)
    const again = decodeWire(type, encodeWire(type, value, version), version)
    return isDeepStrictEqual(again, value) ? undefined : 'the value is another when it is written and read'
  })
}

/** Runs a reader, and says whether what it throws is what it may throw. */
export function judged(codes: readonly string[], read: () => string | undefined): Verdict {
  try {
    const problem = read()
    return problem === undefined ? { outcome: 'read' } : { outcome: 'read', problem }
  } catch (error) {
    if (!(error instanceof AbidingError)) return { outcome: 'other', problem: `it threw ${describe(error)}` }
    if (codes.includes(error.code)) return complete(error)
    return { outcome: error.code, problem: `an error that the rules do not have: ${describe(error)}` }
  }
}

/** Errors say where, by which rule, and what was there. */
function complete(error: AbidingError): Verdict {
  const { code, path, rule, expected, found, message } = error
  // It lists problems that have these parts each.
  if (error instanceof IncompatibleTraitError) return { outcome: code }
  const isComplete = [path, rule, expected, found].every((one) => one !== undefined && one !== '')
  return isComplete ? { outcome: code } : { outcome: code, problem: `an error without its parts: ${message}` }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
