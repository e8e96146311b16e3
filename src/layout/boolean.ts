import { ValueError } from '../errors/index.js'
import { refuser, spellC } from './scalar.js'
import type { Codec, Type } from './type.js'

const refuse = refuser('bool', 'true or false', 'boolean', 'L-4')

function fromByte(byte: number, path: string | undefined): boolean {
  if (byte > 1) throw invalidByte(byte, path)
  return byte === 1
}

const get: Codec['get'] = (memory, offset, path) => fromByte(memory.view.getUint8(offset), path)

// Not by `typeof`: V8 then still has to find out which of the two it is.
const accepts = (value: string): string => `(${value} === true || ${value} === false)`

function invalidByte(byte: number, path: string | undefined): ValueError {
  return new ValueError('the memory holds no valid bool', {
    code: 'ABI-V005',
    rule: 'L-4',
    path,
    expected: '0 or 1',
    found: String(byte),
    hint: 'declare the field as u8 if the other side stores other numbers in it',
  })
}

/** One byte that is 0 or 1, a `boolean`. Any other byte is an error when it is read. C: `bool`. */
export const bool: Type<boolean> = Object.freeze<Type<boolean>>({
  kind: 'bool',
  name: 'bool',
  measure: () => ({ size: 1, alignment: 1 }),
  makeCodec: (): Codec => ({
    size: 1,
    alignment: 1,
    get,
    set(memory, offset, value, path) {
      if (typeof value !== 'boolean') refuse(value, path)
      memory.view.setUint8(offset, value ? 1 : 0)
    },
    setUnchecked(memory, offset, value) {
      memory.view.setUint8(offset, value ? 1 : 0)
    },
    copy: get,
    json: get,
    source: {
      get: ({ memory, offset, path }, bind) =>
        `${bind(fromByte)}(${memory}.view.getUint8(${offset}), ${path})`,
      accepts,
      check: {
        kind: 'index',
        count: 2,
        written: (value) => `${value} === true ? 1 : ${value} === false ? 0 : 2`,
        indexOf: (byte) => byte,
        set: ({ memory, offset }, byte) => `${memory}.view.setUint8(${offset}, ${byte})`,
      },
      set: ({ memory, offset }, value) =>
        `${memory}.view.setUint8(${offset}, ${value} === true || (${value} !== false && ${value}) ? 1 : 0)`,
      refuse,
    },
  }),
  passing: {
    kind: 'scalar',
    scalar: 'bool',
    toNative: (value, path) => (typeof value === 'boolean' ? value : refuse(value, path)),
    fromNative: (raw) => raw,
    accepts,
    fromNativeSource: (raw) => raw,
    receivedSource: (raw) => raw,
  },
  leaves: () => [{ offset: 0, size: 1, scalar: 'bool' }],
  schema: () => 'bool',
  mentions: () => [],
  declareC: (declarator, isConst) => spellC('bool', declarator, isConst),
  defaultValue: () => false,
  domain: () => ({ kind: 'choice', values: [false, true] }),
  integer: {
    isSigned: () => false,
    isBig: false,
    meaningfulBits: 1,
    fromInteger: (integer) => integer === 1,
    toInteger: (value, path) => (typeof value === 'boolean' ? Number(value) : refuse(value, path)),
  },
})
