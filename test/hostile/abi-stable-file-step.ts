// Copies of a plugin's file in which the header or the layouts are not what the compiler wrote, loaded by the system.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AbidingError, bufferMemory, layoutOf, loadAbiStableModule, openLibrary } from '../../src/index.js'
import { pluginMagic } from '../../src/module/abi-stable/lib-header.js'
import { pluginSymbol } from '../../src/module/abi-stable/mangled-name.js'
import { readLibHeader } from '../../src/module/abi-stable/read-lib-header.js'
import { decodeTypeLayout, processImage } from '../../src/module/abi-stable/type-layout/index.js'
import { elf, ElfHeader, ElfProgramHeader } from '../../src/module/elf.js'
import { LoadingMod } from '../fixtures/declarations/loading.abi.js'
import { headerCodes, type StepOutcome } from './abi-stable-header-step.js'
import { Random } from './random.js'

interface Ground {
  readonly bytes: Buffer
  /** Where the header lies in the file. */
  readonly header: number
  /** Where bytes lie in the file that are read of the layouts; no code. */
  readonly layouts: readonly number[]
}

interface Segment {
  readonly address: number
  readonly offset: number
  readonly size: number
}

const grounds = new Map<string, Ground>()

/** Makes a step with the file of a plugin; the same one for the same numbers. */
export function makeFileStep(file: string, seed: number, index: number): StepOutcome {
  let ground = grounds.get(file)
  if (ground === undefined) grounds.set(file, (ground = surveyFile(file)))
  const { bytes, header, layouts } = ground
  const random = new Random(seed, index, 29)
  const copy = Buffer.from(bytes)
  const mutations = Array.from({ length: random.between(1, 3) }, () => {
    const at = random.once(4) ? header + headerByte(random) : random.pick(layouts)
    copy[at] = random.pick([copy[at]! ^ (1 << random.between(0, 7)), random.between(0, 255), 0, 255])
    return `byte ${at} is ${copy[at]}`
  })
  const folder = mkdtempSync(join(tmpdir(), 'abiding-hostile-'))
  try {
    const path = join(folder, 'plugin.so')
    writeFileSync(path, copy)
    const outcome = load(path)
    return { outcome, mutations, problem: judge(bytes, copy, header, outcome) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Any byte but those of the lock: the plugin itself waits for a lock that seems to be taken. */
function headerByte(random: Random): number {
  const offset = random.between(0, 143)
  return offset < 128 ? offset : offset + 8
}

function load(path: string): string {
  try {
    const plugin = loadAbiStableModule(path, LoadingMod)
    return plugin.label === '1.1.0' && plugin.add(40, 2) === 42 ? 'loaded' : 'a wrong value'
  } catch (error) {
    return error instanceof AbidingError ? error.code : `not an AbidingError: ${String(error)}`
  }
}

function judge(bytes: Buffer, copy: Buffer, header: number, outcome: string): string | undefined {
  if (Buffer.compare(bytes.subarray(header, header + 40), copy.subarray(header, header + 40)) !== 0)
    return outcome === 'ABI-A002' ? undefined : `another magic or version: ${outcome}`
  if (Buffer.compare(bytes, copy) === 0) return outcome === 'loaded' ? undefined : `unchanged: ${outcome}`
  return outcome === 'loaded' || headerCodes.has(outcome.replace('ABI-', '')) ? undefined : outcome
}

/** Finds out what of a file is read when its layouts are. */
function surveyFile(file: string): Ground {
  const bytes = readFileSync(file)
  const header = bytes.indexOf(pluginMagic)
  const library = openLibrary(file)
  const segments = dataSegments(bytes)
  const inHeader = segments.find(({ offset, size }) => header >= offset && header < offset + size)!
  const base = library.symbol(pluginSymbol)! - (inHeader.address + header - inHeader.offset)
  const image = processImage()
  const touched = new Set<number>()
  decodeTypeLayout(
    {
      ...image,
      read(address, byteLength) {
        const at = address - base
        const segment = segments.find((one) => at >= one.address && at < one.address + one.size)
        if (segment !== undefined)
          for (let index = 0; index < byteLength; index++)
            touched.add(segment.offset + at - segment.address + index)
        return image.read(address, byteLength)
      },
    },
    readLibHeader(library).layout!,
  )
  return { bytes, header, layouts: [...touched].filter((offset) => offset < bytes.length) }
}

/** The parts of a file that are mapped, but for code. */
function dataSegments(bytes: Buffer): Segment[] {
  const memory = bufferMemory(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  const { e_phoff, e_phnum } = memory.at(ElfHeader, 0)
  return Array.from({ length: e_phnum }, (_, index) =>
    memory.at(ElfProgramHeader, Number(e_phoff) + index * layoutOf(ElfProgramHeader).size),
  )
    .filter(({ p_type, p_flags }) => p_type === elf.load && (p_flags & 1) === 0)
    .map(({ p_vaddr, p_offset, p_filesz }) => ({
      address: Number(p_vaddr),
      offset: Number(p_offset),
      size: Number(p_filesz),
    }))
}
