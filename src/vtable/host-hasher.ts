import { hostTarget, type AnyType } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { nativeSpace } from '../memory/native-space.js'
import { scratchMemory } from '../memory/scratch.js'
import { HandleTable } from './handle-table.js'
import type { Hasher } from './hasher.js'
import { exportForever, staticMemory } from './static-table.js'
import { hashedIntegers, HasherObject, WriteFunctions } from './tables/hasher.js'

/** Hashers that native code feeds at the moment. */
const hashers = new HandleTable<Hasher>('a hasher')

/** The table of the hashers of this side, and the function that asks them for their number. */
interface HasherFunctions {
  readonly write_fns: number
  readonly finish: { readonly address: number }
}

let functions: HasherFunctions | undefined

function hostFunctions(): HasherFunctions {
  return (functions ??= makeFunctions())
}

function makeFunctions(): HasherFunctions {
  const target = hostTarget()
  const path = 'Hasher'
  const memory = staticMemory(codecOf(WriteFunctions, target).size)
  const writeInteger = (type: AnyType) => {
    const codec = codecOf(type, target)
    const bytes = new Uint8Array(codec.size)
    const place = { view: new DataView(bytes.buffer), base: undefined, space: nativeSpace }
    return (handle: number, value: unknown): void => {
      codec.set(place, 0, value, path)
      hashers.get(handle, path).write(bytes)
    }
  }
  const bodies: Readonly<Record<string, (handle: number, value: never) => void>> = {
    write: (handle, { data, length }: { data: number; length: number }) => {
      if (length > 0) hashers.get(handle, path).write(bytesAt(data, length))
    },
    ...Object.fromEntries(
      Object.entries(hashedIntegers).map(([name, type]) => [`write_${name}`, writeInteger(type)]),
    ),
  }
  const writers = Object.fromEntries(
    WriteFunctions.definition
      .fields()
      .map(({ name, type }) => [
        name,
        exportForever(type as never, bodies[name] as never, `${path}.${name}`),
      ]),
  )
  codecOf(WriteFunctions, target).set(memory, 0, writers, path)
  const { type } = HasherObject.definition.fields().find((field) => field.name === 'finish')!
  const finish = ((handle: number) => hashers.get(handle, path).finish?.() ?? 0n) as never
  return { write_fns: memory.base!, finish: exportForever(type as never, finish, `${path}.finish`) }
}

/** A copy: a hasher may keep what it is given. */
function bytesAt(address: number, length: number): Uint8Array {
  const { view, base } = nativeSpace.memoryAt(address, length, 'Hasher.write')
  return new Uint8Array(view.buffer, view.byteOffset + address - base!, length).slice()
}

/**
 * Lends a hasher to native code.
 *
 * @param hasher - Takes what native code feeds it.
 * @param use - Is called with what is passed for it.
 *
 * @see Rule B-12 of the specification.
 *
 * @internal
 */
export function lendHasher<Result>(hasher: Hasher, use: (lent: object) => Result): Result {
  const handle = hashers.insert(hasher)
  try {
    return use({ self: handle, ...hostFunctions() })
  } finally {
    hashers.remove(handle, 'Hasher')
  }
}

/** A hasher that came from native code, as an accessor shows it. */
interface NativeHasherObject {
  readonly self: number
  readonly write_fns: {
    deref(): { write(self: number, bytes: { data: number; length: number }): void }
  }
  readonly finish: (self: number) => bigint
}

/**
 * A hasher that came from native code.
 *
 * @param lent - What was passed for it. It is valid during the call that brought it.
 *
 * @internal
 */
export function nativeHasher(lent: NativeHasherObject): Hasher {
  const { write } = lent.write_fns.deref()
  return {
    write(bytes) {
      if (bytes.length === 0) return
      withBytes(bytes, (data) => write(lent.self, { data, length: bytes.length }))
    },
    finish: () => lent.finish(lent.self),
  }
}

function withBytes(bytes: Uint8Array, use: (address: number) => void): void {
  const scratch = scratchMemory()
  const { mark } = scratch
  try {
    const { memory, offset } = scratch.allocate(bytes.length, 8)
    new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, bytes.length).set(bytes)
    use(memory.base! + offset)
  } finally {
    scratch.release(mark)
  }
}
