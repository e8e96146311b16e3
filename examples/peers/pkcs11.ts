import {
  addressOf,
  array,
  bindSymbol,
  native,
  NativeArena,
  openLibrary,
  type Address,
  type ModuleOf,
  type ViewOf,
} from 'abiding'
import { C_GetFunctionList, C_GetInterfaceList, type CK_FUNCTION_LIST } from './pkcs11.abi.js'
import { CK_ATTRIBUTE, CK_INTERFACE, CK_MECHANISM, CK_VERSION } from './pkcs11-types.abi.js'
import { CKR_OK } from './pkcs11-constants.js'

/** The functions of a provider. Those that came with 3.0 may be missing. */
export type Functions = ModuleOf<typeof CK_FUNCTION_LIST>

/** One of the tables of a provider. */
export interface Interface {
  readonly name: string
  /** The version as in `3.0`. */
  readonly version: string
  /** Where the table lies. */
  readonly address: Address
}

/** A function of a provider that did not succeed. */
export class CryptokiError extends Error {
  override readonly name = 'CryptokiError'

  constructor(
    readonly functionName: string,
    readonly result: bigint,
  ) {
    super(`${functionName} failed with 0x${result.toString(16)}`)
  }
}

/** Throws where a function did not succeed; gives what came with its result. */
export function check<R extends bigint | { readonly returns: bigint }>(functionName: string, result: R): R {
  const returned: bigint = typeof result === 'bigint' ? result : result.returns
  if (returned !== CKR_OK) throw new CryptokiError(functionName, returned)
  return result
}

/** The table that every library has. */
export function functionsOf(path: string): Functions {
  const getFunctionList = bindSymbol(openLibrary(path), 'C_GetFunctionList', C_GetFunctionList)
  return check('C_GetFunctionList', getFunctionList()).list!
}

/** Where the table lies that every library has. */
export function functionListAddress(path: string): Address {
  return check('C_GetFunctionList', functionsOf(path).C_GetFunctionList()).list!.address
}

/** All tables of a library. Libraries that are older than 3.0 do not export the list; they have one table. */
export function interfacesOf(path: string): Interface[] {
  const library = openLibrary(path)
  if (library.symbol('C_GetInterfaceList') === undefined) {
    const address = functionListAddress(path)
    return [{ name: 'PKCS 11', version: versionAt(address), address }]
  }
  const list = bindSymbol(library, 'C_GetInterfaceList', C_GetInterfaceList)
  const { count } = check('C_GetInterfaceList', list(null, 0n))
  using arena = new NativeArena()
  const interfaces = arena.allocate(array(CK_INTERFACE, Number(count)))
  check('C_GetInterfaceList', list(addressOf(interfaces), count))
  return [...interfaces].map((one) => {
    const { address } = one.pFunctionList
    return { name: one.pInterfaceName, version: versionAt(address), address }
  })
}

function versionAt(address: Address): string {
  const { major, minor } = native.at(CK_VERSION, address)
  return `${major}.${minor}`
}

/** The value of an attribute. */
export type AttributeValue = bigint | boolean | string | Uint8Array

/** A list of attributes in native memory. */
export interface Attributes {
  readonly address: Address
  readonly count: bigint
}

/** Writes attributes for a function. */
export function attributesIn(
  arena: NativeArena,
  values: readonly (readonly [type: bigint, value: AttributeValue])[],
): Attributes {
  const list = arena.allocate(
    array(CK_ATTRIBUTE, values.length),
    values.map(([type, value]) => {
      const bytes = bytesFor(value)
      return { type, pValue: arena.keep(bytes), ulValueLen: BigInt(bytes.length) }
    }),
  )
  return { address: addressOf(list), count: BigInt(values.length) }
}

function bytesFor(value: AttributeValue): Uint8Array {
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0)
  if (typeof value === 'bigint') return new Uint8Array(BigUint64Array.of(value).buffer)
  return typeof value === 'string' ? new TextEncoder().encode(value) : value
}

/** Writes a mechanism, with its parameter where it has one. */
export function mechanismIn(
  arena: NativeArena,
  mechanism: bigint,
  parameter?: { readonly address: Address; readonly byteLength: number },
): ViewOf<typeof CK_MECHANISM> {
  return arena.allocate(CK_MECHANISM, {
    mechanism,
    pParameter: parameter?.address ?? null,
    ulParameterLen: BigInt(parameter?.byteLength ?? 0),
  })
}
