import { ValueError } from '../errors/index.js'
import { layoutOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import type { Codec, Memory, Target } from '../layout/index.js'
import { ownershipKey } from '../ownership/index.js'
import { BoxAccessor, boxClassOf } from './box-accessor.js'
import type { BoxType } from './box-like.js'
import { received } from './received.js'
import { refuseLent } from './receiver.js'

/**
 * Reads and writes boxes. What comes by value belongs to whoever reads it; what is read out of memory with an address
 * belongs to that memory.
 *
 * @see Rules B-7 and B-8 of the specification.
 *
 * @internal
 */
export function boxCodec(type: BoxType, target: Target): Codec {
  const { size, alignment } = layoutOf(type, target)
  const word = (memory: Memory, offset: number): number =>
    readUnsignedWord(memory.view, offset, target, type.name)
  const get: Codec['get'] = (memory, offset) => {
    const Accessor = boxClassOf(type)
    const data = word(memory, offset)
    const table = word(memory, offset + target.pointerSize)
    if (memory.base !== undefined) return new Accessor(data, table, false, { memory, offset })
    return received(memory, offset, () => new Accessor(data, table, true))
  }
  return {
    size,
    alignment,
    get,
    set(memory, offset, value, path) {
      if (!(value instanceof BoxAccessor) || value.$type !== type) refuseValue(type, value, path)
      if (value[ownershipKey] === undefined) refuseLent(path)
      value.$moveOut(path)
      value.$write(memory, offset)
    },
    copy: get,
    json: (memory, offset) => (get(memory, offset) as BoxAccessor).toJSON(),
  }
}

function refuseValue(type: BoxType, value: unknown, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'B-8',
    path,
    expected: `a ${type.name}`,
    found: value instanceof BoxAccessor ? `a ${value.$type.name}` : describeValue(value),
    hint: `make one with ${type.name}.new(…)`,
  })
}
