import { ValueError } from '../errors/index.js'
import type { Codec, Memory, Target } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { ownershipKey } from '../ownership/index.js'
import { received } from '../vtable/received.js'
import { refuseLent } from '../vtable/receiver.js'
import { NonExhaustiveAccessor, nonExhaustiveClassOf } from './non-exhaustive-accessor.js'
import { writeHostEnum } from './non-exhaustive-host.js'
import type { NonExhaustiveParts } from './non-exhaustive.js'

/**
 * Reads and writes enums that may get more forms. What comes by value belongs to whoever reads it; what is read out of
 * memory with an address belongs to that memory.
 *
 * @see Rules T-39 to T-42 of the specification.
 *
 * @internal
 */
export function nonExhaustiveCodec(type: NonExhaustiveParts, target: Target): Codec {
  const { size, alignment } = layoutOf(type, target)
  const lend = (memory: Memory, offset: number): NonExhaustiveAccessor =>
    nonExhaustiveClassOf(type).lent({ memory, offset })
  return {
    size,
    alignment,
    get(memory, offset) {
      if (memory.base !== undefined) return lend(memory, offset)
      return received(memory, offset, () => nonExhaustiveClassOf(type).owned({ memory, offset }))
    },
    set(memory, offset, value, path) {
      if (value instanceof NonExhaustiveAccessor) {
        if (value.$type !== type) refuseOther(type, value, path)
        if (value[ownershipKey] === undefined) refuseLent(path)
        value.$moveOut(path)
        value.$write(memory, offset)
        return
      }
      writeHostEnum(type, { memory, offset }, value, path)
    },
    copy: (memory, offset) => lend(memory, offset).$copy(),
    json: (memory, offset) => lend(memory, offset).toJSON(),
  }
}

function refuseOther(type: NonExhaustiveParts, value: NonExhaustiveAccessor, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'T-40',
    path,
    expected: `a ${type.name}, or a value of ${type.enumType.name}`,
    found: `a ${value.$type.name}`,
  })
}
