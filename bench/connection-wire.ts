import { bool, f64, u32 } from 'abiding'
import { decodeWire, encodeWire, list, record, string } from 'abiding/connection'
import type { Comparison, Contender, Suite } from './harness.js'
import { installPeers, type Load } from './peers/install.js'

interface Drawing {
  readonly name: string
  readonly layers: readonly {
    readonly id: number
    readonly title: string
    readonly visible: boolean
    readonly points: readonly { readonly x: number; readonly y: number; readonly pen: number }[]
    readonly tags: readonly number[]
  }[]
}

/** A way to write drawings as bytes or text, and to read them. */
interface Format {
  readonly name: string
  readonly write: (drawing: never) => unknown
  readonly read: (written: never) => unknown
  /** What is written, where the format has objects of its own. */
  readonly prepare?: (drawing: Drawing) => unknown
}

const layerCount = 8
const pointCount = 40

function makeDrawing(): Drawing {
  return {
    name: 'a drawing of some layers',
    layers: Array.from({ length: layerCount }, (_, layer) => ({
      id: layer * 1000,
      title: `layer number ${layer}`,
      visible: layer % 3 !== 0,
      points: Array.from({ length: pointCount }, (_, index) => ({
        x: Math.sin(index + layer) * 100,
        y: Math.cos(index * layer) * 100,
        pen: (index * 7919) % 65_536,
      })),
      tags: Array.from({ length: 20 }, (_, index) => index * index * 50_000),
    })),
  }
}

/** A number that depends on all that was read. */
function digest(drawing: Drawing): number {
  let sum = drawing.name.length
  for (const { id, title, visible, points, tags } of drawing.layers) {
    sum += id + title.length + Number(visible)
    for (const { x, y, pen } of points) sum += x + y + pen
    for (const tag of tags) sum += tag
  }
  return sum
}

function ownFormat(): Format {
  const Point = record('Point', { x: f64, y: f64, pen: u32 })
  const layer = { id: u32, title: string, visible: bool, points: list(Point), tags: list(u32) }
  const Drawing = record('Drawing', { name: string, layers: list(record('Layer', layer)) })
  return {
    name: 'abiding',
    write: (drawing: Drawing) => encodeWire(Drawing, drawing),
    read: (bytes: Uint8Array) => decodeWire(Drawing, bytes),
  }
}

const decoder = new TextDecoder()

const jsonFormats: readonly Format[] = [
  { name: 'JSON, as text', write: JSON.stringify, read: JSON.parse },
  {
    name: 'JSON, as bytes',
    write: (drawing) => Buffer.from(JSON.stringify(drawing)),
    read: (bytes: Uint8Array) => JSON.parse(decoder.decode(bytes)) as unknown,
  },
]

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call,
   @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- the packages are no dependencies, so that their types are not there */

/** What a package exports. */
type Module = any

async function messagePack(load: Load): Promise<Format[]> {
  const { Packr }: Module = await load('msgpackr')
  const make = (name: string, options: object): Format => {
    const packr = new Packr(options)
    return { name, write: (drawing) => packr.pack(drawing), read: (bytes) => packr.unpack(bytes) }
  }
  return [
    make('msgpackr', { useRecords: false }),
    make('msgpackr, structures known to both sides', { structures: [] }),
  ]
}

/** The numbers of protobuf for types of fields. */
const fieldTypes = { double: 1, bool: 8, string: 9, message: 11, u32: 13 }

async function protobuf(load: Load): Promise<Format> {
  const { create, createFileRegistry, fromBinary, toBinary }: Module = await load('@bufbuild/protobuf')
  const { FileDescriptorSetSchema }: Module = await load('@bufbuild/protobuf/wkt')
  const one = (name: string, type: number, typeName?: string): object => ({ name, type, typeName, label: 1 })
  const many = (name: string, type: number, typeName?: string): object => ({ name, type, typeName, label: 3 })
  const message = (name: string, fields: readonly object[]): object => ({
    name,
    field: fields.map((field, index) => ({ ...field, number: index + 1 })),
  })
  const { double, u32: uint32, bool: boolean, string: text } = fieldTypes
  const messageType = [
    message('Point', [one('x', double), one('y', double), one('pen', uint32)]),
    message('Layer', [
      ...[one('id', uint32), one('title', text), one('visible', boolean)],
      ...[many('points', fieldTypes.message, '.bench.Point'), many('tags', uint32)],
    ]),
    message('Drawing', [one('name', text), many('layers', fieldTypes.message, '.bench.Layer')]),
  ]
  const file = [{ name: 'bench.proto', package: 'bench', syntax: 'proto3', messageType }]
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file }))
  const Drawing = registry.getMessage('bench.Drawing')
  return {
    name: '@bufbuild/protobuf',
    prepare: (drawing) => create(Drawing, structuredClone(drawing)),
    write: (drawing) => toBinary(Drawing, drawing),
    read: (bytes) => fromBinary(Drawing, bytes),
  }
}

/** Formats that cannot be loaded are left out and named. */
async function otherFormats(): Promise<[formats: Format[], failures: string[]]> {
  const load = await installPeers()
  if (typeof load === 'string') return [[], [load]]
  const formats: Format[] = []
  const failures: string[] = []
  for (const make of [messagePack, protobuf]) {
    try {
      formats.push(...[await make(load)].flat())
    } catch (error) {
      failures.push(`${make.name}: ${String(error)}`)
    }
  }
  return [formats, failures]
}

/** A drawing as bytes, and back, through each format. */
export async function connectionWire(): Promise<Suite> {
  const drawing = makeDrawing()
  const expected = digest(drawing)
  const [formats, failures] = await otherFormats()
  const all = [ownFormat(), ...jsonFormats, ...formats]
  const usable = all.map((format) => {
    const given = format.prepare?.(drawing) ?? drawing
    const written = format.write(given as never)
    return { ...format, given, written }
  })
  // The base must be ahead of all others.
  const ahead = (index: number): Pick<Contender, 'atLeast'> => (index === 0 ? {} : { atLeast: 1 })
  const compare = (name: string, run: (format: (typeof usable)[number]) => Contender['run']): Comparison => ({
    name,
    operations: 1,
    contenders: usable.map((format, index) => ({ name: format.name, run: run(format), ...ahead(index) })),
  })
  return {
    name: 'connection-wire',
    title: `A struct with ${layerCount} structs, each with ${pointCount} structs of three numbers, through each format`,
    notes: failures.map((failure) => `Not measured: ${failure}`),
    comparisons: [
      compare('write a struct with nested vectors', ({ write, given, read }) => (passes) => {
        let written: unknown
        for (let pass = 0; pass < passes; pass++) written = write(given as never)
        return digest(read(written as never) as Drawing) === expected
      }),
      compare('read a struct with nested vectors', ({ read, written }) => (passes) => {
        let found: unknown
        for (let pass = 0; pass < passes; pass++) found = read(written as never)
        return digest(found as Drawing) === expected
      }),
    ],
  }
}
