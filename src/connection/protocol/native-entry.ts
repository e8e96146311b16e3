import { CallError } from '../../errors/index.js'
import { functionAt, type NativeFunction } from '../../ffi/index.js'
import { formatAddress, type Address } from '../../layout/index.js'
import { isCode } from '../../memory/mappings.js'
import { nativeSpace } from '../../memory/native-space.js'
import { scratchMemory } from '../../memory/scratch.js'
import { decodeDefinition } from '../wire/container.js'
import type { TraitDefinition } from '../wire/schema.js'
import type { WireReader } from '../wire/wire-reader.js'
import type { WireWriter } from '../wire/wire-writer.js'
import { withPath } from '../wire/wire-problem.js'
import { enterFrame, leaveFrame, sendFrame, type CallFrame, type EntryFunction } from './call-frame.js'
import { readOutcome } from './call-outcome.js'
import { definitionCallback, errorCallback, Interrogation } from './interrogation-receiver.js'
import { entrySignature, messageWord, ownSchemaVersion, request, type MessageValue } from './message.js'
import { protocolError } from './protocol-error.js'
import { sendMessage } from './send-message.js'

/** What an entry says of itself. */
export interface EntryVersion {
  /** The newest version of schemas that it speaks. */
  readonly schema: number
  /** The version of its trait. */
  readonly version: number
}

/** An object of a peer, in the two words that only the peer reads. */
export interface ObjectWords {
  /** The first word. */
  readonly data: bigint
  /** The second word. */
  readonly vtable: bigint
}

/** A call of a method by its number. */
export interface MethodRequest<R> {
  /** The object. */
  readonly object: ObjectWords
  /** The number of the method on the side of the peer. */
  readonly method: number
  /** Which arguments are pointers: bit `i` for argument `i`. */
  readonly mask: bigint
  /** The version in which the arguments are written. */
  readonly version: number
  /** Writes the arguments. */
  readonly write: (writer: WireWriter) => void
  /** Reads the result, behind its version; absent where the method gives nothing. */
  readonly read?: ((reader: WireReader) => R) | undefined
  /** What is called, for errors. */
  readonly path: string
}

/** What nobody says: the version of schemas before the peer has written its own. */
const unsaid = 0xffff

/** Bytes for the answers of a peer: the two words of an object, or two versions. */
const answerSize = 16

