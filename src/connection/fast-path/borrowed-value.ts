import { constPointer, generic, type AnyType, type Memory, type ScalarPassing } from '../../layout/index.js'
import { codecOf } from '../../layout/layout.js'
import { keepBytes } from '../../layout/keep-bytes.js'

/**
 * A pointer to a value that is copied to native memory for the time of a call: what a reference is for native code.
 *
 * @param referent - The type of the value.
 * @returns The same type for the same type of values.
 *
 * @see Rule X-74 of the specification.
 *
 * @internal
 */
export const borrowedValue: (referent: AnyType) => AnyType = generic(
  'BorrowedValue',
  (name: string, referent: AnyType) => {
    const pointer = constPointer(referent) as unknown as AnyType
    const passing: ScalarPassing = {
      ...(pointer.passing as ScalarPassing),
      keepsBytes: true,
      accepts: undefined,
      toNative(value, path, space, keep) {
        const codec = codecOf(referent, space.target)
        // A value without bytes lies anywhere, but not at null.
        if (codec.size === 0) return codec.alignment
        const view = new DataView(new ArrayBuffer(codec.size))
        const draft: Memory = { view, base: undefined, space, keep }
        codec.set(draft, 0, value, path)
        return keep === undefined
          ? keepBytes(keep, new Uint8Array(view.buffer), path, 'X-74')
          : keep(new Uint8Array(view.buffer), codec.alignment)
      },
    }
    return Object.freeze<AnyType>({ ...pointer, name, passing })
  },
)
