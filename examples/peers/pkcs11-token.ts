import { addressOf, array, bytesOf, c_ulong, NativeArena, u8 } from 'abiding'
import {
  CKA_CLASS,
  CKA_EC_PARAMS,
  CKA_EC_POINT,
  CKA_KEY_TYPE,
  CKA_LABEL,
  CKA_PRIVATE,
  CKA_SENSITIVE,
  CKA_SIGN,
  CKA_TOKEN,
  CKA_VERIFY,
  CKF_RW_SESSION,
  CKF_SERIAL_SESSION,
  CKK_EC,
  CKM_EC_KEY_PAIR_GEN,
  CKM_ECDSA,
  CKO_PRIVATE_KEY,
  CKO_PUBLIC_KEY,
  CKR_SIGNATURE_INVALID,
  CKU_SO,
  CKU_USER,
} from './pkcs11-constants.js'
import { attributesIn, check, mechanismIn, type Functions } from './pkcs11.js'
import { CK_ATTRIBUTE } from './pkcs11-types.abi.js'

/** The two secrets of a token. */
export interface Pins {
  /** Of the officer who prepares it. */
  readonly officer: string
  /** Of the user who uses its keys. */
  readonly user: string
}

/** A key pair on a token. */
export interface KeyPair {
  readonly publicKey: bigint
  readonly privateKey: bigint
}

/** The places for tokens. Their number is asked for first. */
export function slotsOf(functions: Functions): bigint[] {
  using arena = new NativeArena()
  const { count } = check('C_GetSlotList', functions.C_GetSlotList(0, null, 0n))
  if (count === 0n) return []
  const slots = arena.allocate(array(c_ulong, Number(count)))
  check('C_GetSlotList', functions.C_GetSlotList(0, addressOf(slots), count))
  return [...slots]
}

/** Prepares a token: gives it a name, and its user a secret. What was on it is lost. */
export function initialiseToken(functions: Functions, slot: bigint, label: string, pins: Pins): void {
  using arena = new NativeArena()
  const text = new TextEncoder()
  const officer = text.encode(pins.officer)
  const user = text.encode(pins.user)
  // Names are padded with blanks to 32 bytes.
  const name = arena.keep(text.encode(label.padEnd(32)))
  check('C_InitToken', functions.C_InitToken(slot, arena.keep(officer), BigInt(officer.length), name))
  const session = openSession(functions, slot)
  logIn(functions, session, CKU_SO, pins.officer)
  check('C_InitPIN', functions.C_InitPIN(session, arena.keep(user), BigInt(user.length)))
  check('C_Logout', functions.C_Logout(session))
  check('C_CloseSession', functions.C_CloseSession(session))
}

/** Opens a session that may write; for a user who logs in where a secret is given. */
export function openSession(functions: Functions, slot: bigint, pin?: string): bigint {
  const flags = CKF_SERIAL_SESSION | CKF_RW_SESSION
  const { session } = check('C_OpenSession', functions.C_OpenSession(slot, flags, null, null))
  if (pin !== undefined) logIn(functions, session, CKU_USER, pin)
  return session
}

function logIn(functions: Functions, session: bigint, who: bigint, pin: string): void {
  using arena = new NativeArena()
  const bytes = new TextEncoder().encode(pin)
  check('C_Login', functions.C_Login(session, who, arena.keep(bytes), BigInt(bytes.length)))
}

/** Bytes that nobody can guess. */
export function randomBytes(functions: Functions, session: bigint, count: number): Uint8Array {
  using arena = new NativeArena()
  const bytes = arena.allocate(array(u8, count))
  check('C_GenerateRandom', functions.C_GenerateRandom(session, addressOf(bytes), BigInt(count)))
  return bytesOf(bytes).slice()
}

/** The curve P-256, as certificates name it. */
const p256 = Uint8Array.of(0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07)

/** Makes a key pair on the curve P-256. The private key never leaves the token. */
export function generateKeyPair(functions: Functions, session: bigint, label: string): KeyPair {
  using arena = new NativeArena()
  const common = [
    [CKA_KEY_TYPE, CKK_EC],
    [CKA_TOKEN, true],
    [CKA_LABEL, label],
  ] as const
  const forPublic = attributesIn(arena, [
    [CKA_CLASS, CKO_PUBLIC_KEY],
    ...common,
    [CKA_VERIFY, true],
    [CKA_EC_PARAMS, p256],
  ])
  const forPrivate = attributesIn(arena, [
    [CKA_CLASS, CKO_PRIVATE_KEY],
    ...common,
    [CKA_SIGN, true],
    [CKA_PRIVATE, true],
    [CKA_SENSITIVE, true],
  ])
  const { public_key, private_key } = check(
    'C_GenerateKeyPair',
    functions.C_GenerateKeyPair(
      session,
      mechanismIn(arena, CKM_EC_KEY_PAIR_GEN),
      forPublic.address,
      forPublic.count,
      forPrivate.address,
      forPrivate.count,
    ),
  )
  return { publicKey: public_key, privateKey: private_key }
}

/** The value of an attribute. It is asked for twice: for its length, then for its bytes. */
export function attributeOf(functions: Functions, session: bigint, object: bigint, type: bigint): Uint8Array {
  using arena = new NativeArena()
  const empty = arena.allocate(CK_ATTRIBUTE, { type, pValue: null, ulValueLen: 0n })
  check('C_GetAttributeValue', functions.C_GetAttributeValue(session, object, empty, 1n))
  const { ulValueLen } = empty
  const value = arena.allocate(array(u8, Number(ulValueLen)))
  const filled = arena.allocate(CK_ATTRIBUTE, { type, pValue: addressOf(value), ulValueLen })
  check('C_GetAttributeValue', functions.C_GetAttributeValue(session, object, filled, 1n))
  return bytesOf(value).slice()
}

/** A public key as other programs take it: the point lies behind a tag, a length and a form of one byte each. */
export function exportPublicKey(functions: Functions, session: bigint, publicKey: bigint) {
  const point = attributeOf(functions, session, publicKey, CKA_EC_POINT).subarray(3)
  const [x, y] = [point.subarray(0, 32), point.subarray(32)].map((part) =>
    Buffer.from(part).toString('base64url'),
  )
  return { kty: 'EC', crv: 'P-256', x: x!, y: y! }
}

/** Signs a digest. */
export function sign(
  functions: Functions,
  session: bigint,
  privateKey: bigint,
  digest: Uint8Array,
): Uint8Array {
  using arena = new NativeArena()
  const signature = arena.allocate(array(u8, 64))
  check('C_SignInit', functions.C_SignInit(session, mechanismIn(arena, CKM_ECDSA), privateKey))
  const { output_length } = check(
    'C_Sign',
    functions.C_Sign(session, arena.keep(digest), BigInt(digest.length), addressOf(signature), 64n),
  )
  return bytesOf(signature).slice(0, Number(output_length))
}

/** Whether a signature is that of a digest. */
export function verify(
  functions: Functions,
  session: bigint,
  publicKey: bigint,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  using arena = new NativeArena()
  check('C_VerifyInit', functions.C_VerifyInit(session, mechanismIn(arena, CKM_ECDSA), publicKey))
  const result = functions.C_Verify(
    session,
    arena.keep(digest),
    BigInt(digest.length),
    arena.keep(signature),
    BigInt(signature.length),
  )
  if (result === CKR_SIGNATURE_INVALID) return false
  check('C_Verify', result)
  return true
}
