// One header of a plugin that lies, in memory of this process, and what must come of it.
import { AbidingError, abiStableModuleInfo, type Address } from '../../src/index.js'
import { pluginMagic } from '../../src/module/abi-stable/lib-header.js'
import { loadFromLibrary } from '../../src/module/abi-stable/load-abi-stable-module.js'
import { Lamp, makeHeader, makeLamp, viewAt, type MadeHeader } from '../support/abi-stable-header.js'
import { beforeGuardPage } from '../support/guard-page.js'
import { Random } from './random.js'

/** What came of a step: the code of an error, or `loaded`. */
export interface StepOutcome {
  readonly outcome: string
  readonly mutations: readonly string[]
  /** What was not as it should be. */
  readonly problem: string | undefined
}

/** Codes with which a header may be refused. */
export const headerCodes = new Set([
  ...['A002', 'A003', 'A004', 'A005', 'A006', 'A010', 'A011', 'A012', 'A013', 'S002', 'H009'],
  ...['C002', 'C003', 'M001', 'M002', 'M003', 'P005', 'V005'],
])

const headerBytes = 152
const textsAt = [40, 56, 72] as const
const tagAt = 88
const layoutAt = 96
const testingAt = 104
const pointerAt = 120
const tableAt = 136
const constructorAt = 144
/** Bytes that nobody looks at: padding, a function that is not called, and the word of the lock, which its table looks at. */
const ignored = [
  [89, 96],
  [112, 120],
  [128, 136],
] as const

interface Ground {
  readonly header: MadeHeader
  readonly before: Uint8Array
  readonly texts: readonly { readonly bytes: DataView; readonly before: Uint8Array }[]
  /** The addresses of the functions by which hosts find out how arguments are passed. */
  readonly table: { readonly bytes: DataView; readonly before: Uint8Array }
}

let ground: Ground | undefined

