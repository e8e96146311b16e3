import { ValueError } from '../errors/index.js'
import { readUnsignedWord, wordFromNative, writeWord } from '../layout/pointer-sized.js'
import { describeValue } from '../layout/names.js'
import type { Address, AnyType, Codec, Type } from '../layout/index.js'

/**
 * The data pointer of a box or of a trait object: it means something to the functions of the table beside it, and to
 * nobody else. It may be null for objects without bytes, and it is never followed on this side.
 *
 * @see Rule B-1 of the specification.
 *
 * @internal
 */
export const dataPointer: Type<Address, Address, number> = Object.freeze<Type<Address, Address, number>>({
  kind: 'dataPointer',
  name: 'dataPointer',
  measure: (target) => ({ size: target.pointerSize, alignment: target.pointerSize }),
  makeCodec(target): Codec {
    const get: Codec['get'] = (memory, offset, path) => readUnsignedWord(memory.view, offset, target, path)
    return {
      size: target.pointerSize,
      alignment: target.pointerSize,
      get,
      set(memory, offset, value, path) {
        writeWord(memory.view, offset, checkAddress(value, path), target)
      },
      copy: get,
      json: get,
    }
  },
  passing: {
    kind: 'scalar',
    scalar: 'address',
    toNative: checkAddress,
    fromNative: (raw, path) => wordFromNative(raw, path),
    accepts: (value) => `Number.isSafeInteger(${value}) && ${value} >= 0`,
  },
  leaves: (target) => [{ offset: 0, size: target.pointerSize, scalar: 'address' }],
  schema: () => ({ pointer: 'void', nullable: true }),
  mentions: () => [],
  declareC: (declarator, isConst) => `void *${isConst ? ' const ' : ''}${declarator}`,
  defaultValue: () => 0,
  domain: () => ({ kind: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
})

/**
 * The same with a type in C for what lies there: the buffer of a vector, which may lead to nothing where it is empty.
 *
 * @param element - Gives the type, which may not be declared yet.
 *
 * @internal
 */
export function dataPointerTo(element: () => AnyType): Type<Address, Address, number> {
  return Object.freeze<Type<Address, Address, number>>({
    ...dataPointer,
    schema: () => ({ pointer: element().schema(), nullable: true }),
    mentions: () => [element()],
    declareC: (declarator, isConst) => element().declareC(`*${isConst ? ' const ' : ''}${declarator}`),
  })
}

function checkAddress(value: unknown, path: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw new ValueError('not a data pointer', {
    code: 'ABI-V001',
    rule: 'B-1',
    path,
    expected: 'the address that an object came with',
    found: describeValue(value),
  })
}
