// What the tests of several PKCS#11 providers share.
import { c_ulong, fn, missing } from 'abiding'
import { CK_FUNCTION_LIST } from '../../examples/peers/pkcs11.abi.js'
import { withRung, type WriteVersion } from './truncated.js'

/** The version as two bytes. */
export const writeByteVersion: WriteVersion = (start, version) =>
  version.split('.').forEach((part, index) => start.setUint8(index, Number(part)))

/** A declaration that is newer than every provider: with functions that nobody has. */
export const futureFunctionList = withRung(CK_FUNCTION_LIST, '9.0', {
  C_Future: missing.panic(fn({ session: c_ulong }, c_ulong)),
  C_FarFuture: fn({ session: c_ulong }, c_ulong),
})