function makeGround(): Ground {
  const root = makeLamp()
  const header = makeHeader({ construct: () => ({ tag: 'ROk', root }) })
  const texts = textsAt.map((offset) => {
    const length = Number(header.bytes.getBigUint64(offset + 8, true))
    const bytes = viewAt(Number(header.bytes.getBigUint64(offset, true)), length)
    return { bytes, before: copyOf(bytes) }
  })
  const table = viewAt(Number(header.bytes.getBigUint64(testingAt, true)), 15 * 8)
  return { header, before: copyOf(header.bytes), texts, table: { bytes: table, before: copyOf(table) } }
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
const copyOf = (view: DataView): Uint8Array => bytesOf(view).slice()

/** Makes a step; the same one for the same numbers. */
export function makeHeaderStep(seed: number, index: number): StepOutcome {
  ground ??= makeGround()
  const { header, before, texts, table } = ground
  bytesOf(header.bytes).set(before)
  for (const text of [...texts, table]) bytesOf(text.bytes).set(text.before)
  const random = new Random(seed, index, 17)
  if (random.once(40)) return cutShort(random, ground)
  const mutations = Array.from({ length: random.between(1, 3) }, () => mutate(random, ground!))
  const written = copyOf(header.memory.view)
  const { outcome, info } = load(header.address)
  return { outcome, mutations, problem: judge(ground, written, outcome, info) }
}

/** A header behind which nothing is mapped. */
function cutShort(random: Random, { before }: Ground): StepOutcome {
  const kept = 8 * random.between(1, headerBytes / 8 - 1)
  const { address } = beforeGuardPage(before.subarray(0, kept))
  const { outcome } = load(address)
  return {
    outcome,
    mutations: [`only ${kept} bytes`],
    problem: outcome === 'ABI-A003' ? undefined : `a header of ${kept} bytes: ${outcome}`,
  }
}

/** What a plugin that was loaded says of itself. */
interface Said {
  readonly texts: readonly string[]
  readonly hasLayout: boolean
}

function load(address: Address): { readonly outcome: string; readonly info?: Said } {
  try {
    const lamp = loadFromLibrary({ path: 'hostile.so', symbol: () => address }, Lamp)
    if (lamp.label !== 'new' || lamp.watts(3) !== 30) return { outcome: 'a wrong value' }
    const { baseName, name, version, hasLayout } = abiStableModuleInfo(lamp)
    return { outcome: 'loaded', info: { texts: [baseName, name, version], hasLayout } }
  } catch (error) {
    return { outcome: error instanceof AbidingError ? error.code : `not an AbidingError: ${String(error)}` }
  }
}

const impossible = [
  0n,
  1n,
  8n,
  0xffffn,
  0x10000n,
  (1n << 47n) - 8n,
  1n << 47n,
  1n << 48n,
  1n << 53n,
  1n << 63n,
  (1n << 64n) - 1n,
]

/** Changes something, and says what. What points to code is only ever changed into what cannot be right. */
function mutate(random: Random, { header, texts, table }: Ground): string {
  const { bytes, address } = header
  const setWord = (offset: number, value: bigint): string => {
    bytes.setBigUint64(offset, BigInt.asUintN(64, value), true)
    return `the word at ${offset} is 0x${BigInt.asUintN(64, value).toString(16)}`
  }
  switch (random.between(0, 7)) {
    case 0:
    case 1: {
      const offset = random.pick([
        random.between(0, testingAt - 1),
        random.between(32, 39),
        random.between(112, 119),
      ])
      const bit = random.between(0, 7)
      bytes.setUint8(offset, bytes.getUint8(offset) ^ (1 << bit))
      return `bit ${bit} of byte ${offset} is flipped`
    }
    case 2: {
      const offset = random.pick(textsAt) + random.pick([0, 8])
      const own = bytes.getBigUint64(offset, true)
      return setWord(
        offset,
        random.pick([...impossible, own + 1n, own - 1n, own + 8n, 1024n, 1025n, random.word()]),
      )
    }
    case 3: {
      const text = random.pick(texts)
      const offset = random.between(0, text.bytes.byteLength - 1)
      text.bytes.setUint8(offset, random.pick([random.between(0, 255), text.bytes.getUint8(offset) ^ 1]))
      return `byte ${offset} of a text is ${text.bytes.getUint8(offset)}`
    }
    case 4: {
      bytes.setUint8(tagAt, random.pick([0, 0, 0, 2, 255, random.between(0, 255)]))
      const layout = random.pick([...impossible, BigInt(address), BigInt(address) + 40n, random.word()])
      return `the tag is ${bytes.getUint8(tagAt)}, ${setWord(layoutAt, layout)}`
    }
    case 5: {
      const offset = random.pick([testingAt, pointerAt, tableAt, constructorAt])
      // The module that a header remembers is no module where it is null.
      const value = random.pick([...impossible.slice(offset === pointerAt ? 1 : 0), BigInt(address) + 4n])
      return setWord(offset, value)
    }
    default: {
      // Functions of the same plugin in each other's places, or what is no function.
      const [one, other] = [8 * random.between(0, 14), 8 * random.between(0, 14)]
      const values = [one, other].map((offset) => table.bytes.getBigUint64(offset, true)) as [bigint, bigint]
      table.bytes.setBigUint64(other, values[0], true)
      table.bytes.setBigUint64(one, random.once(2) ? values[1] : random.pick(impossible), true)
      return `the test functions at ${one} and ${other} are others`
    }
  }
}

/** What must be, by the rules and the bytes alone. */
function judge(
  { header, before, texts, table }: Ground,
  written: Uint8Array,
  outcome: string,
  info: Said | undefined,
): string | undefined {
  const start = header.address - header.memory.base!
  const changed = written.subarray(start, start + headerBytes)
  const differs = (from: number, to: number): boolean =>
    Buffer.compare(before.subarray(from, to), changed.subarray(from, to)) !== 0
  if (differs(0, 40)) {
    const isMagic = Buffer.from(changed.subarray(0, 32)).toString('latin1') === pluginMagic
    return outcome === 'ABI-A002' ? undefined : `${isMagic ? 'a version' : 'a magic'}: ${outcome}`
  }
  const same = [...texts, table].every(
    ({ bytes, before: text }) => Buffer.compare(bytesOf(bytes), text) === 0,
  )
  const compared = changed.slice()
  for (const [from, to] of ignored) compared.set(before.subarray(from, to), from)
  if (changed[tagAt] === 1) compared.set(before.subarray(layoutAt, layoutAt + 8), layoutAt)
  const isSame = same && Buffer.compare(compared, before) === 0
  if (isSame) return outcome === 'loaded' ? undefined : `nothing that matters was changed: ${outcome}`
  if ([testingAt, pointerAt, tableAt, constructorAt].some((offset) => differs(offset, offset + 8)))
    if (outcome === 'loaded') return 'loaded in spite of an address that cannot be'
  if (outcome !== 'loaded') return headerCodes.has(outcome.replace('ABI-', '')) ? undefined : outcome
  if (info?.hasLayout !== (changed[tagAt] === 0)) return `its layout: ${info?.hasLayout}`
  const wrong = info.texts.flatMap((found, index) => {
    const expected = textAt(header, written, textsAt[index]!)
    return expected === undefined || found === expected
      ? []
      : `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`
  })
  return wrong.length === 0 ? undefined : wrong.join(', ')
}

/**
 * A text of a header that was loaded. `undefined` where it does not lie with the header: whatever lies there can be read, but
 * others write to it, the list of mappings for one, which is read while a header is loaded.
 */
function textAt({ address, memory }: MadeHeader, written: Uint8Array, offset: number): string | undefined {
  const base = memory.base!
  const view = new DataView(written.buffer, address - base + offset)
  const length = Number(view.getBigUint64(8, true))
  if (length === 0) return ''
  const start = Number(view.getBigUint64(0, true)) - base
  if (start < 0 || start + length > written.length) return undefined
  return Buffer.from(written.subarray(start, start + length)).toString('utf8')
}
