import { CallError, MemoryError, ModuleError, ValueError } from '../errors/index.js'
import { formatAddress, hostTarget, type FunctionType, type Memory } from '../layout/index.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import { describeValue } from '../layout/names.js'
import { isCode } from '../memory/mappings.js'
import { nativeSpace } from '../memory/native-space.js'
import { safeRead } from '../memory/safe-read.js'
import { lowMask, maskHas, type Mask } from './mask.js'
import { prefixClassOf, prefixViewType, type Peer, type PrefixState } from './prefix-class.js'
import type { ModuleOf, PrefixType } from './prefix-type.js'

/**
 * Makes the accessor object for an instance of a prefix type in native memory. Everything that can be checked is: that
 * the instance is mapped, that its mask fits its maker's version, and that its function pointers point to code.
 *
 * @param type - The type as this side knows it.
 * @param address - Where the instance lies.
 * @param peer - The version and field count of the side that made it.
 * @param owned - The memory that it lies in, where that can be disposed of; a window where it is left out.
 * @throws {@link MemoryError} where the address or the memory is at fault, {@link ModuleError} `ABI-P005` for a mask that
 * cannot be, {@link CallError} `ABI-C002` and `ABI-C003` for function pointers that are null or point to no code.
 *
 * @see Rule P-6 of the specification.
 *
 * @internal
 */
export function bindPrefix<T extends PrefixType>(
  type: T,
  address: number,
  peer: Peer,
  owned?: Memory,
): ModuleOf<T> {
  const target = hostTarget()
  checkAlignment(type, address)
  const header = safeRead(address, 8 + target.pointerSize, type.name)
  const mask = new DataView(header.buffer).getBigUint64(0, target.byteOrder === 'little')
  checkMask(type, mask, peer)
  const { fields, alignment } = type.measure(target)
  const end = fields.reduce(
    (last, place, index) => (isThere(type, mask, index) ? place.offset + place.size : last),
    0,
  )
  if (end > 0) safeRead(address, end, type.name)
  const memory = owned ?? nativeSpace.memoryAt(address, Math.max(end, alignment), type.name)
  const offset = address - memory.base!
  checkFunctions(type, memory, offset, mask)
  return new (prefixClassOf(target)(type))(memory, offset, mask, peer) as ModuleOf<T>
}

/**
 * Whether an accessor object's other side has a field. A function field may be there and null all the same.
 *
 * @param module - An accessor object of a prefix type.
 * @param name - Name of the field.
 * @throws {@link ValueError} `ABI-V001` for anything that is no such object, and for a field that is not declared.
 *
 * @example
 * ```ts
 * import { hasField, implement, prefixType, since, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Lamp = prefixType('Lamp', {
 *   version: '1.1.0',
 *   prefix: { watts: u32 },
 *   lastPrefixField: 'watts',
 *   suffix: { kelvin: since('1.1.0', u32) },
 * })
 * using old = implement(Lamp.upTo('1.0.0'), { watts: 40 })
 * assert.equal(hasField(old.as(Lamp), 'kelvin'), false)
 * assert.equal(hasField(old.as(Lamp), 'watts'), true)
 * ```
 */
export function hasField<M extends object>(module: M, name: keyof M & string): boolean {
  const type = prefixTypeOf(module)
  const field = type.fields.find((one) => one.name === name)
  if (field === undefined) {
    throw new ValueError('no field of this prefix type', {
      code: 'ABI-V001',
      path: type.name,
      expected: type.fields.map((one) => one.name).join(', '),
      found: describeValue(name),
    })
  }
  return isThere(type, (module as unknown as PrefixState).$mask, field.index)
}

/**
 * The prefix type of an accessor object.
 *
 * @internal
 */
export function prefixTypeOf(module: object): PrefixType {
  const type = (module as { [prefixViewType]?: PrefixType } | undefined)?.[prefixViewType]
  if (type !== undefined) return type
  throw new ValueError('not an accessor object of a prefix type', {
    code: 'ABI-V001',
    expected: 'what loadModule or implement gave',
    found: describeValue(module),
  })
}

function isThere(type: PrefixType, mask: Mask, index: number): boolean {
  return type.fields[index]!.missing === undefined || maskHas(mask, index)
}

function checkAlignment(type: PrefixType, address: number): void {
  if (typeof address !== 'number' || address % 8 === 0) return
  throw new MemoryError('a misaligned prefix pointer', {
    code: 'ABI-P005',
    rule: 'P-6',
    path: type.name,
    expected: 'a multiple of 8',
    found: formatAddress(address),
  })
}

function checkMask(type: PrefixType, mask: Mask, peer: Peer): void {
  const beyond = mask & ~lowMask(peer.fieldCount)
  const always = type.fields.filter((field) => field.missing === undefined)
  const prefixMask = always.reduce((bits, field) => bits | (1n << BigInt(field.index)), 0n)
  if (beyond === 0n && (mask & prefixMask) === prefixMask) return
  throw new ModuleError('a mask that cannot be right', {
    code: 'ABI-P005',
    rule: 'P-6',
    path: type.name,
    expected: `the bits of the prefix (0x${prefixMask.toString(16)}) and none beyond the ${peer.fieldCount} fields of version ${peer.version}`,
    found: `0x${mask.toString(16)}`,
  })
}

function checkFunctions(type: PrefixType, memory: Memory, offset: number, mask: Mask): void {
  const target = hostTarget()
  const bad: { name: string; address: number }[] = []
  type.measure(target).fields.forEach((place, index) => {
    if (place.type.kind !== 'fn' || !isThere(type, mask, index)) return
    const address = readUnsignedWord(memory.view, offset + place.offset, target, `${type.name}.${place.name}`)
    if (address === 0 ? !(place.type as FunctionType).isNullable : !isCode(address))
      bad.push({ name: place.name, address })
  })
  const first = bad[0]
  if (first === undefined) return
  throw new CallError(
    first.address === 0 ? 'a null function pointer' : 'a function pointer that does not point to code',
    {
      code: first.address === 0 ? 'ABI-C002' : 'ABI-C003',
      rule: first.address === 0 ? 'L-12' : 'M-7',
      path: `${type.name}.${first.name}`,
      expected: 'the address of a function',
      found: bad
        .map(({ name, address }) => `${address === 0 ? 'null' : formatAddress(address)} in ${name}`)
        .join(', '),
      hint: first.address === 0 ? 'declare the field as nullable(fn(…)) if null is allowed' : undefined,
    },
  )
}
