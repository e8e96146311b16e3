import {
  c_uchar,
  c_ulong,
  fn,
  inout,
  missing,
  nullable,
  out,
  pointer,
  prefixRef,
  prefixType,
  untyped,
  versionField,
} from 'abiding'
import {
  CK_ATTRIBUTE,
  CK_INFO,
  CK_INTERFACE,
  CK_MECHANISM,
  CK_MECHANISM_INFO,
  CK_RV,
  CK_SESSION_INFO,
  CK_SLOT_INFO,
  CK_TOKEN_INFO,
  CK_VERSION,
} from './pkcs11-types.abi.js'

// What the parameters are, over and over again.
const session = c_ulong
const slot = c_ulong
const object = c_ulong
const key = c_ulong
const flags = c_ulong
const count = c_ulong
const length = c_ulong
const bytes = nullable(pointer(untyped))
const counted = inout(c_ulong)
const handle = out(c_ulong)
const mechanism = nullable(pointer(CK_MECHANISM))
const attributes = nullable(pointer(CK_ATTRIBUTE))

// Most functions have one of a few signatures.
const inSession = fn({ session }, CK_RV)
const begin = fn([{ session }, { mechanism }, { key }], CK_RV)
const take = fn([{ session }, { bytes }, { length }], CK_RV)
const give = fn([{ session }, { output: bytes }, { output_length: counted }], CK_RV)
const transform = fn(
  [{ session }, { input: bytes }, { input_length: length }, { output: bytes }, { output_length: counted }],
  CK_RV,
)
const verify = fn(
  [{ session }, { data: bytes }, { data_length: length }, { signature: bytes }, { signature_length: length }],
  CK_RV,
)

// Messages of 3.0 carry parameters of their own.
const parameter = [{ session }, { parameter: bytes }, { parameter_length: length }] as const
const associated = [{ associated: bytes }, { associated_length: length }] as const
const input = [{ input: bytes }, { input_length: length }] as const
const output = [{ output: bytes }, { output_length: counted }] as const
const signature = [{ signature: bytes }, { signature_length: length }] as const
const crypt = fn([...parameter, ...associated, ...input, ...output], CK_RV)
const cryptBegin = fn([...parameter, ...associated], CK_RV)
const cryptNext = fn([...parameter, ...input, ...output, { flags }], CK_RV)
const signMessage = fn([...parameter, ...input, ...output], CK_RV)
const verifyMessage = fn([...parameter, ...input, ...signature], CK_RV)

/**
 * The functions of a PKCS#11 provider. Every published version from 2.1 to 2.40 has the same 68 of them; 3.0 appended 24.
 * The version is a struct of two bytes, and comes first.
 */
