import { isIPv4, isIPv6 } from 'node:net'
import type { Schema, SchemaVariant } from './schema.js'
import { badNumber } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { unfit, type WireType } from './wire-type.js'
import type { WireWriter } from './wire-writer.js'

/**
 * An address of the Internet protocol: a `string`, as in `'192.0.2.1'` or `'2001:db8::1'`. Rust's `IpAddr`. What is read
 * is spelled as RFC 5952 wants it.
 *
 * @see Rule W-15 of the specification.
 *
 * @example
 * ```ts
 * import { decodeWire, encodeWire, ipAddress } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(ipAddress, '1.2.3.4')], [0, 4, 3, 2, 1])
 * assert.equal(decodeWire(ipAddress, encodeWire(ipAddress, '2001:DB8:0:0:0:0:0:1')), '2001:db8::1')
 * ```
 */
export const ipAddress: WireType<string> = Object.freeze<WireType<string>>({
  kind: 'ipAddress',
  name: 'IpAddr',
  makeCodec: () => ({
    smallest: 5,
    check: (value) => void isVersion4(value),
    write(writer, value: string) {
      const isOld = isVersion4(value)
      writer.u8(isOld ? 0 : 1)
      writeAddress(writer, value, isOld)
    },
    read: (reader) => readAddress(reader, readFamily(reader)),
  }),
  makeSchema: () => addressSchema('IpAddr'),
})

/** An address with a port. */
export interface SocketAddress {
  /** The address, as in `'192.0.2.1'` or `'2001:db8::1'`. */
  readonly address: string
  /** The port, from 0 to 65535. */
  readonly port: number
  /** The flow label of an address of version 6, 0 if left out. */
  readonly flowInfo?: number
  /** The zone of an address of version 6, 0 if left out. */
  readonly scopeId?: number
}

/**
 * An address with a port: `{ address, port }`, and `flowInfo` and `scopeId` for version 6. Rust's `SocketAddr`.
 *
 * @see Rule W-15 of the specification.
 *
 * @example
 * ```ts
 * import { encodeWire, socketAddress } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const bytes = encodeWire(socketAddress, { address: '1.2.3.4', port: 80 })
 * assert.deepEqual([...bytes], [0, 80, 0, 4, 3, 2, 1])
 * ```
 */
export const socketAddress: WireType<SocketAddress> = Object.freeze<WireType<SocketAddress>>({
  kind: 'socketAddress',
  name: 'SocketAddr',
  makeCodec: () => ({
    smallest: 7,
    check: (value) => void readSocketAddress(value),
    write(writer, value: unknown) {
      const { address, port, flowInfo, scopeId, isOld } = readSocketAddress(value)
      writer.u8(isOld ? 0 : 1)
      writer.u16(port)
      writeAddress(writer, address, isOld)
      if (isOld) return
      writer.u32(flowInfo)
      writer.u32(scopeId)
    },
    read(reader) {
      const isOld = readFamily(reader)
      const port = reader.u16()
      const address = readAddress(reader, isOld)
      return isOld ? { address, port } : { address, port, flowInfo: reader.u32(), scopeId: reader.u32() }
    },
  }),
  // The schema that savefile gives does not mention the port.
  makeSchema: () => addressSchema('SocketAddr'),
})

function readSocketAddress(value: unknown): Required<SocketAddress> & { readonly isOld: boolean } {
  if (typeof value !== 'object' || value === null) throw unfit(value, 'an object with address and port')
  const { address, port, flowInfo = 0, scopeId = 0 } = value as SocketAddress
  const isOld = isVersion4(address)
  if (!isBelow(port, 2 ** 16)) throw unfit(port, 'a port from 0 to 65535').within('.port')
  if (!isBelow(flowInfo, 2 ** 32)) throw unfit(flowInfo, 'an integer of 32 bits').within('.flowInfo')
  if (!isBelow(scopeId, 2 ** 32)) throw unfit(scopeId, 'an integer of 32 bits').within('.scopeId')
  if (isOld && (flowInfo !== 0 || scopeId !== 0)) {
    throw unfit(address, 'an address of version 6, where flowInfo or scopeId is given').within('.address')
  }
  return { address, port, flowInfo, scopeId, isOld }
}

function isBelow(value: unknown, end: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < end
}

function isVersion4(value: unknown): boolean {
  if (typeof value === 'string') {
    if (isIPv4(value)) return true
    if (isIPv6(value) && !value.includes('%')) return false
  }
  throw unfit(value, 'an address of the Internet protocol, without a zone')
}

function writeAddress(writer: WireWriter, address: string, isOld: boolean): void {
  if (isOld) writer.u32(Number(parseOld(address)))
  else writer.u128(parseNew(address))
}

function parseOld(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
}

function parseNew(address: string): bigint {
  const tail = /[^:]*\.[^:]*$/.exec(address)?.[0]
  const last = tail === undefined ? '' : hexGroups(parseOld(tail))
  const [head = '', rest] = (tail === undefined ? address : address.slice(0, -tail.length) + last).split('::')
  const before = groupsOf(head)
  const after = rest === undefined ? [] : groupsOf(rest)
  const zeros = Array<bigint>(8 - before.length - after.length).fill(0n)
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | group, 0n)
}

function hexGroups(bits: bigint): string {
  return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`
}

function groupsOf(text: string): bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`))
}

function readFamily(reader: WireReader): boolean {
  const tag = reader.u8()
  if (tag <= 1) return tag === 0
  throw badNumber('a family of addresses', '0 or 1', tag)
}

function readAddress(reader: WireReader, isOld: boolean): string {
  if (isOld) {
    const bits = reader.u32()
    return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.')
  }
  return spellNew(reader.u128())
}

/** RFC 5952: the longest run of zeros, the first of several, is left out. */
function spellNew(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (bits >> BigInt(16 * (7 - index))) & 0xffffn)
  if (bits >> 32n === 0xffffn) return `::ffff:${spellTail(bits)}`
  let start = -1
  let longest = 1
  for (let from = 0; from < 8; from++) {
    let to = from
    while (to < 8 && groups[to] === 0n) to += 1
    if (to - from > longest) [start, longest] = [from, to - from]
  }
  const spell = (some: bigint[]): string => some.map((group) => group.toString(16)).join(':')
  if (start < 0) return spell(groups)
  return `${spell(groups.slice(0, start))}::${spell(groups.slice(start + longest))}`
}

function spellTail(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.')
}

function addressSchema(name: string): Schema {
  const variant = (variantName: string, discriminant: number, primitive: 'u32' | 'u128'): SchemaVariant => ({
    name: variantName,
    discriminant,
    fields: [{ name: '0', schema: { kind: 'primitive', name: primitive } }],
  })
  return {
    kind: 'enum',
    name,
    variants: [variant('IPV4', 0, 'u32'), variant('IPV6', 1, 'u128')],
    discriminantSize: 1,
    hasExplicitRepr: false,
  }
}
