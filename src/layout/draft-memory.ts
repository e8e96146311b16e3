import type { Address } from './address.js'
import type { AddressSpace, Memory } from './memory.js'

/**
 * Memory for a value that is only looked at: pointers in it lead where those in a space do, and what it keeps lies at
 * addresses that nothing else in the space has.
 *
 * @param space - The space that the value is compared with.
 * @param byteLength - Size of the value.
 *
 * @internal
 */
export function draftMemory(space: AddressSpace, byteLength: number): Memory {
  const kept: { readonly base: number; readonly end: number; readonly memory: Memory }[] = []
  // Above all that programs use, and still an address.
  let next = space.target.pointerSize === 8 ? 2 ** 52 : 2 ** 32 - 2 ** 28
  const draft: AddressSpace = {
    name: space.name,
    identity: space.identity,
    target: space.target,
    memoryAt: (address, length, path) =>
      kept.find((one) => address >= one.base && address + length <= one.end)?.memory ??
      space.memoryAt(address, length, path),
    callable: (address, type, path) => space.callable(address, type, path),
    addressOfFunction: (value) => space.addressOfFunction(value),
  }
  return {
    view: new DataView(new ArrayBuffer(byteLength)),
    base: undefined,
    space: draft,
    keep: (bytes) => {
      const base = next as Address
      const end = base + bytes.length
      const view = new DataView(bytes.slice().buffer)
      kept.push({ base, end, memory: { view, base, space: draft } })
      next = end
      return base
    },
  }
}
