import { ValueError } from '../errors/index.js'
import { refuser, spellC } from './scalar.js'
import type { Target } from './target.js'
import type { Codec, Type } from './type.js'

const high = 2 ** 32

/**
 * Reads a pointer-sized unsigned integer as a number.
 *
 * @throws {@link ValueError} `ABI-V005` where it is 2^53 or more.
 *
 * @internal
 */
export function readUnsignedWord(view: DataView, offset: number, target: Target, path?: string): number {
  const littleEndian = target.byteOrder === 'little'
  if (target.pointerSize === 4) return view.getUint32(offset, littleEndian)
  const upper = view.getUint32(littleEndian ? offset + 4 : offset, littleEndian)
  if (upper > 0x1fffff) refuseWord('usize', path)
  return upper * high + view.getUint32(littleEndian ? offset : offset + 4, littleEndian)
}

/**
 * Writes a pointer-sized integer that was checked before.
 *
 * @internal
 */
export function writeWord(view: DataView, offset: number, value: number, target: Target): void {
  const littleEndian = target.byteOrder === 'little'
  if (target.pointerSize === 4) return view.setUint32(offset, value, littleEndian)
  view.setUint32(littleEndian ? offset : offset + 4, value, littleEndian)
  view.setUint32(littleEndian ? offset + 4 : offset, Math.floor(value / high), littleEndian)
}

function readSignedWord(view: DataView, offset: number, target: Target, path?: string): number {
  const littleEndian = target.byteOrder === 'little'
  if (target.pointerSize === 4) return view.getInt32(offset, littleEndian)
  const upper = view.getInt32(littleEndian ? offset + 4 : offset, littleEndian)
  const value = upper * high + view.getUint32(littleEndian ? offset : offset + 4, littleEndian)
  return Number.isSafeInteger(value) ? value : refuseWord('isize', path)
}

/**
 * The number of a pointer-sized unsigned integer that the FFI gave: a bigint where it is 2^53 or more, and negative where
 * it is 2^63 or more and native code passed it.
 *
 * @throws {@link ValueError} `ABI-V005` where it is 2^53 or more.
 *
 * @internal
 */
export function wordFromNative(raw: unknown, path: string): number {
  return Number.isSafeInteger(raw) && (raw as number) >= 0 ? (raw as number) : refuseWord('usize', path)
}

function refuseWord(name: string, path?: string): never {
  throw new ValueError(`the memory holds a ${name} that no number can represent exactly`, {
    code: 'ABI-V005',
    rule: 'L-3',
    path,
    expected: 'a value below 2^53',
    found: '2^53 or more',
    hint: 'declare the field as u64 or i64 to read it as a bigint',
  })
}

function pointerSized(name: 'usize' | 'isize'): Type<number> {
  const signed = name === 'isize'
  const range = `a whole number from ${signed ? '-(2^53-1)' : '0'} to 2^53-1`
  const refuse: (value: unknown, path: string) => never = refuser(name, range, 'number')
  const accepts = (value: unknown, target: Target): value is number => {
    if (!Number.isSafeInteger(value)) return false
    const number = value as number
    const limit = target.pointerSize === 8 ? Number.MAX_SAFE_INTEGER : signed ? 2 ** 31 - 1 : high - 1
    return number <= limit && number >= (signed ? -limit - (target.pointerSize === 8 ? 0 : 1) : 0)
  }
  const read = signed ? readSignedWord : readUnsignedWord
  return Object.freeze<Type<number>>({
    kind: name,
    name,
    measure: (target) => ({ size: target.pointerSize, alignment: target.pointerSize }),
    makeCodec(target): Codec {
      const get: Codec['get'] = (memory, offset, path) => read(memory.view, offset, target, path)
      return {
        size: target.pointerSize,
        alignment: target.pointerSize,
        get,
        set(memory, offset, value, path) {
          if (!accepts(value, target)) refuse(value, path)
          writeWord(memory.view, offset, value, target)
        },
        copy: get,
        json: get,
      }
    },
    passing: {
      kind: 'scalar',
      scalar: signed ? 'isize' : 'address',
      toNative: (value, path, space) => (accepts(value, space.target) ? value : refuse(value, path)),
      fromNative: (raw, path) => {
        if (!signed) return wordFromNative(raw, path)
        return Number.isSafeInteger(raw) ? raw : refuseWord(name, path)
      },
      accepts: (value) => `Number.isSafeInteger(${value})${signed ? '' : ` && ${value} >= 0`}`,
    },
    leaves: (target) => [{ offset: 0, size: target.pointerSize, scalar: signed ? 'isize' : 'address' }],
    schema: () => name,
    mentions: () => [],
    declareC: (declarator, isConst) => spellC(signed ? 'ptrdiff_t' : 'size_t', declarator, isConst),
    defaultValue: () => 0,
  })
}

/** Unsigned integer of the size of a pointer, a `number` up to 2^53-1. C: `size_t`. */
export const usize: Type<number> = pointerSized('usize')
/** Signed integer of the size of a pointer, a `number` from -(2^53-1) to 2^53-1. C: `ptrdiff_t`. */
export const isize: Type<number> = pointerSized('isize')
