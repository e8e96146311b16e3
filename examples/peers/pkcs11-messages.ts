import { addressOf, array, bytesOf, layoutOf, NativeArena, u8 } from 'abiding'
import {
  CKA_CLASS,
  CKA_ENCRYPT,
  CKA_EXTRACTABLE,
  CKA_KEY_TYPE,
  CKA_SENSITIVE,
  CKA_TOKEN,
  CKA_VALUE_LEN,
  CKF_OS_LOCKING_OK,
  CKK_AES,
  CKM_AES_GCM,
  CKM_AES_KEY_GEN,
  CKO_SECRET_KEY,
} from './pkcs11-constants.js'
import { attributesIn, check, mechanismIn, type Functions } from './pkcs11.js'
import { CK_C_INITIALIZE_ARGS, CK_GCM_MESSAGE_PARAMS } from './pkcs11-types.abi.js'

/** A message that nobody can read or change. */
export interface SealedMessage {
  readonly text: Uint8Array
  readonly tag: Uint8Array
}

/** Initialises the provider of NSS without a folder of keys. */
export function initialiseNss(functions: Functions): void {
  using arena = new NativeArena()
  const parameters = arena.allocate(CK_C_INITIALIZE_ARGS, {
    CreateMutex: null,
    DestroyMutex: null,
    LockMutex: null,
    UnlockMutex: null,
    flags: CKF_OS_LOCKING_OK,
    LibraryParameters: "configdir='' flags=readOnly,noCertDB,noModDB,noKeyDB,forceOpen,optimizeSpace",
    pReserved: null,
  })
  check('C_Initialize', functions.C_Initialize(addressOf(parameters)))
}

/** Makes a key for AES that lives as long as the session and may leave the token. */
export function generateAesKey(functions: Functions, session: bigint): bigint {
  using arena = new NativeArena()
  const attributes = attributesIn(arena, [
    [CKA_CLASS, CKO_SECRET_KEY],
    [CKA_KEY_TYPE, CKK_AES],
    [CKA_TOKEN, false],
    [CKA_ENCRYPT, true],
    [CKA_SENSITIVE, false],
    [CKA_EXTRACTABLE, true],
    [CKA_VALUE_LEN, 32n],
  ])
  const mechanism = mechanismIn(arena, CKM_AES_KEY_GEN)
  const { address, count } = attributes
  return check('C_GenerateKey', functions.C_GenerateKey(session, mechanism, address, count)).key
}

/** Whether a provider encrypts whole messages: a family of functions that came with 3.0. */
export function canSeal(functions: Functions): boolean {
  return functions.C_MessageEncryptInit !== undefined
}

/**
 * Encrypts a message with AES-GCM, through functions that came with 3.0.
 *
 * @param nonce - 12 bytes that were never used with this key.
 * @param associated - What is not encrypted, but must not be changed either.
 */
export function seal(
  functions: Functions,
  session: bigint,
  key: bigint,
  nonce: Uint8Array,
  associated: Uint8Array,
  message: Uint8Array,
): SealedMessage {
  const { C_MessageEncryptInit, C_EncryptMessage, C_MessageEncryptFinal } = functions
  if (C_MessageEncryptInit === undefined || C_EncryptMessage === undefined)
    throw new Error('this provider is older than version 3.0')
  using arena = new NativeArena()
  const tag = arena.allocate(array(u8, 16))
  const text = arena.allocate(array(u8, message.length))
  const parameters = arena.allocate(CK_GCM_MESSAGE_PARAMS, {
    pIv: arena.keep(nonce),
    ulIvLen: BigInt(nonce.length),
    ulIvFixedBits: 0n,
    ivGenerator: 0n,
    pTag: addressOf(tag),
    ulTagBits: 128n,
  })
  check('C_MessageEncryptInit', C_MessageEncryptInit(session, mechanismIn(arena, CKM_AES_GCM), key))
  const { output_length } = check(
    'C_EncryptMessage',
    C_EncryptMessage(
      session,
      addressOf(parameters),
      BigInt(layoutOf(CK_GCM_MESSAGE_PARAMS).size),
      arena.keep(associated),
      BigInt(associated.length),
      arena.keep(message),
      BigInt(message.length),
      addressOf(text),
      BigInt(message.length),
    ),
  )
  check('C_MessageEncryptFinal', C_MessageEncryptFinal!(session))
  return { text: bytesOf(text).slice(0, Number(output_length)), tag: bytesOf(tag).slice() }
}
