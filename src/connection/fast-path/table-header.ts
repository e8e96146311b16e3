import { allocateNative } from '../../ffi/index.js'
import { canonicalJson, hostTarget, layoutOf, type Address } from '../../layout/index.js'
import { encodeUtf8 } from '../../layout/utf8.js'
import { nativeSpace } from '../../memory/native-space.js'
import { headerMagic, headerVersion, ModuleHeader } from '../../module/header.js'
import type { PrefixType } from '../../prefix/prefix-type.js'
import { keepForever } from '../protocol/call-passage.js'

/** The state of a header whose root was made. */
const constructed = 2

/**
 * Writes the module header of a table of this side: the same as a library of C exports. It stays for as long as the process.
 *
 * @param type - The table.
 * @param root - Where its instance lies.
 * @param construct - The function that gives the root.
 * @returns Where the header lies.
 *
 * @see Rules H-2 to H-6 and X-86 of the specification.
 *
 * @internal
 */
export function writeTableHeader(type: PrefixType, root: Address, construct: Address): Address {
  const target = hostTarget()
  const { size, fields } = layoutOf(ModuleHeader)
  const address = allocateNative(size)
  const { view, base } = nativeSpace.memoryAt(address, size)
  const littleEndian = target.byteOrder === 'little'
  const offsetOf = (name: string): number =>
    address - base! + fields.find((field) => field.name === name)!.offset
  const word = (name: string, value: number): void =>
    view.setBigUint64(offsetOf(name), BigInt(value), littleEndian)
  const text = (name: string, value: string): void => {
    const bytes = encodeUtf8(value)
    word(name, keepForever(bytes, 1))
    word(`${name}_length`, bytes.length)
  }
  encodeUtf8(headerMagic).forEach((byte, index) => view.setUint8(offsetOf('magic') + index, byte))
  view.setUint8(offsetOf('byte_order'), littleEndian ? 1 : 2)
  view.setUint8(offsetOf('pointer_size'), target.pointerSize)
  view.setUint16(offsetOf('header_version'), headerVersion, littleEndian)
  view.setUint32(offsetOf('header_size'), size, littleEndian)
  text('name', type.name)
  text('version', type.version)
  text('schema', canonicalJson(type.schema()))
  word('construct', construct)
  view.setUint32(offsetOf('state'), constructed, littleEndian)
  word('root', root)
  return address
}
