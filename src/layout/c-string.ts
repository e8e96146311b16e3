import { MemoryError, ValueError } from '../errors/index.js'
import type { Address } from './address.js'
import { c_char } from './c-types.js'
import { equalTexts } from './compare-places.js'
import { keepBytes } from './keep-bytes.js'
import { layoutOf } from './layout.js'
import type { AddressSpace, Keep } from './memory.js'
import { describeValue } from './names.js'
import { constPointer, Pointer } from './pointer.js'
import { readUnsignedWord, wordFromNative, writeWord } from './pointer-sized.js'
import { readCString } from './read-c-string.js'
import type { AnyType, Codec, Layout, ScalarPassing, Type } from './type.js'
import { checkNoNul, checkText, encodeUtf8 } from './utf8.js'
import type { ValueDomain } from './value-domain.js'

/** What may be written as a C string: text, or where it lies already. */
export type CStringInput = string | Pointer | Address

/** A C string that may not be null. */
export interface CStringType extends Type<string, string, CStringInput> {
  readonly nullableForm: () => Type<string | null, string | null, CStringInput | null>
}

const anyString: ValueDomain = { kind: 'text', encoding: 'utf-8', hasNul: false }
const noString: ValueDomain = { kind: 'choice', values: [null] }

/** The pointer that it is, in C and in a schema. */
const characters = constPointer(c_char)

function makeCString(isNullable: boolean): AnyType {
  const name = isNullable ? 'nullable(cString)' : 'cString'
  const representation: AnyType = isNullable ? characters.nullableForm() : characters
  const toPointer = (representation.passing as ScalarPassing).toNative
  const toAddress = (value: unknown, path: string, space: AddressSpace, keep?: Keep): number => {
    if (typeof value === 'string') {
      checkText(value, path, 'L-16')
      checkNoNul(value, path, 'L-16')
      return keepBytes(keep, encodeUtf8(`${value}\0`), path, 'L-16')
    }
    if (typeof value === 'number' || value instanceof Pointer || value === null)
      return value === null && !isNullable ? refuseNull(path) : (toPointer(value, path, space) as number)
    throw new ValueError('not a string', {
      code: 'ABI-V001',
      rule: 'L-16',
      path,
      expected: `a string, a Pointer or an address${isNullable ? ', or null' : ''}`,
      found: describeValue(value),
    })
  }
  const fromAddress = (address: number, space: AddressSpace, path = name): string | null =>
    isNullable && address === 0 ? null : readCString(space, address, path)
  const measure: AnyType['measure'] = (target) => layoutOf(representation, target)
  const type: AnyType = Object.freeze<AnyType>({
    kind: 'cString',
    name,
    measure,
    makeCodec(target): Codec {
      const layout: Layout = measure(target)
      const get: Codec['get'] = ({ view, space }, offset, path) =>
        fromAddress(readUnsignedWord(view, offset, target, path), space, path)
      return {
        ...layout,
        get,
        set(memory, offset, value, path) {
          // Keeping may move the memory, so its view is asked for afterwards.
          const address = toAddress(value, path, memory.space, memory.keep)
          writeWord(memory.view, offset, address, target)
        },
        copy: get,
        json: get,
        equals: equalTexts(() => type),
      }
    },
    passing: {
      kind: 'scalar',
      scalar: 'address',
      keepsBytes: true,
      toNative: toAddress,
      fromNative: (raw, path, space) => fromAddress(wordFromNative(raw, path), space, path),
    },
    leaves: representation.leaves,
    schema: representation.schema,
    mentions: () => [],
    declareC: representation.declareC,
    defaultValue: () => (isNullable ? null : ''),
    domain: () => (isNullable ? { kind: 'alternatives', domains: [noString, anyString] } : anyString),
    nullableForm: isNullable ? undefined : () => makeCString(true),
  })
  return type
}

function refuseNull(path: string): never {
  throw new MemoryError('a null string where none is allowed', {
    code: 'ABI-M001',
    rule: 'L-16',
    path,
    expected: 'a string',
    found: 'null',
    hint: 'declare it as nullable(cString) if null is allowed',
  })
}

/**
 * Text that ends with a zero byte, behind a `const char *`: a `string` in TypeScript.
 *
 * Reading copies the text out of memory. A string that is passed to native code lives for as long as the call; one that
 * is written into a struct lives as long as the struct's arena. A `Pointer` or an address is written as it is; whoever
 * passes it vouches for what lies there.
 *
 * @see Rule L-16 of the specification.
 *
 * @example
 * ```ts
 * import { cString, NativeArena, nullable, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Entry = struct('Entry', { key: cString, value: nullable(cString) })
 * using arena = new NativeArena()
 * const entry = arena.allocate(Entry, { key: 'straße', value: null })
 * assert.equal(entry.key, 'straße')
 * assert.equal(entry.value, null)
 * ```
 */
export const cString: CStringType = makeCString(false) as CStringType
