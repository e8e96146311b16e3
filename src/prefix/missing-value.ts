import { defaultOf } from '../layout/default-value.js'
import { substituteFor } from '../call/substitute.js'
import { codecOf } from '../layout/layout.js'
import type { Target } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import type { PrefixField } from './prefix-type.js'

/**
 * What reading a missing field gives under each policy but `panic`.
 *
 * @see Rule P-8 of the specification.
 *
 * @internal
 */
export function missingValue(field: PrefixField, path: string, target: Target): () => unknown {
  const { missing, type } = field
  switch (missing?.policy) {
    case 'with':
      return () => substituteFor(missing.supply())
    case 'value': {
      const value = substituteFor(missing.value)
      return () => value
    }
    case 'default': {
      const value = defaultOf(type, path)
      if (value === null) return () => null
      // Reading the default must give what reading memory gives: it is written to memory of its own and read back.
      const codec = codecOf(type, target)
      return () => {
        const memory = {
          view: new DataView(new ArrayBuffer(codec.size)),
          base: undefined,
          space: nativeSpace,
        }
        codec.set(memory, 0, value, path)
        return codec.get(memory, 0, path)
      }
    }
    default:
      return () => undefined
  }
}
