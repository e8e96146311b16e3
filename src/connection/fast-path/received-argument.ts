import { struct, usize, type AnyType } from '../../layout/index.js'
import { CallPassage } from '../protocol/call-passage.js'
import { byReferenceOf } from '../protocol/host-method.js'
import { withPath } from '../wire/wire-problem.js'
import { WireReader } from '../wire/wire-reader.js'
import { wireCodec, type AnyWireType, type WireCodec } from '../wire/wire-type.js'
import { plainReader } from './plain-value.js'

/** How a function of the table of this side receives an argument. */
export interface ReceivedArgument {
  /** As what native code passes it: pointers are numbers, which nobody follows unseen. */
  readonly type: AnyType
  /** Makes the value that an implementation gets. */
  readonly take: (raw: unknown) => unknown
}

/** A pointer and a number, as slices and text are passed. */
const pointerAndCount = struct('PointerAndCount', { data: usize, length: usize })

/** What reads the bytes of peers. */
const passage = new CallPassage()

/**
 * How a function of the table of this side receives an argument: as the protocol would pass it, a copy of what lies where it
 * can be read.
 *
 * @param type - The type that the trait declares. It has a native form.
 * @param version - The version of the trait.
 * @param path - The parameter, for errors.
 *
 * @see Rule X-87 of the specification.
 *
 * @internal
 */
export function receivedArgument(type: AnyWireType, version: number, path: string): ReceivedArgument {
  if (type.passedAs === undefined) {
    const inMemory = type.inMemory!
    return { type: inMemory, take: plainReader(inMemory) ?? ((value) => value) }
  }
  const codec = byReferenceOf(type, version) ?? wireCodec(type, version)
  return codec.smallest === 8
    ? { type: usize, take: (address) => readPointer(codec, path, address as number, 0) }
    : {
        type: pointerAndCount,
        take: (words) => {
          const { data, length } = words as { readonly data: number; readonly length: number }
          return readPointer(codec, path, data, length)
        },
      }
}

/** Reads what a pointer of a peer leads to, as if the pointer had come in a message. */
function readPointer(codec: WireCodec, path: string, address: number, length: number): unknown {
  const bytes = new DataView(new ArrayBuffer(16))
  bytes.setBigUint64(0, BigInt(address), true)
  bytes.setBigUint64(8, BigInt(length), true)
  const reader = new WireReader(new Uint8Array(bytes.buffer))
  reader.passage = passage
  return withPath(path, () => codec.read(reader))
}
