import { decodeWire, encodeWire } from 'abiding/connection'
import type { FieldKind, MessageDescription, Subject } from './connection-wire-values.js'
import { installPeers, type Load } from './peers/install.js'

/** A way to write a value as bytes or text, and to read it. */
export interface Format {
  readonly name: string
  readonly write: (value: never) => unknown
  readonly read: (written: never) => unknown
  /** What is written, where the format has objects of its own. */
  readonly prepare?: (value: object) => unknown
}

/** Makes the formats of a subject. */
type Maker = (subject: Subject) => readonly Format[]

const own: Maker = ({ type }) => [
  {
    name: 'abiding',
    write: (value) => encodeWire(type, value),
    read: (bytes: Uint8Array) => decodeWire(type, bytes),
  },
]

const decoder = new TextDecoder()

const json: Maker = () => [
  { name: 'JSON, as text', write: JSON.stringify, read: JSON.parse },
  {
    name: 'JSON, as bytes',
    write: (value) => Buffer.from(JSON.stringify(value)),
    read: (bytes: Uint8Array) => JSON.parse(decoder.decode(bytes)) as unknown,
  },
]

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call,
   @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- the packages are no dependencies, so that their types are not there */

/** What a package exports. */
type Module = any

async function messagePack(load: Load): Promise<Maker> {
  const { Packr }: Module = await load('msgpackr')
  const make = (name: string, options: object): Format => {
    const packr = new Packr(options)
    return { name, write: (value) => packr.pack(value), read: (bytes) => packr.unpack(bytes) }
  }
  return () => [
    make('msgpackr', { useRecords: false }),
    make('msgpackr, structures known to both sides', { structures: [] }),
  ]
}

/** The numbers of protobuf for types of fields. */
const fieldTypes = { double: 1, bool: 8, string: 9, message: 11, u32: 13 }

/** The numbers of protobuf for fields that are there once, and for those that are there many times over. */
const [once, manyTimes] = [1, 3]

/** What protobuf calls a descriptor of a message. */
function describeMessage({ name, fields }: MessageDescription): object {
  const field = Object.entries(fields).map(([fieldName, form], index) => {
    const isMany = Array.isArray(form)
    const kind = (isMany ? form[0] : form) as FieldKind
    const type = typeof kind === 'string' ? { type: fieldTypes[kind] } : messageType(kind.message)
    return { name: fieldName, number: index + 1, label: isMany ? manyTimes : once, ...type }
  })
  return { name, field }
}

const messageType = (name: string): object => ({ type: fieldTypes.message, typeName: `.bench.${name}` })

async function protobuf(load: Load): Promise<Maker> {
  const { create, createFileRegistry, fromBinary, toBinary }: Module = await load('@bufbuild/protobuf')
  const { FileDescriptorSetSchema }: Module = await load('@bufbuild/protobuf/wkt')
  return ({ messages }) => {
    const described = messages.map(describeMessage)
    const file = [{ name: 'bench.proto', package: 'bench', syntax: 'proto3', messageType: described }]
    const registry = createFileRegistry(create(FileDescriptorSetSchema, { file }))
    const Message = registry.getMessage(`bench.${messages.at(-1)!.name}`)
    return [
      {
        name: '@bufbuild/protobuf',
        prepare: (value) => create(Message, structuredClone(value)),
        write: (value) => toBinary(Message, value),
        read: (bytes) => fromBinary(Message, bytes),
      },
    ]
  }
}

/**
 * The formats of any subject, that of this library first.
 *
 * @returns What makes them, and which packages cannot be loaded and why.
 */
export async function loadFormats(): Promise<[make: Maker, failures: readonly string[]]> {
  const makers = [own, json]
  const failures: string[] = []
  const load = await installPeers()
  if (typeof load === 'string') failures.push(load)
  else {
    for (const make of [messagePack, protobuf]) {
      try {
        makers.push(await make(load))
      } catch (error) {
        failures.push(`${make.name}: ${String(error)}`)
      }
    }
  }
  return [(subject) => makers.flatMap((make) => make(subject)), failures]
}
