import { array, bytesOf, addressOf, f64, NativeArena, struct, u32, u8 } from 'abiding'
import koffi from 'koffi'
import type { Load } from './install.js'

/** One library, and the code that a person writes with it to read and write the record with the number `i`. */
export interface Peer {
  readonly name: string
  /** What the code uses, by name. */
  readonly scope: Readonly<Record<string, unknown>>
  /** Statements that may come before an access. */
  readonly find: string
  /** Statements between access and `find`, for libraries that decode a whole record first. */
  readonly fields: readonly [tag: string, count: string, value: string]
  /** Statements that write `i & 255`, `i` and `i * 0.5`. */
  readonly write: string
}

/** How many records there are. */
export const count = 1000
/** Bytes of a record: a `u8`, a `u32` and an `f64`, aligned as C does. */
const size = 16

const properties = (record: string): Peer['fields'] => [`${record}.tag`, `${record}.count`, `${record}.value`]
const assignments = (record: string): string =>
  `${record}.tag = i & 255; ${record}.count = i; ${record}.value = i * 0.5;`
const each = <T>(make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
/** The part of a buffer that a record takes. */
const pieces = (buffer: Buffer, length = size): Buffer[] =>
  each((index) => buffer.subarray(index * length, (index + 1) * length))

/** Code with accessors of this library: the base of the comparison. */
export function ownAccessors(): Peer {
  return own('abiding, array.at(i)', 'const record = all.at(i);')
}

function own(name: string, find: string): Peer {
  const Reading = struct('Reading', { tag: u8, count: u32, value: f64 })
  const all = new NativeArena().allocate(array(Reading, count))
  const scope = { all, records: [...all] }
  return { name, scope, find, fields: properties('record'), write: `${find} ${assignments('record')}` }
}

/** What is measured beside the base and loads without further ado. */
export function localPeers(): Peer[] {
  const Reading = struct('Reading', { tag: u8, count: u32, value: f64 })
  const all = new NativeArena().allocate(array(Reading, count))
  const { buffer, byteOffset, byteLength } = bytesOf(all)
  const view = new DataView(buffer, byteOffset, byteLength)
  return [
    {
      name: 'DataView, by hand',
      scope: { view },
      find: `const p = i * ${size};`,
      fields: ['view.getUint8(p)', 'view.getUint32(p + 4, true)', 'view.getFloat64(p + 8, true)'],
      write: `const p = i * ${size};
        view.setUint8(p, i & 255); view.setUint32(p + 4, i, true); view.setFloat64(p + 8, i * 0.5, true);`,
    },
    own('abiding, an accessor kept for each', 'const record = records[i];'),
    ...koffiPeers(addressOf(all)),
  ]
}

function koffiPeers(start: number): Peer[] {
  const type = koffi.struct({ tag: 'uint8_t', count: 'uint32_t', value: 'double' })
  const { decode, encode } = koffi
  const find = `const p = start + i * ${size};`
  return [
    {
      name: 'koffi, whole struct',
      scope: { decode, encode, type, start },
      find: `${find} const record = decode(p, type);`,
      fields: properties('record'),
      write: `${find} encode(p, type, { tag: i & 255, count: i, value: i * 0.5 });`,
    },
    {
      name: 'koffi, field by field',
      scope: { encode, start, uint8: decode.uint8, uint32: decode.uint32, double: decode.double },
      find,
      fields: ['uint8(p)', 'uint32(p + 4)', 'double(p + 8)'],
      write: `${find} encode(p, 'uint8_t', i & 255); encode(p + 4, 'uint32_t', i); encode(p + 8, 'double', i * 0.5);`,
    },
  ]
}

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call,
   @typescript-eslint/no-unsafe-member-access -- the packages have no common shape, some no types: each is used as its
   own documentation says */

/** What a package exports. */
type Module = any

/** How the packages are used: by package. The functions load nothing but their argument. */
export const packagePeers: Readonly<Record<string, (module: Module, load: Load) => Peer | Promise<Peer>>> = {
  'typed-struct': ({ Struct }: Module) => {
    const Reading = new Struct('Reading').UInt8('tag').seek(3).UInt32LE('count').Float64LE('value').compile()
    const records = pieces(Buffer.alloc(count * size)).map((piece) => new Reading(piece) as unknown)
    return kept('typed-struct', records)
  },
  structurae: ({ View }: Module) => {
    const Reading = new View().create({
      $id: 'Reading',
      type: 'object',
      properties: {
        tag: { type: 'number', btype: 'uint8' },
        count: { type: 'number', btype: 'uint32' },
        value: { type: 'number', btype: 'float64' },
      },
    })
    const length = Reading.viewLength as number
    const buffer = new ArrayBuffer(count * length)
    return {
      name: 'structurae',
      scope: { records: each((index) => new Reading(buffer, index * length, length) as unknown) },
      find: 'const record = records[i];',
      fields: ["record.get('tag')", "record.get('count')", "record.get('value')"],
      write: `const record = records[i];
        record.set('tag', i & 255); record.set('count', i); record.set('value', i * 0.5);`,
    }
  },
  'buffer-backed-object': ({ default: backed }: Module) => {
    const types = {
      tag: backed.Uint8(),
      padding: backed.reserved(3),
      count: backed.Uint32({ endianness: 'little' }),
      value: backed.Float64({ endianness: 'little' }),
    }
    const list = backed.ArrayOfBufferBackedObjects(new ArrayBuffer(count * size), types)
    return kept(
      'buffer-backed-object',
      each((index) => list[index] as unknown),
    )
  },
  'ref-struct-di': async ({ default: makeStruct }: Module, load: Load) => {
    const ref: Module = (await load('ref-napi')).default
    const Reading = makeStruct(ref)({ tag: 'uint8', count: 'uint32', value: 'double' })
    const records = pieces(Buffer.alloc(count * size)).map((piece) => new Reading(piece) as unknown)
    return kept('ref-struct-di', records)
  },
  'bun-ffi-structs': ({ defineStruct }: Module) => {
    const Reading = defineStruct([
      ['tag', 'u8'],
      ['count', 'u32'],
      ['value', 'f64'],
    ])
    const view = new DataView(new ArrayBuffer(count * size))
    return {
      name: 'bun-ffi-structs, into one object',
      scope: { Reading, view, record: { tag: 0, count: 0, value: 0 } },
      find: `Reading.unpackInto(view, record, i * ${size});`,
      fields: properties('record'),
      write: `${assignments('record')} Reading.packInto(record, view, i * ${size});`,
    }
  },
  'struct-fu': ({ default: fu }: Module) => {
    const fields = [fu.uint8('tag'), fu.padTo(4), fu.uint32le('count'), fu.float64le('value')]
    return {
      name: 'struct-fu',
      scope: { Reading: fu.struct(fields), places: pieces(Buffer.alloc(count * size)) },
      find: 'const record = Reading.unpack(places[i]);',
      fields: properties('record'),
      write: 'Reading.pack({ tag: i & 255, count: i, value: i * 0.5 }, places[i]);',
    }
  },
  'c-struct': ({ default: library }: Module) => {
    const { uint8, uint32, double } = library.type
    library.register('Reading', new library.Schema({ tag: uint8, count: uint32, value: double }))
    return {
      name: 'c-struct',
      scope: { library, places: pieces(Buffer.alloc(count * 13), 13) },
      find: "const record = library.unpackSync('Reading', places[i]);",
      fields: properties('record'),
      write: "places[i] = library.packSync('Reading', { tag: i & 255, count: i, value: i * 0.5 });",
    }
  },
}

/** A library whose objects look into the memory: one is kept for each record. */
function kept(name: string, records: readonly unknown[]): Peer {
  const find = 'const record = records[i];'
  return {
    name,
    scope: { records },
    find,
    fields: properties('record'),
    write: `${find} ${assignments('record')}`,
  }
}
