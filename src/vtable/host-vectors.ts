import { nativeVectorFunctions, type NativeVectorFunctions } from '../ffi/index.js'
import { hostTarget, type Address, type AnyType } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { movesValue } from '../layout/moved-value.js'
import { lowMask } from '../prefix/mask.js'
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
  const { size, alignment } = layoutOf(element, hostTarget())
  const { view, base } = staticMemory(native.tableBytes)
  const destructor = movesValue(element) ? exportDestructor(element, native.release) : native.destroy
  const words = [0, native.typeId, destructor, native.grow, native.shrink]
  view.setBigUint64(0, lowMask(4), true)
  words.forEach((word, index) => view.setBigUint64(8 + 8 * index, BigInt(word), true))
  native.completeTable(view, size, alignment)
  const table = base!
  return {
    table,
    allocate: (byteLength) => native.allocate(byteLength, alignment),
    duplicate: (from, byteLength) => native.duplicate(from, byteLength, table),
    release: native.release,
  }
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
  return nativeFunctions()?.count() ?? liveScriptedBuffers()
}
