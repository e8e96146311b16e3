import type { ForeignCallPolicy } from '../../ffi/index.js'
import type { Address } from '../../layout/index.js'
import { nativeSpace } from '../../memory/native-space.js'
import { definitionOf, type AnyTrait } from '../trait/trait.js'
import { encodeDefinition } from '../wire/container.js'
import type { PackagedObject } from '../wire/passage.js'
import { withPath } from '../wire/wire-problem.js'
import { WireReader } from '../wire/wire-reader.js'
import { enterAnswer, leaveAnswer, type AnswerFrame } from './answer-frame.js'
import { noteThrown } from './call-frame.js'
import { callMethod } from './call-implementation.js'
import { CallPassage } from './call-passage.js'
import { takeHostFunction } from './entry-reserve.js'
import { makesNoObjects } from './entry-without-maker.js'
import { findInstance, insertInstance, removeInstance, type HostInstance } from './host-instance.js'
import { hostMethods, type HostMethod } from './host-method.js'
import {
  definitionSignature,
  errorSignature,
  messageWord,
  outcomeKind,
  ownSchemaVersion,
  request,
} from './message.js'
import { objectBorder, type ObjectHost } from './object-border.js'
import { isRoom, peerBytes, refuseMemory } from './peer-memory.js'
import { callPeer } from './peer-callback.js'
import { protocolError } from './protocol-error.js'
import { thrownText } from './thrown-text.js'

/** What a host makes for a peer that asks for an object. */
export interface MadeObject {
  /** What implements the trait. */
  readonly implementation: object
  /** Ends it; its own `[Symbol.dispose]()` where this is left out. */
  readonly onDrop?: (() => void) | undefined
}

const encoder = new TextEncoder()

/**
 * What answers messages about a trait for all its objects of this side: one function for native code, which stays for as
 * long as the process.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class HostEntry implements ObjectHost {
  /** The function. */
  readonly address: Address
  /** Says what becomes of calls from other threads. */
  readonly allow: (policy: ForeignCallPolicy) => void
  /** Whether nobody exports it any more, so that it makes no objects. */
  isRetired = false
  readonly #versions = new Map<number, readonly HostMethod[]>()

  /**
   * @param trait - The trait.
   * @param create - Makes an object for a peer that asks for one.
   */
  constructor(
    readonly trait: AnyTrait,
    public create: () => MadeObject,
  ) {
    const { address, allow } = takeHostFunction(trait.name, (message) => this.#answer(message))
    this.address = address
    this.allow = allow
    entries.set(this.address, this)
  }

  add(implementation: object, onDrop: () => void = dropOf(implementation)): PackagedObject {
    const object: HostInstance = {
      host: this,
      implementation: implementation as Record<string, unknown>,
      onDrop,
      holder: undefined,
    }
    return { ...insertInstance(object), entry: this.address }
  }

  /**
   * Makes an object for somebody who asks for one.
   *
   * @throws What making it throws.
   */
  make(): PackagedObject {
    const { implementation, onDrop } = this.create()
    return this.add(implementation, onDrop)
  }

  /**
   * The object that a peer names.
   *
   * @throws MemoryError `ABI-B005` where it is gone, or belongs to another entry.
   */
  find(data: number, path: string): HostInstance {
    return findInstance(data, this, path)
  }

  /** The same; `undefined` where it is gone, or belongs to another entry. */
  known(data: number): HostInstance | undefined {
    try {
      return this.find(data, this.trait.name)
    } catch {
      return undefined
    }
  }

  /**
   * Drops an object.
   *
   * @throws MemoryError as {@link HostEntry.find}, and what dropping it throws.
   */
  drop(data: number): void {
    removeInstance(data, this, `${this.trait.name} → drop`).onDrop()
  }

  remove({ data }: PackagedObject): void {
    try {
      removeInstance(Number(data), this, this.trait.name)
    } catch {
      // The peer dropped it, although it was only lent.
    }
  }

  #answer(message: BigUint64Array): void {
    const words = new Uint32Array(message.buffer, message.byteOffset, 2 * message.length)
    const kind = words[messageWord.request]! & 0xff
    if (kind === request.call) return this.#call(words)
    if (kind === request.drop) return this.#drop(words)
    if (kind === request.version) return this.#tellVersion(words)
    if (kind === request.definition) return this.#tellDefinition(words)
    if (kind === request.create) return this.#create(words)
    throw protocolError(this.trait.name, 'a message that is known', `message ${kind}`)
  }

  #call(words: Uint32Array): void {
    const frame = enterAnswer(this.trait.name)
    try {
      const outcome = this.#outcome(words, frame)
      if (outcome === undefined) return
      frame.passage.settle()
      frame.send(outcome, pointerOf(words, messageWord.receiver), tokenOf(words, messageWord.token))
    } finally {
      leaveAnswer(frame)
    }
  }

  /** Makes the call, and writes what comes of it; `undefined` where the peer need not be told. */
  #outcome(words: Uint32Array, frame: AnswerFrame): number | undefined {
    let kind: number = outcomeKind.refusal
    try {
      const reader = this.#argumentsOf(words)
      reader.passage = frame.passage
      const version = withPath(this.trait.name, () => reader.u32())
      const method = this.#methodOf(words, version)
      const data = pointerOf(words, messageWord.data)
      const [low, high] = [words[messageWord.mask]!, words[messageWord.mask + 1]!]
      const find = (): HostInstance => this.find(data, method.path)
      const { implementation } = method.findOrDiscard(reader, low, high, find)
      const values = method.read(reader, low, high)
      frame.passage.settle()
      kind = outcomeKind.panic
      const result = callMethod(implementation, method, values)
      if (method.isUnit) return undefined
      frame.writer.u32(version)
      method.write(frame.writer, result)
      return outcomeKind.success
    } catch (error) {
      noteThrown(error)
      frame.passage.takeBack()
      frame.say(thrownText(error))
      return kind
    }
  }

  #argumentsOf(words: Uint32Array): WireReader {
    const address = pointerOf(words, messageWord.arguments)
    const length = pointerOf(words, messageWord.argumentsLength)
    return withPath(this.trait.name, () => new WireReader(peerBytes(address, length)))
  }

  #methodOf(words: Uint32Array, version: number): HostMethod {
    const { name, version: own } = this.trait
    if (version > own) throw protocolError(name, `version ${own} at most`, `${version}`)
    let methods = this.#versions.get(version)
    if (methods === undefined) this.#versions.set(version, (methods = hostMethods(this.trait, version)))
    const number = words[messageWord.method]! & 0xffff
    const method = methods[number]
    if (method !== undefined) return method
    throw protocolError(name, `the number of a method, below ${methods.length}`, `${number}`)
  }

  #drop(words: Uint32Array): void {
    this.drop(pointerOf(words, messageWord.data))
  }

  #tellVersion(words: Uint32Array): void {
    const schemaAt = pointerOf(words, messageWord.schemaVersionAt)
    const versionAt = pointerOf(words, messageWord.versionAt)
    roomAt(schemaAt, 2, this.trait.name).setUint16(0, ownSchemaVersion, true)
    roomAt(versionAt, 4, this.trait.name).setUint32(0, this.trait.version, true)
  }

  #tellDefinition(words: Uint32Array): void {
    const required = words[messageWord.schemaVersion]! & 0xffff
    const version = words[messageWord.traitVersion]!
    if (required === 0) throw protocolError(this.trait.name, 'version 1 of schemas or a newer one', '0')
    // Whoever asks for more than there is gets the newest there is.
    const schemaVersion = required >= ownSchemaVersion ? 2 : 1
    const bytes = encodeDefinition(
      definitionOf(this.trait, Math.min(version, this.trait.version)),
      schemaVersion,
    )
    const token = tokenOf(words, messageWord.definitionToken)
    const callback = pointerOf(words, messageWord.definitionCallback)
    lending((passage) => {
      const values = [token, schemaVersion, passage.lend(bytes), bytes.length]
      callPeer(callback, definitionSignature, `${this.trait.name} → definition`, ...values)
    })
  }

  #create(words: Uint32Array): void {
    const at = pointerOf(words, messageWord.objectAt)
    const path = `${this.trait.name} → create`
    const room = roomAt(at, 16, path)
    try {
      const { data, vtable } = this.make()
      room.setBigUint64(0, data, true)
      room.setBigUint64(8, vtable, true)
    } catch (error) {
      this.#refuseToCreate(words, thrownText(error), path)
    }
  }

  #refuseToCreate(words: Uint32Array, text: string, path: string): void {
    const token = tokenOf(words, messageWord.errorToken)
    const callback = pointerOf(words, messageWord.errorCallback)
    lending((passage) => {
      const bytes = encoder.encode(text)
      const message = new BigUint64Array([BigInt(passage.lend(bytes)), BigInt(bytes.length)])
      // Rust aborts where a struct does not lie as its parts want it.
      const at = passage.lend(new Uint8Array(message.buffer), 8)
      callPeer(callback, errorSignature, path, token, at)
    })
  }
}

