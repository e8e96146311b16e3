import { NativeError } from '../errors/index.js'
import { encodeUtf8 } from '../layout/utf8.js'
import type { Address, Pointer } from '../layout/index.js'
import { appendBytes } from '../vtable/byte-vector.js'
import { HandleTable } from '../vtable/handle-table.js'
import { hostTypeId } from '../vtable/host-identity.js'
import { makeStaticTable } from '../vtable/static-table.js'
import { BoxVTable } from '../vtable/tables/box-vtable.js'
import type { VectorWords } from '../vtable/tables/vec-vtable.js'
import { RErrorVTable } from './r-error-vtable.js'

/** An error of JavaScript that native code may hold. */
interface HostError {
  readonly error: Error | string
  isDropped: boolean
}

/**
 * The errors of this thread that native code may hold.
 *
 * @internal
 */
export const hostErrors = new HandleTable<HostError>('an error')

/** Where the tables of the errors of this side lie. */
interface HostErrorTables {
  readonly box: Address
  readonly error: Address
}

let tables: HostErrorTables | undefined

/**
 * The tables of the errors of this side, made when they are first needed.
 *
 * @see Rule T-32 of the specification.
 *
 * @internal
 */
export function hostErrorTables(): HostErrorTables {
  return (tables ??= {
    box: makeStaticTable(BoxVTable, { type_id: hostTypeId, destructor: destroy }),
    error: makeStaticTable(RErrorVTable, {
      debug: speller('RBoxError.debug', debugText),
      display: speller('RBoxError.display', displayText),
      as_debug_display: () => undefined,
      type_id: hostTypeId,
    }),
  })
}

/**
 * The words of an error of this side in a box that native code may own.
 *
 * @internal
 */
export function insertHostError(error: Error | string): readonly [data: number, box: number, table: number] {
  const { box, error: table } = hostErrorTables()
  return [hostErrors.insert({ error, isDropped: false }), box, table]
}

/**
 * The error of JavaScript behind an error that native code gave, if it is one of this side.
 *
 * @param data - Its data pointer.
 * @param table - Where the table of what can be done with it lies.
 *
 * @internal
 */
export function hostErrorAt(data: number, table: number): Error | string | undefined {
  if (tables?.error !== table) return undefined
  return hostErrors.get(data, 'RBoxError.toError').error
}

function destroy(handle: number, callReferentDrop: string, deallocate: string): void {
  const path = 'RBoxError.destructor'
  const host = hostErrors.get(handle, path)
  if (callReferentDrop === 'Yes') host.isDropped = true
  if (deallocate === 'Yes') hostErrors.remove(handle, path)
}

function speller(path: string, textOf: (error: Error | string, alternate: boolean) => string) {
  return (handle: number, mode: string, out: Pointer): number => {
    const text = textOf(hostErrors.get(handle, path).error, mode === 'Alternate')
    appendBytes(out.deref() as VectorWords, encodeUtf8(text))
    return 0
  }
}

function displayText(error: Error | string): string {
  if (typeof error === 'string') return error
  return error instanceof NativeError ? error.display : error.message
}

function debugText(error: Error | string, alternate: boolean): string {
  if (typeof error === 'string') return JSON.stringify(error)
  if (error instanceof NativeError) return error.debug
  return (alternate ? error.stack : undefined) ?? `${error.name}: ${error.message}`
}
