// Headers of plugins of abi_stable, made here in memory of this process: what a plugin in Rust has as a static variable.
// Their functions are written in TypeScript.
import {
  addressOf,
  exportFunction,
  fn,
  layoutOf,
  leak,
  leakIntoPrefix,
  NativeArena,
  prefixType,
  RStr,
  since,
  u32,
  type Address,
  type AnyType,
  type FunctionType,
  type InputOf,
  type Memory,
} from '../../src/index.js'
import type { Library } from '../../src/ffi/index.js'
import { CAbiTestingFns } from '../../src/module/abi-stable/c-abi-testing-fns.js'
import { LibHeader, pluginMagic } from '../../src/module/abi-stable/lib-header.js'
import { pluginSymbol } from '../../src/module/abi-stable/mangled-name.js'
import { MutexVTable } from '../../src/module/abi-stable/plugin-lock.js'
import { nativeSpace } from '../../src/memory/native-space.js'
import type { RootModuleResult } from '../../src/module/abi-stable/root-module-result.js'

/** The root module of the plugins that are made here. */
export const Lamp = prefixType('LampMod', {
  version: '1.1.0',
  package: 'lamp',
  prefix: { label: RStr, watts: fn({ room: u32 }, u32) },
  lastPrefixField: 'watts',
  suffix: { dim: since('1.1.0', fn([{ room: u32 }, { percent: u32 }], u32)) },
})

/** The address of a root module of {@link Lamp}, of the version 1.0.0 where it is asked for. */
export function makeLamp(version = '1.1.0'): Address {
  const watts = (room: number): number => room * 10
  if (version === '1.0.0') return leakIntoPrefix(Lamp.upTo('1.0.0'), { label: 'old', watts })
  return leakIntoPrefix(Lamp, { label: 'new', watts, dim: (room, percent) => (room * percent) / 10 })
}

type Exported = { readonly address: Address }

/** A function that lives as long as the process. */
function forever<P, R extends AnyType, O>(
  type: FunctionType<P, R, O>,
  implementation: (...values: never[]) => unknown,
): Exported {
  return leak(exportFunction(type, implementation as never))
}

/** The functions by which a host finds out how arguments are passed, as Rust has them. */
export const testingFunctions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  take_pair_a: (pair: { first: number }) => pair.first,
  take_pair_b: (pair: { second: number }) => (pair.second << 16) >>> 0,
  ret_pair_a: (number: number) => ({ first: number & 0xffff, second: undefined }),
  ret_pair_b: (number: number) => ({ first: undefined, second: number >>> 16 }),
  take_triple_a: (triple: { second: number; third: number }) => at(triple.second, 1) | at(triple.third, 2),
  take_triple_b: (triple: { first: number; third: number }) => at(triple.first, 0) | at(triple.third, 2),
  take_triple_c: (triple: { first: number; second: number }) => at(triple.first, 0) | at(triple.second, 1),
  ret_triple_a: (number: bigint) => ({ first: undefined, second: part(number, 1), third: part(number, 2) }),
  ret_triple_b: (number: bigint) => ({ first: part(number, 0), second: undefined, third: part(number, 2) }),
  ret_triple_c: (number: bigint) => ({ first: part(number, 0), second: part(number, 1), third: undefined }),
  take_2_pairs_a: (one: { second: number }, other: { second: number }) =>
    at(one.second, 1) | at(other.second, 3),
  take_2_pairs_b: (one: { first: number }, other: { first: number }) => at(one.first, 0) | at(other.first, 2),
  ret_2_pairs_a: (number: bigint) => ({
    first: { first: undefined, second: part(number, 1) },
    second: { first: undefined, second: part(number, 3) },
  }),
  ret_2_pairs_b: (number: bigint) => ({
    first: { first: part(number, 0), second: undefined },
    second: { first: part(number, 2), second: undefined },
  }),
  mixed_units: (...numbers: number[]) => numbers.reduce((sum, number, index) => sum | at(number, index), 0n),
}

const at = (number: number, place: number): bigint => BigInt(number) << BigInt(16 * place)
const part = (number: bigint, place: number): number => Number((number >> BigInt(16 * place)) & 0xffffn)