export const CK_FUNCTION_LIST = prefixType('CK_FUNCTION_LIST', {
  presence: versionField('version', { '2.1': 'C_WaitForSlotEvent', '3.0': 'C_MessageVerifyFinal' }),
  doc: 'The functions of a provider of keys and cryptography.',
  prefix: {
    version: CK_VERSION,
    C_Initialize: fn({ arguments_: bytes }, CK_RV),
    C_Finalize: fn({ reserved: bytes }, CK_RV),
    C_GetInfo: fn({ info: out(CK_INFO) }, CK_RV),
    C_GetFunctionList: fn({ list: out(nullable(pointer(untyped))) }, CK_RV),
    C_GetSlotList: fn(
      [{ with_token: c_uchar }, { slots: nullable(pointer(c_ulong)) }, { count: counted }],
      CK_RV,
    ),
    C_GetSlotInfo: fn([{ slot }, { info: out(CK_SLOT_INFO) }], CK_RV),
    C_GetTokenInfo: fn([{ slot }, { info: out(CK_TOKEN_INFO) }], CK_RV),
    C_GetMechanismList: fn([{ slot }, { mechanisms: nullable(pointer(c_ulong)) }, { count: counted }], CK_RV),
    C_GetMechanismInfo: fn([{ slot }, { type: c_ulong }, { info: out(CK_MECHANISM_INFO) }], CK_RV),
    C_InitToken: fn([{ slot }, { pin: bytes }, { pin_length: length }, { label: pointer(untyped) }], CK_RV),
    C_InitPIN: fn([{ session }, { pin: bytes }, { pin_length: length }], CK_RV),
    C_SetPIN: fn(
      [{ session }, { old: bytes }, { old_length: length }, { new_: bytes }, { new_length: length }],
      CK_RV,
    ),
    C_OpenSession: fn(
      [
        { slot },
        { flags },
        { application: nullable(pointer(untyped)) },
        { notify: nullable(fn([{ session }, { event: c_ulong }, { application: bytes }], CK_RV)) },
        { session: handle },
      ],
      CK_RV,
    ),
    C_CloseSession: inSession,
    C_CloseAllSessions: fn({ slot }, CK_RV),
    C_GetSessionInfo: fn([{ session }, { info: out(CK_SESSION_INFO) }], CK_RV),
    C_GetOperationState: give,
    C_SetOperationState: fn(
      [{ session }, { state: bytes }, { length }, { encryption_key: key }, { authentication_key: key }],
      CK_RV,
    ),
    C_Login: fn([{ session }, { user: c_ulong }, { pin: bytes }, { pin_length: length }], CK_RV),
    C_Logout: inSession,
    C_CreateObject: fn([{ session }, { attributes }, { count }, { object: handle }], CK_RV),
    C_CopyObject: fn([{ session }, { object }, { attributes }, { count }, { copy: handle }], CK_RV),
    C_DestroyObject: fn([{ session }, { object }], CK_RV),
    C_GetObjectSize: fn([{ session }, { object }, { size: out(c_ulong) }], CK_RV),
    C_GetAttributeValue: fn([{ session }, { object }, { attributes }, { count }], CK_RV),
    C_SetAttributeValue: fn([{ session }, { object }, { attributes }, { count }], CK_RV),
    C_FindObjectsInit: fn([{ session }, { attributes }, { count }], CK_RV),
    C_FindObjects: fn(
      [{ session }, { objects: pointer(c_ulong) }, { most: count }, { count: out(c_ulong) }],
      CK_RV,
    ),
    C_FindObjectsFinal: inSession,
    C_EncryptInit: begin,
    C_Encrypt: transform,
    C_EncryptUpdate: transform,
    C_EncryptFinal: give,
    C_DecryptInit: begin,
    C_Decrypt: transform,
    C_DecryptUpdate: transform,
    C_DecryptFinal: give,
    C_DigestInit: fn([{ session }, { mechanism }], CK_RV),
    C_Digest: transform,
    C_DigestUpdate: take,
    C_DigestKey: fn([{ session }, { key }], CK_RV),
    C_DigestFinal: give,
    C_SignInit: begin,
    C_Sign: transform,
    C_SignUpdate: take,
    C_SignFinal: give,
    C_SignRecoverInit: begin,
    C_SignRecover: transform,
    C_VerifyInit: begin,
    C_Verify: verify,
    C_VerifyUpdate: take,
    C_VerifyFinal: take,
    C_VerifyRecoverInit: begin,
    C_VerifyRecover: transform,
    C_DigestEncryptUpdate: transform,
    C_DecryptDigestUpdate: transform,
    C_SignEncryptUpdate: transform,
    C_DecryptVerifyUpdate: transform,
    C_GenerateKey: fn([{ session }, { mechanism }, { attributes }, { count }, { key: handle }], CK_RV),
    C_GenerateKeyPair: fn(
      [
        { session },
        { mechanism },
        { public_attributes: attributes },
        { public_count: count },
        { private_attributes: attributes },
        { private_count: count },
        { public_key: handle },
        { private_key: handle },
      ],
      CK_RV,
    ),
    C_WrapKey: fn(
      [
        { session },
        { mechanism },
        { wrapping_key: key },
        { key },
        { output: bytes },
        { output_length: counted },
      ],
      CK_RV,
    ),
    C_UnwrapKey: fn(
      [
        { session },
        { mechanism },
        { unwrapping_key: key },
        { wrapped: bytes },
        { length },
        { attributes },
        { count },
        { key: handle },
      ],
      CK_RV,
    ),
    C_DeriveKey: fn(
      [{ session }, { mechanism }, { base_key: key }, { attributes }, { count }, { key: handle }],
      CK_RV,
    ),
    C_SeedRandom: take,
    C_GenerateRandom: take,
    C_GetFunctionStatus: inSession,
    C_CancelFunction: inSession,
    C_WaitForSlotEvent: fn([{ flags }, { slot: handle }, { reserved: bytes }], CK_RV),
  },
  lastPrefixField: 'C_WaitForSlotEvent',
  suffix: {
    C_GetInterfaceList: fn([{ interfaces: nullable(pointer(CK_INTERFACE)) }, { count: counted }], CK_RV),
    C_GetInterface: fn(
      [
        { name: nullable(pointer(c_uchar)) },
        { version: nullable(pointer(CK_VERSION)) },
        { found: out(nullable(pointer(CK_INTERFACE))) },
        { flags },
      ],
      CK_RV,
    ),
    C_LoginUser: fn(
      [
        { session },
        { user: c_ulong },
        { pin: bytes },
        { pin_length: length },
        { name: bytes },
        { name_length: length },
      ],
      CK_RV,
    ),
    C_SessionCancel: missing.with(
      fn([{ session }, { flags }], CK_RV),
      () => () => CKR_FUNCTION_NOT_SUPPORTED,
    ),
    C_MessageEncryptInit: begin,
    C_EncryptMessage: crypt,
    C_EncryptMessageBegin: cryptBegin,
    C_EncryptMessageNext: cryptNext,
    C_MessageEncryptFinal: inSession,
    C_MessageDecryptInit: begin,
    C_DecryptMessage: crypt,
    C_DecryptMessageBegin: cryptBegin,
    C_DecryptMessageNext: cryptNext,
    C_MessageDecryptFinal: inSession,
    C_MessageSignInit: missing.panic(begin),
    C_SignMessage: missing.panic(signMessage),
    C_SignMessageBegin: fn([...parameter], CK_RV),
    C_SignMessageNext: signMessage,
    C_MessageSignFinal: missing.panic(inSession),
    C_MessageVerifyInit: begin,
    C_VerifyMessage: verifyMessage,
    C_VerifyMessageBegin: fn([...parameter], CK_RV),
    C_VerifyMessageNext: verifyMessage,
    C_MessageVerifyFinal: inSession,
  },
})

/** What a function gives that a provider does not have. */
export const CKR_FUNCTION_NOT_SUPPORTED = 0x54n

/** `C_GetFunctionList`, which every library exports: its table of functions, of version 2. */
export const C_GetFunctionList = fn({ list: out(nullable(prefixRef(CK_FUNCTION_LIST))) }, CK_RV)

/** `C_GetInterfaceList`, which libraries of version 3.0 export: their tables, by name and version. */
export const C_GetInterfaceList = fn(
  [{ interfaces: nullable(pointer(CK_INTERFACE)) }, { count: counted }],
  CK_RV,
)