/** Ends what an object owns. Made where nothing else is in sight. */
function dropOf(implementation: object): () => void {
  return () => (implementation as Partial<Disposable>)[Symbol.dispose]?.()
}

function lending(run: (passage: CallPassage) => void): void {
  const passage = new CallPassage()
  try {
    run(passage)
  } finally {
    passage.end()
  }
}

function pointerOf(words: Uint32Array, word: number): number {
  return words[word]! + words[word + 1]! * 2 ** 32
}

/** What a peer gets back as it was. */
function tokenOf(words: Uint32Array, word: number): number | bigint {
  const high = words[word + 1]!
  return high < 2 ** 20 ? pointerOf(words, word) : BigInt(words[word]!) | (BigInt(high) << 32n)
}

/** Room that a peer names for an answer. */
function roomAt(address: number, length: number, path: string): DataView {
  if (!isRoom(address, length)) withPath(path, () => refuseMemory(address, length))
  const { view, base } = nativeSpace.memoryAt(address, length)
  return new DataView(view.buffer, view.byteOffset + address - base!, length)
}

/** The entries of this thread. They stay for as long as the process. */
const entries = new Map<Address, HostEntry>()

/**
 * What answers behind an entry of this side: what it writes is known to follow this specification, and it can be called
 * without native code.
 *
 * @param address - The address of an entry.
 * @returns `undefined` for an entry that was not made on this thread.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function hostEntryAt(address: Address): HostEntry | undefined {
  return entries.get(address)
}

/** Peers may call them as long as the process lives. */
const hosts = new Map<AnyTrait, HostEntry>()

/**
 * What answers for all objects of a trait that peers are given as arguments and results. It makes no objects.
 *
 * @see Rule X-13 of the specification.
 *
 * @internal
 */
export function hostEntryOf(trait: AnyTrait): HostEntry {
  let host = hosts.get(trait)
  if (host === undefined) {
    hosts.set(trait, (host = new HostEntry(trait, makesNoObjects(trait, 'crossing'))))
  }
  return host
}

objectBorder.hostOf = hostEntryOf
