import type { AnyType } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { nativeSpace } from '../memory/native-space.js'
import type { RawValue } from '../vtable/raw-value.js'

/**
 * The value that bytes of native code are: a copy, or what owns it from now on.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export function takeRaw(type: AnyType, raw: RawValue): unknown {
  const codec = codecOf(type, nativeSpace.target)
  return movesValue(type) ? codec.get(raw, 0) : codec.copy(raw, 0)
}
