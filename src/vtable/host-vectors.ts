import { nativeVectorFunctions, type NativeVectorFunctions } from '../ffi/index.js'
import { hostTarget, u8, type Address, type AnyType, type Memory } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { movesValue } from '../layout/moved-value.js'
import { lowMask } from '../prefix/mask.js'
import { GivenTexts } from './given-text.js'
import { hostTypeIdBytes } from './host-identity.js'
import { liveScriptedBuffers, scriptedVectors } from './scripted-vectors.js'
import { exportForever, staticMemory } from './static-table.js'
import { vectorTypes } from './tables/vec-vtable.js'
import { destroyerOf, type HostVectors } from './vector-elements.js'

/** The functions that need no JavaScript, where this machine has them. */
function nativeFunctions(): NativeVectorFunctions | undefined {
  return nativeVectorFunctions(hostTypeIdBytes())
}

/**
 * How this side makes vectors of elements of a type. Their tables live as long as the process. On Linux their functions are
 * machine code, which any thread may call; only the destructor of elements that own something is JavaScript.
 *
 * @see Rules B-10 and T-6 of the specification.
 *
 * @internal
 */
export const hostVectors: (element: AnyType) => HostVectors = memoize((element: AnyType): HostVectors => {
  const native = nativeFunctions()
  return native === undefined ? scriptedVectors(element) : nativeVectors(element, native)
})

function nativeVectors(element: AnyType, native: NativeVectorFunctions): HostVectors {
  const { alignment } = layoutOf(element, hostTarget())
  const destroy = movesValue(element) ? exportDestructor(element, native.release) : native.destroy
  const table = writeTable(element, native, { ...native, destroy }).base!
  return {
    table,
    allocate: (byteLength) => native.allocate(byteLength, alignment),
    duplicate: (from, byteLength) => native.duplicate(from, byteLength, table),
    release: native.release,
  }
}

/** Writes a table whose functions are those of the machine code, but for some. */
function writeTable(
  element: AnyType,
  native: NativeVectorFunctions,
  { destroy, grow, shrink }: Pick<NativeVectorFunctions, 'destroy' | 'grow' | 'shrink'>,
): Memory {
  const { size, alignment } = layoutOf(element, hostTarget())
  const memory = staticMemory(native.tableBytes)
  const { view } = memory
  view.setBigUint64(0, lowMask(4), true)
  const words = [0, native.typeId, destroy, grow, shrink]
  words.forEach((word, index) => view.setBigUint64(8 + 8 * index, BigInt(word), true))
  native.completeTable(view, size, alignment)
  return memory
}

let texts: GivenTexts | null | undefined

/**
 * Texts that are given to native code in memory of this side.
 *
 * @returns `undefined` where this machine has no machine code for it.
 *
 * @internal
 */
export function givenTexts(): GivenTexts | undefined {
  if (texts === undefined) texts = makeGivenTexts() ?? null
  return texts ?? undefined
}

function makeGivenTexts(): GivenTexts | undefined {
  const native = nativeFunctions()
  if (native?.blocks === undefined) return undefined
  const { view, base } = writeTable(u8, native, native.blocks)
  native.blocks.completeTable(view, hostVectors(u8).table)
  return new GivenTexts(base!)
}

/** The destructor of vectors whose elements own something: they are dropped one after the other. */
function exportDestructor(element: AnyType, release: (buffer: number) => void): Address {
  const { table, destructor } = vectorTypes(element)
  return exportForever(destructor, destroyerOf(element, release) as never, `${table.name}.destructor`).address
}

/**
 * How many buffers of vectors and strings this side got and nobody freed yet, here or in native code. For tests that look
 * for leaks.
 *
 * @see Rule T-6 of the specification.
 *
 * @example
 * ```ts
 * import { liveVectorBuffers, RString } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const before = liveVectorBuffers()
 * {
 *   using text = RString.from('hello')
 *   assert.equal(liveVectorBuffers(), before + 1)
 *   void text
 * }
 * assert.equal(liveVectorBuffers(), before)
 * ```
 */
export function liveVectorBuffers(): number {
  const native = nativeFunctions()
  return native === undefined ? liveScriptedBuffers() : native.count() + (texts?.live ?? 0)
}
