// Headers of plugins in all the ways in which they can be wrong: made in memory of this process, with functions in TypeScript.
import {
  abiStableModuleInfo,
  bindSymbol,
  c_int,
  fn,
  ModuleError,
  openLibrary,
  safeRead,
  usize,
  type Address,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { loadFromLibrary } from '../../../src/module/abi-stable/load-abi-stable-module.js'
import { Lamp, makeHeader, makeLamp, viewAt, type MadeHeader } from '../../support/abi-stable-header.js'
import { beforeGuardPage } from '../../support/guard-page.js'
import { refusal } from '../../support/refusal.js'

const load = ({ library }: MadeHeader) => loadFromLibrary(library, Lamp)

/** Where the parts of a header lie. */
const at = {
  magic: 0,
  major: 32,
  minor: 36,
  baseName: 40,
  name: 56,
  version: 72,
  layoutTag: 88,
  layout: 96,
  testing: 104,
}
const word = (offset: number, value: bigint) => (bytes: DataView) => bytes.setBigUint64(offset, value, true)
const byte = (offset: number, value: number) => (bytes: DataView) => bytes.setUint8(offset, value)
const text = (offset: number, address: bigint, length: bigint) => (bytes: DataView) => {
  bytes.setBigUint64(offset, address, true)
  bytes.setBigUint64(offset + 8, length, true)
}

const cases: [name: string, change: (bytes: DataView) => void, expected: object][] = [
  [
    'another magic',
    byte(at.magic, 0x41),
    { code: 'ABI-A002', rule: 'A-2', found: '"Abi stable library for Rust     "' },
  ],
  ['a magic without its end', byte(at.magic + 31, 0), { code: 'ABI-A002', rule: 'A-2' }],
  [
    'another major version',
    byte(at.major, 1),
    { code: 'ABI-A002', expected: 'abi_stable 0.11', found: 'abi_stable 1.11' },
  ],
  ['an older minor version', byte(at.minor, 10), { code: 'ABI-A002', found: 'abi_stable 0.10' }],
  ['a newer minor version', byte(at.minor, 12), { code: 'ABI-A002', found: 'abi_stable 0.12' }],
  [
    'a minor version of four bytes',
    byte(at.minor + 3, 1),
    { code: 'ABI-A002', found: 'abi_stable 0.16777227' },
  ],
  ...[at.baseName, at.name, at.version].flatMap((offset): typeof cases => [
    [`a text at null (${offset})`, text(offset, 0n, 5n), { code: 'ABI-A003', rule: 'A-3' }],
    [
      `a text that is not mapped (${offset})`,
      text(offset, 0x10000n, 5n),
      { code: 'ABI-A003', found: '0x10000' },
    ],
    [
      `a text beyond the processor (${offset})`,
      text(offset, 1n << 60n, 5n),
      { code: 'ABI-A003', rule: 'A-3' },
    ],
    [
      `a text that is too long (${offset})`,
      word(offset + 8, 1025n),
      { code: 'ABI-A003', found: '1025 bytes' },
    ],
    [
      `a text of impossible length (${offset})`,
      word(offset + 8, 1n << 63n),
      { code: 'ABI-A003', rule: 'A-3' },
    ],
    [`a text that is not UTF-8 (${offset})`, spoilText(offset), { code: 'ABI-A003', rule: 'A-3' }],
  ]),
  ['a version without numbers', word(at.version + 8, 1n), { code: 'ABI-A005', found: '"1"' }],
  ['no version', word(at.version + 8, 0n), { code: 'ABI-A005', found: '""' }],
  ['a layout that neither is nor is not', byte(at.layoutTag, 2), { code: 'ABI-A003', rule: 'A-3' }],
  ['test functions at null', word(at.testing, 0n), { code: 'ABI-A003', rule: 'A-3', found: '0x0' }],
  ['test functions that are not mapped', word(at.testing, 0x10000n), { code: 'ABI-A003', found: '0x10000' }],
  ['test functions beyond the processor', word(at.testing, 1n << 63n), { code: 'ABI-A003' }],
]

/** Writes a byte that UTF-8 does not have into a text. */
function spoilText(offset: number): (bytes: DataView) => void {
  return (bytes) => viewAt(Number(bytes.getBigUint64(offset, true)), 1).setUint8(0, 0xff)
}

describe('the header of a plugin', () => {
  it('A-2: as the crate makes it is read', () => {
    const header = makeHeader()
    const lamp = load(header)
    expect(lamp.watts(4)).toBe(40)
    expect(abiStableModuleInfo(lamp)).toEqual({
      path: header.library.path,
      baseName: 'lamp',
      name: 'lamp',
      version: '1.1.0',
      hasLayout: false,
    })
  })

  it('A-1: is looked for under its symbol', () => {
    const error = refusal(() => loadFromLibrary({ path: 'libc.so', symbol: () => undefined }, Lamp))
    expect(error).toBeInstanceOf(ModuleError)
    expect(error).toMatchObject({ code: 'ABI-A001', rule: 'A-1', path: 'libc.so' })
    expect(error.expected).toContain('_1as_0lib_1header_0root_bmodule_bloader')
  })

  it.each(cases)('A-2, A-3: with %s is refused', (_name, change, expected) => {
    const constructed: boolean[] = []
    const header = makeHeader({
      construct: () => {
        constructed.push(true)
        return { tag: 'ROk', root: makeLamp() }
      },
    })
    change(header.bytes)
    const error = refusal(() => load(header))
    expect(error).toBeInstanceOf(ModuleError)
    expect(error).toMatchObject({ path: header.library.path, ...expected })
    expect(constructed).toEqual([])
  })

  it('A-2: that is misaligned is refused', () => {
    const { address, library } = makeHeader()
    const shifted = { ...library, symbol: () => (address + 4) as Address }
    expect(refusal(() => loadFromLibrary(shifted, Lamp))).toMatchObject({
      code: 'ABI-H009',
      rule: 'A-2',
      expected: 'a multiple of 8',
    })
  })

  it('A-2: that cannot be written to is refused', () => {
    const { address, library } = makeHeader()
    const page = beforeGuardPage(safeRead(address, 152))
    const protect = bindSymbol(
      openLibrary('libc.so.6'),
      'mprotect',
      fn([{ address: usize }, { length: usize }, { protection: c_int }], c_int),
    )
    expect(protect(page.address + 152 - 65536, 65536, 1)).toBe(0)
    const constant = { ...library, symbol: () => page.address }
    expect(refusal(() => loadFromLibrary(constant, Lamp))).toMatchObject({
      code: 'ABI-H009',
      rule: 'A-2',
      found: 'a constant, or a function',
    })
  })

  it.each([0x10000, 0x7fff_ffff_f000])('A-3: where nothing is mapped, at %i, is refused', (address) => {
    const library = { path: 'nowhere.so', symbol: () => address as Address }
    expect(refusal(() => loadFromLibrary(library, Lamp))).toMatchObject({ code: 'ABI-A003', rule: 'A-2' })
  })

  it('A-3: may have empty names', () => {
    const header = makeHeader()
    header.bytes.setBigUint64(at.baseName + 8, 0n, true)
    header.bytes.setBigUint64(at.name, 1n, true)
    header.bytes.setBigUint64(at.name + 8, 0n, true)
    expect(abiStableModuleInfo(load(header))).toMatchObject({ baseName: '', name: '' })
  })
})
