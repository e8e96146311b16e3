// Numbers of PKCS#11 that the examples use. All of them cross as `unsigned long`, so they are bigints.

export const CKR_OK = 0n
export const CKR_SIGNATURE_INVALID = 0xc0n
export const CKR_TOKEN_NOT_PRESENT = 0xe0n

export const CKF_RW_SESSION = 0x2n
export const CKF_SERIAL_SESSION = 0x4n
export const CKF_TOKEN_INITIALIZED = 0x400n
export const CKF_OS_LOCKING_OK = 0x2n

/** Who logs in: the officer who prepares a token, or the user who uses its keys. */
export const CKU_SO = 0n
export const CKU_USER = 1n

export const CKO_PUBLIC_KEY = 0x2n
export const CKO_PRIVATE_KEY = 0x3n
export const CKO_SECRET_KEY = 0x4n

export const CKK_EC = 0x3n
export const CKK_AES = 0x1fn

export const CKA_CLASS = 0x0n
export const CKA_TOKEN = 0x1n
export const CKA_PRIVATE = 0x2n
export const CKA_LABEL = 0x3n
export const CKA_VALUE = 0x11n
export const CKA_KEY_TYPE = 0x100n
export const CKA_SENSITIVE = 0x103n
export const CKA_ENCRYPT = 0x104n
export const CKA_SIGN = 0x108n
export const CKA_VERIFY = 0x10an
export const CKA_VALUE_LEN = 0x161n
export const CKA_EXTRACTABLE = 0x162n
export const CKA_EC_PARAMS = 0x180n
export const CKA_EC_POINT = 0x181n

export const CKM_EC_KEY_PAIR_GEN = 0x1040n
export const CKM_ECDSA = 0x1041n
export const CKM_AES_KEY_GEN = 0x1080n
export const CKM_AES_GCM = 0x1087n
