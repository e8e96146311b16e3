// What the crates themselves say of pairs of schemas and definitions, and of the files of a trait.
import {
  addressOf,
  array,
  bytesOf,
  fn,
  i32,
  NativeArena,
  pointer,
  u32,
  u64,
  u8,
  usize,
  type Address,
} from 'abiding'
import type { Schema, TraitDefinition } from 'abiding/connection'
import { expect } from 'vitest'
import { encodeDefinition } from '../../../src/connection/wire/container.js'
import { writeDefinition, writeSchema } from '../../../src/connection/wire/schema-codec.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

/** What the crate says: a panic of its own is an answer, too. */
export type Verdict = 'fits' | 'differs' | 'panics'

const room = 2 ** 20
/** Whether the crates can be asked. */
export const hasCargo = requireTool('cargo')

/** The judge. */
export const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('savefile/savefile-negotiation')
  const Bytes = pointer(u8)
  const arena = new NativeArena()
  const one = arena.allocate(array(u8, room))
  const other = arena.allocate(array(u8, room))
  const lengths = arena.allocate(array(u32, 4))
  const masks = arena.allocate(array(u64, 64))
  const pair = [{ one: Bytes }, { oneLength: usize }, { other: Bytes }, { otherLength: usize }] as const
  const judges = {
    compare: bind('compare_schemas', fn([...pair, { isResult: u32 }], i32)),
    layout: bind('layout_compatible', fn([...pair], i32)),
    verify: bind('verify_definitions', fn([...pair, { isResult: u32 }], i32)),
  }
  const connect = bind(
    'connect_sides',
    fn(
      [
        { own: u32 },
        { peer: u32 },
        { data: Bytes },
        { lengths: pointer(u32) },
        { masks: pointer(u64) },
        { entry: u32 },
      ],
      i32,
    ),
  )
  const files = bind('verify_files', fn([{ number: u32 }, { folder: Bytes }, { length: usize }], i32))
  const said = bind('last_said', fn([{ out: Bytes }, { capacity: usize }], usize))
  const put = (first: Uint8Array, second: Uint8Array): [Address, number, Address, number] => {
    bytesOf(one).set(first)
    bytesOf(other).set(second)
    return [addressOf(one), first.length, addressOf(other), second.length]
  }
  let entry = 0
  return {
    said: () => Buffer.from(bytesOf(other).slice(0, said(addressOf(other), room))).toString(),
    compare: (first: Schema, second: Schema, isResult: boolean) =>
      verdictOf(judges.compare(...put(schemaBytes(first), schemaBytes(second)), Number(isResult))),
    layout: (first: Schema, second: Schema) =>
      verdictOf(judges.layout(...put(schemaBytes(first), schemaBytes(second)))),
    verify: (first: TraitDefinition, second: TraitDefinition, isResult: boolean) =>
      verdictOf(judges.verify(...put(definitionBytes(first), definitionBytes(second)), Number(isResult))),
    /** What the crate makes of the files of one of its traits. */
    verifyFiles(name: 'Till' | 'Slow', folder: string): Verdict {
      const [at, length] = put(Buffer.from(folder), new Uint8Array())
      return verdictOf(files(name === 'Till' ? 0 : 1, at, length))
    },
    /** The masks of the methods of the side that calls, or nothing where the two cannot be connected. */
    connect(caller: Side, callee: Side): readonly bigint[] | undefined {
      const parts = [caller.native, caller.effective, callee.native, callee.effective].map((definition) =>
        encodeDefinition(definition, 2),
      )
      bytesOf(one).set(Buffer.concat(parts))
      bytesOf(lengths).set(new Uint8Array(Uint32Array.from(parts, ({ length }) => length).buffer))
      const verdict = verdictOf(
        connect(caller.version, callee.version, addressOf(one), addressOf(lengths), addressOf(masks), entry),
      )
      expect(verdict, this.said()).not.toBe('panics')
      if (verdict === 'differs') return undefined
      entry += 1
      const words = new BigUint64Array(bytesOf(masks).slice().buffer)
      return caller.native.methods.map((_method, index) => words[index]!)
    },
  }
}

/** What a side of a connection says of itself. */
export interface Side {
  readonly version: number
  readonly native: TraitDefinition
  readonly effective: TraitDefinition
}

function verdictOf(number: number): Verdict {
  expect([0, 1, 2], 'the crate reads what TypeScript wrote').toContain(number)
  return (['fits', 'differs', 'panics'] as const)[number]!
}

function schemaBytes(schema: Schema): Uint8Array {
  const writer = new WireWriter()
  writeSchema(writer, schema, 2)
  return writer.finish()
}

function definitionBytes(definition: TraitDefinition): Uint8Array {
  const writer = new WireWriter()
  writeDefinition(writer, definition, 2)
  return writer.finish()
}
