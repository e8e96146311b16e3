// What must come of an instance, judged from its bytes alone. Knows the rules of the specification, and nothing of the
// library.
import { area, areaBytes, functions, isCode, isNowhere, pageSize, readOnly } from './ground.js'
import type { Reading } from './kinds.js'
import { substitute, type PresenceField, type Shape, type ShapeField } from './shape.js'

/** How the accessor object is asked for. */
export interface Asking {
  /** How many fields the maker has, where that is known. */
  readonly fieldCount: number | undefined
  /** Whether null functions are let through. */
  readonly allowsNull: boolean
}

/** What making the accessor object must lead to. */
export type Binding =
  | { readonly code: string }
  /** Nobody can say: what is mapped there comes and goes. */
  | { readonly isUncertain: true }
  | {
      /** For each field whether it is there. */
      readonly present: readonly boolean[]
      /** For each field that is a function and there: what it is. */
      readonly bound: readonly (Reading | undefined)[]
    }

/** A verdict that ends the judging. */
class Verdict extends Error {
  constructor(readonly binding: Binding) {
    super('judged')
  }
}

const refused = (code: string): Verdict => new Verdict({ code })

/** Judges what making an accessor object must lead to. */
export function judgeBinding(shape: Shape, address: unknown, asking: Asking): Binding {
  try {
    return bind(shape, checkedAddress(shape, address), asking)
  } catch (verdict) {
    if (verdict instanceof Verdict) return verdict.binding
    throw verdict
  }
}

/** Null, misaligned, or none at all. Objects are places in other memories, which these are not. */
function checkedAddress({ alignment }: Shape, address: unknown): number {
  if (typeof address === 'number') {
    if (address % alignment !== 0) throw refused('ABI-P005')
    return address
  }
  throw refused(address === null ? 'ABI-M001' : 'ABI-M002')
}

/** The bytes at an address, if the process may read all of them. */
function peek(address: number, byteLength: number): DataView {
  if (address >= area.start && address + byteLength <= area.end) {
    const bytes = areaBytes.slice(address - area.start, address - area.start + byteLength)
    return new DataView(bytes.buffer)
  }
  if (!Number.isInteger(address) || address < 0 || address >= 2 ** 48) throw refused('ABI-M002')
  if (address < 0x10000) throw refused('ABI-M001')
  if (address >= readOnly && address + byteLength <= readOnly + pageSize)
    return new DataView(new ArrayBuffer(byteLength))
  const isKnown = address >= area.start && address < readOnly
  if (isKnown || isNowhere(address)) throw refused('ABI-M003')
  throw new Verdict({ isUncertain: true })
}

function bind(shape: Shape, address: number, asking: Asking): Binding {
  const present = presentFields(shape, address, asking)
  const there = shape.fields.filter((_, index) => present[index])
  const ends = there.map(({ offset, kind }) => offset + kind.size)
  const { presence } = shape
  if (presence.kind !== 'mask') ends.push(presence.field.offset + presence.field.size)
  const bytes = peek(address, Math.max(0, ...ends))
  return { present, bound: boundFunctions(shape, bytes, present, asking) }
}

function presentFields(shape: Shape, address: number, { fieldCount }: Asking): boolean[] {
  const { presence, fields } = shape
  switch (presence.kind) {
    case 'mask': {
      const mask = peek(address, 16).getBigUint64(0, true)
      const has = fields.map((_, index) => ((mask >> BigInt(index)) & 1n) === 1n)
      const isPrefixThere = fields.every(({ policy }, index) => policy !== undefined || has[index])
      const isBeyond = fieldCount !== undefined && mask >> BigInt(fieldCount) !== 0n
      if (!isPrefixThere || isBeyond) throw refused('ABI-P005')
      return has
    }
    case 'size': {
      const [said] = numbersOf(presence.field, address) as [bigint]
      const end = ({ offset, kind }: ShapeField): number => offset + kind.size
      const own = presence.field.offset + presence.field.size
      const least = Math.max(own, ...fields.filter(({ policy }) => policy === undefined).map(end))
      if (said < BigInt(least) || said > BigInt(presence.largest)) throw refused('ABI-P008')
      const size = Number(said)
      const has = fields.map((field) => end(field) <= size)
      if (presence.refusesTail) {
        const known = Math.max(own, ...fields.filter((_, index) => has[index]).map(end))
        refuseTail(address + known, size - known)
      }
      return has
    }
    case 'version': {
      const version = numbersOf(presence.field, address)
      const { rungs, newest } = presence
      const isNegative = version.some((one) => one < 0n)
      if (isNegative || compare(version, rungs[0]!) < 0) throw refused('ABI-P007')
      if (newest !== undefined && compare(version, newest) > 0) throw refused('ABI-P007')
      return fields.map(({ rung }) => compare(version, rungs[rung]!) >= 0)
    }
  }
}

function refuseTail(address: number, byteLength: number): void {
  if (byteLength <= 0) return
  const tail = peek(address, byteLength)
  for (let at = 0; at < byteLength; at++) if (tail.getUint8(at) !== 0) throw refused('ABI-P009')
}

function numbersOf(field: PresenceField, address: number): bigint[] {
  const bytes = peek(address + field.offset, field.size)
  return field.parts.map(({ offset, size, isSigned }) => {
    let number = 0n
    for (let at = size - 1; at >= 0; at--) number = (number << 8n) | BigInt(bytes.getUint8(offset + at))
    return isSigned ? BigInt.asIntN(size * 8, number) : number
  })
}

function compare(version: readonly bigint[], other: readonly number[]): number {
  for (const [index, number] of version.entries()) {
    const difference = number - BigInt(other[index]!)
    if (difference !== 0n) return difference < 0n ? -1 : 1
  }
  return 0
}

/** All pointers to code are looked at; the first one that is wrong decides, but for one that is no number at all. */
function boundFunctions(
  { fields }: Shape,
  bytes: DataView,
  present: readonly boolean[],
  { allowsNull }: Asking,
): (Reading | undefined)[] {
  let firstCode: string | undefined
  let isUncertain = false
  const bound = fields.map(({ kind, offset }, index): Reading | undefined => {
    if (kind.calls === undefined || !present[index]) return undefined
    const word = bytes.getBigUint64(offset, true)
    if (word >= 2n ** 53n) throw isUncertain ? new Verdict({ isUncertain }) : refused('ABI-V005')
    const pointer = Number(word)
    if (pointer === 0) {
      if (!kind.calls.isNullable && !allowsNull) firstCode ??= 'ABI-C002'
      return { value: null }
    }
    const isExecutable = isCode(pointer)
    if (isExecutable === 'perhaps') isUncertain = true
    if (isExecutable === false) firstCode ??= 'ABI-C003'
    const known = functions.find((one) => one.address === pointer)
    return known?.signature === kind.calls.signature ? { runs: known } : { isFunction: true }
  })
  if (isUncertain) throw new Verdict({ isUncertain })
  if (firstCode !== undefined) throw refused(firstCode)
  return bound
}

/** Judges what reading a field must lead to, by the bytes as they are now. */
export function judgeReading(
  shape: Shape,
  address: number,
  index: number,
  { present, bound }: Extract<Binding, { present: unknown }>,
): Reading {
  const { kind, offset, policy } = shape.fields[index]!
  if (!present[index]) {
    if (policy === 'option') return { value: undefined }
    return policy === 'panic' ? { code: 'ABI-P004' } : { value: substitute(kind) }
  }
  return bound[index] ?? kind.read(peek(address + offset, kind.size))
}
