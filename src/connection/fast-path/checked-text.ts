import { type AnyType, type Codec } from '../../layout/index.js'
import { codecOf } from '../../layout/layout.js'
import { readUnsignedWord } from '../../layout/pointer-sized.js'
import { RStr } from '../../plain-types/index.js'
import { peerBytes } from '../protocol/peer-memory.js'
import { withPath } from '../wire/wire-problem.js'

/**
 * Text that a peer gives: it is read only where the memory that the peer names can be read.
 *
 * @see Rule X-77 of the specification.
 *
 * @internal
 */
export const checkedText: AnyType = Object.freeze<AnyType>({
  ...RStr,
  makeCodec(target): Codec {
    const codec = codecOf(RStr, target)
    const get: Codec['get'] = (memory, offset, path = RStr.name) => {
      const address = readUnsignedWord(memory.view, offset, target, path)
      const length = readUnsignedWord(memory.view, offset + target.pointerSize, target, path)
      withPath(path, () => peerBytes(address, length))
      return codec.get(memory, offset, path)
    }
    return { ...codec, get, copy: get }
  },
})
