import { MemoryError, ValueError } from '../errors/index.js'
import { layoutOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { readUnsignedWord, writeWord } from '../layout/pointer-sized.js'
import type { Codec, Memory, Target } from '../layout/index.js'
import { ownershipKey } from '../ownership/index.js'
import { asObject, type ObjectAccessor } from './object-accessor.js'
import { lendObject, ownObject } from './object-class.js'
import { functionsOf } from './object-functions.js'
import type { PointerKind } from './object-layout.js'
import { refuseLent } from './receiver.js'
import { received } from './received.js'
import type { ObjectType } from './trait-object.js'

/**
 * Reads and writes trait objects of one kind.
 *
 * What comes by value belongs to whoever reads it. What is read out of memory with an address belongs to that memory: the
 * accessor uses the object, and does not drop it.
 *
 * @see Rules B-5 and B-7 of the specification.
 *
 * @internal
 */
export function objectCodec(type: ObjectType, target: Target): Codec {
  const { trait, words, pointer } = type
  const { size, alignment } = layoutOf(type, target)
  const word = (memory: Memory, offset: number, index: number | undefined): number =>
    index === undefined
      ? 0
      : readUnsignedWord(memory.view, offset + index * target.pointerSize, target, type.name)

  const get: Codec['get'] = (memory, offset, path = type.name) => {
    const methods = word(memory, offset, words.methods)
    const object = word(memory, offset, words.object)
    if ((words.methods !== undefined && methods === 0) || (words.object !== undefined && object === 0))
      refuseNull(type, path)
    const functions = functionsOf(trait, methods, object)
    const data = word(memory, offset, words.data)
    const box = word(memory, offset, words.box)
    if (pointer === 'box' && memory.base === undefined)
      return received(memory, offset, () => ownObject(type, functions, data, box))
    return lendObject(type, functions, data, box, pointer === 'box' ? { memory, offset } : undefined)
  }

  return {
    size,
    alignment,
    get,
    set(memory, offset, value, path) {
      const object = requireObject(type, value, path)
      if (pointer === 'box') {
        if (object[ownershipKey] === undefined) refuseLent(path)
        object.$moveOut(path)
      } else {
        object[ownershipKey]?.assertOwned(path)
      }
      object
        .wordsAs(type)
        .forEach((one, index) => writeWord(memory.view, offset + index * target.pointerSize, one, target))
    },
    copy: get,
    json: (memory, offset) => (get(memory, offset) as ObjectAccessor).toJSON(),
  }
}

/** Which objects may be passed where objects of a kind are declared. */
const accepted: Readonly<
  Record<PointerKind, { readonly kinds: readonly PointerKind[]; readonly what: string }>
> = {
  box: { kinds: ['box'], what: ' that is owned' },
  ref: { kinds: ['box', 'ref', 'mut'], what: '' },
  mut: { kinds: ['box', 'mut'], what: ' that may be changed' },
}

function requireObject({ trait, pointer }: ObjectType, value: unknown, path: string): ObjectAccessor {
  const object = asObject(value)
  const { kinds, what } = accepted[pointer]
  const isSameTrait = object?.$type.trait.family === trait.family
  if (isSameTrait && kinds.includes(object.$type.pointer)) return object
  throw new ValueError(`not an object of ${trait.name}`, {
    code: 'ABI-V001',
    rule: 'B-5',
    path,
    expected: `an object of ${trait.name}${what}`,
    found:
      object === undefined
        ? describeValue(value)
        : `an object of ${object.$type.trait.name}${isSameTrait ? ', which was lent' : ''}`,
    hint: object === undefined ? 'make one with implementTrait(…)' : undefined,
  })
}

function refuseNull(type: ObjectType, path: string): never {
  throw new MemoryError('a trait object without a table', {
    code: 'ABI-M001',
    rule: 'B-5',
    path,
    expected: `an object of ${type.trait.name}`,
    found: 'null',
  })
}