/**
 * The function of a peer that answers for a trait: all messages go to it.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class NativeEntry implements EntryFunction {
  /** The function, as the FFI calls it. */
  readonly send: NativeFunction
  readonly address: Address

  /**
   * @param address - The entry point.
   * @param path - What it is called in errors.
   * @throws CallError `ABI-C003` where there is no code, MemoryError for what is no address.
   */
  constructor(
    address: number,
    readonly path: string = `entry ${formatAddress(address)}`,
  ) {
    nativeSpace.memoryAt(address, 1, path)
    if (!isCode(address)) {
      throw new CallError('an entry that does not point to code', {
        code: 'ABI-C003',
        rule: 'X-7',
        path,
        expected: 'an address in executable memory',
        found: formatAddress(address),
      })
    }
    this.address = address as Address
    this.send = functionAt(address, entrySignature, path)
  }

  /** Asks for the versions. */
  interrogateVersion(): EntryVersion {
    return this.#withAnswer((address, view, at) => {
      const path = `${this.path} → version`
      view.setUint16(at, unsaid, true)
      const words = messageOf(request.version)
      pointTo(words, messageWord.schemaVersionAt, address)
      pointTo(words, messageWord.versionAt, address + 8)
      this.#send(words, path)
      const schema = view.getUint16(at, true)
      const version = view.getUint32(at + 8, true)
      if (schema === unsaid) throw protocolError(path, 'its versions', 'nothing written')
      if (schema === 0) throw protocolError(path, 'version 1 of schemas or a newer one', '0')
      return { schema, version }
    })
  }

  /**
   * Asks for the definition of the trait in a version.
   *
   * @param schemaVersion - The version of schemas; what this side does not speak is lowered to what it does.
   * @param version - The version of the trait.
   */
  definition(schemaVersion: number, version: number): TraitDefinition {
    const path = `${this.path} → definition ${version}`
    const interrogation = new Interrogation()
    try {
      const words = messageOf(request.definition)
      new DataView(words.buffer).setUint16(
        4 * messageWord.schemaVersion,
        Math.min(schemaVersion, ownSchemaVersion),
        true,
      )
      words[messageWord.traitVersion] = version
      pointTo(words, messageWord.definitionToken, interrogation.token)
      pointTo(words, messageWord.definitionCallback, definitionCallback())
      this.#send(words, path)
      const { received, problem, bytes } = interrogation
      if (received !== 1) throw protocolError(path, 'one definition', `${received}`)
      if (problem !== undefined) throwAt(path, problem)
      return decodeDefinition(bytes, path)
    } finally {
      interrogation.end()
    }
  }

  /**
   * Asks for an object.
   *
   * @throws CallError `ABI-J004` with the words of the peer where it cannot make one.
   */
  create(): ObjectWords {
    const path = `${this.path} → create`
    const interrogation = new Interrogation()
    try {
      return this.#withAnswer((address, view, at) => {
        view.setBigUint64(at, 0n)
        view.setBigUint64(at + 8, 0n)
        const words = messageOf(request.create)
        pointTo(words, messageWord.objectAt, address)
        pointTo(words, messageWord.errorToken, interrogation.token)
        pointTo(words, messageWord.errorCallback, errorCallback())
        this.#send(words, path)
        if (interrogation.received > 0) refuseToCreate(path, new TextDecoder().decode(interrogation.bytes))
        const object = { data: view.getBigUint64(at, true), vtable: view.getBigUint64(at + 8, true) }
        if (object.data === 0n) throw protocolError(path, 'an object or an error', 'neither')
        return object
      })
    } finally {
      interrogation.end()
    }
  }

  /** Drops an object that belongs to this side. */
  drop({ data, vtable }: ObjectWords): void {
    const words = messageOf(request.drop)
    setWord(words, messageWord.data, data)
    setWord(words, messageWord.vtable, vtable)
    this.#send(words, `${this.path} → drop`)
  }

  /**
   * Calls a method.
   *
   * @returns What `read` gives; `undefined` where there is none.
   */
  call<R>(call: MethodRequest<R>): R | undefined {
    const { object, method, mask, version, write, read, path } = call
    const frame = enterFrame(path)
    try {
      const { words, writer } = frame
      setWord(words, messageWord.data, object.data)
      setWord(words, messageWord.vtable, object.vtable)
      setWord(words, messageWord.mask, mask)
      words[messageWord.version] = version
      words[messageWord.method] = method
      writer.u32(version)
      withPath(path, () => write(writer))
      frame.address()
      frame.passage.settle()
      sendFrame(this, frame, path)
      return readResult(frame, read, path)
    } finally {
      leaveFrame(frame)
    }
  }

  #send(words: Uint32Array, path: string): void {
    const message: MessageValue = { run0: new BigUint64Array(words.buffer) }
    sendMessage(this.send, path, message)
  }

  #withAnswer<R>(ask: (address: number, view: DataView, at: number) => R): R {
    const scratch = scratchMemory()
    const { mark } = scratch
    try {
      const { memory, offset } = scratch.allocate(answerSize, 8)
      return ask(memory.base! + offset, memory.view, offset)
    } finally {
      scratch.release(mark)
    }
  }
}

function readResult<R>(
  frame: CallFrame,
  read: ((reader: WireReader) => R) | undefined,
  path: string,
): R | undefined {
  const reader = readOutcome(frame, read === undefined, path)
  if (reader === undefined || read === undefined) return undefined
  try {
    const result = withPath(`${path} → result`, () => {
      reader.u32() // the version, which the crate gets wrong
      return read(reader)
    })
    frame.passage.settle()
    return result
  } catch (error) {
    frame.forgetReaders()
    throw error
  }
}

function throwAt(path: string, problem: unknown): never {
  return withPath(path, () => {
    throw problem
  })
}

/**
 * Says that a peer could not make an object.
 *
 * @param path - What was asked of it.
 * @param text - What the peer says of it.
 * @param cause - What was thrown, where that is known.
 *
 * @see Rule X-8 of the specification.
 *
 * @internal
 */
export function refuseToCreate(path: string, text: string, cause?: unknown): never {
  throw new CallError('a peer that could not make an object', {
    code: 'ABI-J004',
    rule: 'X-8',
    path,
    expected: 'an object',
    found: text === '' ? 'an error without a text' : text,
    ...(cause === undefined ? {} : { cause }),
  })
}

function messageOf(kind: number): Uint32Array {
  const words = new Uint32Array(18)
  words[messageWord.request] = kind
  return words
}

function pointTo(words: Uint32Array, word: number, address: number): void {
  words[word] = address
  words[word + 1] = Math.floor(address / 2 ** 32)
}

/**
 * Writes a word of 8 bytes to a message.
 *
 * @internal
 */
export function setWord(words: Uint32Array, word: number, value: bigint): void {
  words[word] = Number(value & 0xffff_ffffn)
  words[word + 1] = Number((value >> 32n) & 0xffff_ffffn)
}
