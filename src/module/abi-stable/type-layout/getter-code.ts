/** An architecture whose getters are understood. */
export type GetterArchitecture = 'x86_64' | 'aarch64'

/** Bytes of machine code that {@link decodeGetter} wants to see. */
export const getterCodeBytes = 16

/**
 * The address that a function without parameters gives, read from its machine code: the function loads an address relative
 * to itself, and returns. Nothing is run.
 *
 * @param code - Machine code from the address on, {@link getterCodeBytes} bytes or fewer.
 * @param address - Where the code lies.
 * @param architecture - What it is the code of.
 * @returns The address, or `undefined` for code that does anything else.
 *
 * @see Rule A-21 of the specification.
 */
export function decodeGetter(
  code: Uint8Array,
  address: number,
  architecture: GetterArchitecture,
): number | undefined {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength)
  return architecture === 'x86_64' ? decodeX64(view, address) : decodeAarch64(view, address)
}

/** `lea rax, [rip + displacement]; ret`, perhaps behind `endbr64`. */
function decodeX64(view: DataView, address: number): number | undefined {
  const start = view.byteLength >= 4 && view.getUint32(0) === 0xf30f1efa ? 4 : 0
  if (view.byteLength < start + 8) return undefined
  if (view.getUint16(start) !== 0x488d || view.getUint8(start + 2) !== 0x05) return undefined
  if (view.getUint8(start + 7) !== 0xc3) return undefined
  return address + start + 7 + view.getInt32(start + 3, true)
}

/** `adrp x0, page; add x0, x0, offset; ret`, perhaps behind `bti c`. */
function decodeAarch64(view: DataView, address: number): number | undefined {
  const start = view.byteLength >= 4 && view.getUint32(0, true) === 0xd503245f ? 4 : 0
  if (view.byteLength < start + 12) return undefined
  const [adrp, add, ret] = [0, 4, 8].map((offset) => view.getUint32(start + offset, true)) as [
    number,
    number,
    number,
  ]
  if ((adrp & 0x9f00001f) >>> 0 !== 0x90000000 || (add & 0xffc003ff) >>> 0 !== 0x91000000) return undefined
  if (ret !== 0xd65f03c0) return undefined
  // 21 bits with a sign: 19 high ones at 5, two low ones at 29.
  const pages = (((adrp << 8) >> 13) << 2) | ((adrp >>> 29) & 3)
  const place = address + start
  return place - (place % 4096) + pages * 4096 + ((add >>> 10) & 0xfff)
}