/** What a header can be told to be. */
export interface HeaderParts {
  readonly version?: string
  readonly name?: string
  /** What the constructor gives; a root module of {@link Lamp} where it is left out. */
  readonly construct?: () => InputOf<typeof RootModuleResult>
  /** What becomes of an attempt to take the lock. */
  readonly lock?: () => boolean
  /** Test functions that are not as Rust has them. */
  readonly testing?: typeof testingFunctions
}

/** A header in memory, and the library that exports it. */
export interface MadeHeader {
  readonly address: Address
  readonly library: Library
  /** How often the lock was taken and given back. */
  readonly locked: { taken: number; returned: number }
  /** Its bytes: changes of them are changes of the header. */
  readonly bytes: DataView
  /** Where it lies with its texts, and nothing that anybody else writes to. */
  readonly memory: Memory
}

// Few entry points can be exported at once, so that headers share what is the same for all.
let usualTests: Readonly<Record<string, Exported>> | undefined

function exportTests(functions: typeof testingFunctions): Readonly<Record<string, Exported>> {
  return Object.fromEntries(
    layoutOf(CAbiTestingFns).fields.map(({ name, type }) => [
      name,
      forever(type as FunctionType, functions[name]!),
    ]),
  )
}

let made = 0
let nothing: Exported | undefined
let usualConstructor: Exported | undefined
let lamp: Address | undefined

/** Makes a header. It is never freed: hosts keep what they know of plugins for ever. */
export function makeHeader(parts: HeaderParts = {}): MadeHeader {
  const arena = leak(new NativeArena())
  const { memory } = arena.allocateBytes(1)
  const locked = { taken: 0, returned: 0 }
  const { construct, lock, testing, version = '1.1.0', name = 'lamp' } = parts
  const tests =
    testing === undefined
      ? (usualTests ??= exportTests(testingFunctions))
      : { ...usualTests, ...exportTests({ ...testingFunctions, ...testing }) }
  const constructType = layoutOf(LibHeader).fields.find((field) => field.name === 'construct')!.type
  const fields = layoutOf(MutexVTable).fields
  const ofMutex = (field: string, action: () => unknown): Exported =>
    forever(fields.find((one) => one.name === field)!.type as FunctionType, action)
  const vtable = leakIntoPrefix(MutexVTable, {
    lock: (nothing ??= ofMutex('lock', () => undefined)) as never,
    try_lock: ofMutex('try_lock', () => false) as never,
    unlock: ofMutex('unlock', () => void locked.returned++) as never,
    try_lock_for: ofMutex('try_lock_for', () => {
      if (lock?.() === false) return false
      locked.taken++
      return true
    }) as never,
  })
  const text = (value: string): { data: Address; length: number } => {
    const bytes = new TextEncoder().encode(value)
    return { data: arena.keep(bytes), length: bytes.length }
  }
  const header = arena.allocate(LibHeader, {
    header: { magic_string: [...Buffer.from(pluginMagic)], abi_major: 0, abi_minor: 11 },
    root_mod_consts: {
      base_name: text('lamp'),
      name: text(name),
      version_strings: text(version),
      layout: { tag: 'No' },
      c_abi_testing_fns: addressOf(arena.allocate(CAbiTestingFns, tests as never)),
    },
    init_globals_with: nothing as never,
    module: { pointer: 0n, raw_mutex: new Array<number>(8).fill(0), mutex_vtable: vtable },
    construct: (construct === undefined
      ? (usualConstructor ??= forever(constructType as FunctionType, () => ({
          tag: 'ROk',
          root: (lamp ??= makeLamp()),
        })))
      : forever(constructType as FunctionType, construct)) as never,
  })
  const address = addressOf(header)
  const path = `lamp-${made++}.so`
  return {
    address,
    locked,
    bytes: viewAt(address),
    memory,
    library: { path, symbol: (symbol) => (symbol === pluginSymbol ? address : undefined) },
  }
}

/** Bytes of this process. */
export function viewAt(address: number, size = layoutOf(LibHeader).size): DataView {
  const { view, base } = nativeSpace.memoryAt(address, size)
  return new DataView(view.buffer, view.byteOffset + address - base!, size)
}
