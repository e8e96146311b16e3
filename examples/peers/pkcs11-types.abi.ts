import {
  array,
  c_uchar,
  c_ulong,
  charArray,
  constPointer,
  cString,
  doc,
  nullable,
  pointer,
  struct,
  untyped,
} from 'abiding'

/** What every function gives: 0, or the number of an error. */
export const CK_RV = c_ulong

/** A version: 2 and 40 stand for 2.40. */
export const CK_VERSION = struct('CK_VERSION', { major: c_uchar, minor: c_uchar })

/** An attribute of a key or another object: what it is, and where its bytes lie. */
export const CK_ATTRIBUTE = struct('CK_ATTRIBUTE', {
  type: c_ulong,
  pValue: nullable(pointer(untyped)),
  ulValueLen: c_ulong,
})

/** A mechanism, such as a way to sign, with its parameters. */
export const CK_MECHANISM = struct('CK_MECHANISM', {
  mechanism: c_ulong,
  pParameter: nullable(pointer(untyped)),
  ulParameterLen: c_ulong,
})

/** What a provider says of itself. Texts are padded with blanks. */
export const CK_INFO = struct('CK_INFO', {
  cryptokiVersion: CK_VERSION,
  manufacturerID: charArray(32),
  flags: c_ulong,
  libraryDescription: charArray(32),
  libraryVersion: CK_VERSION,
})

/** What a provider says of a place for a token. */
export const CK_SLOT_INFO = struct('CK_SLOT_INFO', {
  slotDescription: charArray(64),
  manufacturerID: charArray(32),
  flags: c_ulong,
  hardwareVersion: CK_VERSION,
  firmwareVersion: CK_VERSION,
})

/** What a provider says of a token: something that keeps keys. */
export const CK_TOKEN_INFO = struct('CK_TOKEN_INFO', {
  label: charArray(32),
  manufacturerID: charArray(32),
  model: charArray(16),
  serialNumber: charArray(16),
  flags: c_ulong,
  ulMaxSessionCount: c_ulong,
  ulSessionCount: c_ulong,
  ulMaxRwSessionCount: c_ulong,
  ulRwSessionCount: c_ulong,
  ulMaxPinLen: c_ulong,
  ulMinPinLen: c_ulong,
  ulTotalPublicMemory: c_ulong,
  ulFreePublicMemory: c_ulong,
  ulTotalPrivateMemory: c_ulong,
  ulFreePrivateMemory: c_ulong,
  hardwareVersion: CK_VERSION,
  firmwareVersion: CK_VERSION,
  utcTime: array(c_uchar, 16),
})

/** What a session is at the moment. */
export const CK_SESSION_INFO = struct('CK_SESSION_INFO', {
  slotID: c_ulong,
  state: c_ulong,
  flags: c_ulong,
  ulDeviceError: c_ulong,
})

/** What a mechanism can do. */
export const CK_MECHANISM_INFO = struct('CK_MECHANISM_INFO', {
  ulMinKeySize: c_ulong,
  ulMaxKeySize: c_ulong,
  flags: c_ulong,
})

/** An interface that a provider of version 3.0 or newer lists. */
export const CK_INTERFACE = struct('CK_INTERFACE', {
  pInterfaceName: cString,
  pFunctionList: doc('A table of functions that begins with its version.', constPointer(untyped)),
  flags: c_ulong,
})

/** How a provider is initialised. The text is an addition of NSS: it says where to find keys, or to do without. */
export const CK_C_INITIALIZE_ARGS = struct('CK_C_INITIALIZE_ARGS', {
  CreateMutex: nullable(pointer(untyped)),
  DestroyMutex: nullable(pointer(untyped)),
  LockMutex: nullable(pointer(untyped)),
  UnlockMutex: nullable(pointer(untyped)),
  flags: c_ulong,
  LibraryParameters: nullable(cString),
  pReserved: nullable(pointer(untyped)),
})

/** What one message needs for AES-GCM: its nonce, and room for its tag. */
export const CK_GCM_MESSAGE_PARAMS = struct('CK_GCM_MESSAGE_PARAMS', {
  pIv: pointer(untyped),
  ulIvLen: c_ulong,
  ulIvFixedBits: c_ulong,
  ivGenerator: c_ulong,
  pTag: pointer(untyped),
  ulTagBits: c_ulong,
})
