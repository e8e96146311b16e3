import type { NativeSignature } from '../../ffi/index.js'

/**
 * What a message asks for: its first byte.
 *
 * @see Rule X-3 of the specification.
 *
 * @internal
 */
export const request = { call: 0, version: 1, definition: 2, create: 3, drop: 4 } as const

/**
 * What came of a call: the first byte of an outcome.
 *
 * @see Rule X-5 of the specification.
 *
 * @internal
 */
export const outcomeKind = { success: 0, panic: 1, refusal: 2 } as const

/**
 * Bytes of a message. It is passed by value.
 *
 * @internal
 */
export const messageSize = 72

/**
 * Where the parts of a message lie, in words of 4 bytes. Every pointer takes two.
 *
 * @internal
 */
export const messageWord = {
  request: 0,
  data: 2,
  vtable: 4,
  /** Of a call: which arguments are pointers. */
  mask: 6,
  /** Of a call: the arguments. */
  arguments: 8,
  argumentsLength: 10,
  /** Of a call: what the receiver is given back. */
  token: 12,
  receiver: 14,
  version: 16,
  /** Of a call: the number of the method, 2 bytes. */
  method: 17,
  /** Of the question for the version: where to put the version of schemas, 2 bytes. */
  schemaVersionAt: 2,
  /** Of the question for the version: where to put the version of the trait, 4 bytes. */
  versionAt: 4,
  /** Of the question for the definition: the version of schemas, 2 bytes. */
  schemaVersion: 2,
  /** Of the question for the definition: the version of the trait. */
  traitVersion: 3,
  /** Of the question for the definition: what the callback is given back. */
  definitionToken: 4,
  definitionCallback: 6,
  /** Of the wish for an object: where to put its two words. */
  objectAt: 2,
  /** Of the wish for an object: what the callback is given back. */
  errorToken: 4,
  errorCallback: 6,
} as const

/**
 * How a message is passed, in the terms of the FFI.
 *
 * @internal
 */
export const entrySignature: NativeSignature = {
  parameters: [{ runs: [{ scalar: 'u64', count: 9, offset: 0 }], size: messageSize }],
  returns: 'void',
}

/** A message as the FFI takes it and gives it. */
export interface MessageValue {
  /** Its nine words. */
  readonly run0: BigUint64Array
}

/**
 * The callback for the outcome of a call: where it lies, and the token.
 *
 * @internal
 */
export const receiverSignature: NativeSignature = { parameters: ['address', 'address'], returns: 'void' }

/**
 * The callback for a definition: the token, the version of schemas, where the bytes lie and how many they are.
 *
 * @internal
 */
export const definitionSignature: NativeSignature = {
  parameters: ['address', 'u16', 'address', 'address'],
  returns: 'void',
}

/**
 * The callback for an object that could not be made: the token, and where the message lies.
 *
 * @internal
 */
export const errorSignature: NativeSignature = { parameters: ['address', 'address'], returns: 'void' }

/**
 * The version of schemas that this side speaks.
 *
 * @internal
 */
export const ownSchemaVersion = 2
