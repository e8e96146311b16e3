// PKCS#11 through SoftHSM 2: keys in software, behind the table of functions that hardware has.
import { viewPrefix } from 'abiding'
import { createHash, createPublicKey, verify as verifyWithNode } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CK_FUNCTION_LIST, CKR_FUNCTION_NOT_SUPPORTED } from '../../examples/peers/pkcs11.abi.js'
import {
  check,
  functionListAddress,
  functionsOf,
  interfacesOf,
  type Functions,
} from '../../examples/peers/pkcs11.js'
import {
  attributeOf,
  exportPublicKey,
  generateKeyPair,
  initialiseToken,
  openSession,
  randomBytes,
  sign,
  slotsOf,
  verify,
  type KeyPair,
} from '../../examples/peers/pkcs11-token.js'
import { CKA_LABEL, CKA_VALUE } from '../../examples/peers/pkcs11-constants.js'
import { requirePackage } from '../support/packages.js'
import { refusal } from '../support/refusal.js'
import { futureFunctionList, writeByteVersion } from './pkcs11-tables.js'
import { cutAt, expectAllPairs } from './truncated.js'

const path = '/usr/lib/softhsm/libsofthsm2.so'
const pins = { officer: '12345678', user: '4321' }
const text = 'what is signed'
const digest = createHash('sha256').update(text).digest()

describe.runIf(requirePackage('softhsm'))('SoftHSM', () => {
  let folder: string
  let functions: Functions
  let session: bigint
  let keys: KeyPair

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'abiding-softhsm-'))
    const tokens = join(folder, 'tokens')
    mkdirSync(tokens)
    const configuration = join(folder, 'softhsm2.conf')
    writeFileSync(
      configuration,
      `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
    )
    process.env['SOFTHSM2_CONF'] = configuration
    functions = functionsOf(path)
    check('C_Initialize', functions.C_Initialize(null))
    const [slot] = slotsOf(functions)
    initialiseToken(functions, slot!, 'keys of a test', pins)
    session = openSession(functions, slotsOf(functions)[0]!, pins.user)
    keys = generateKeyPair(functions, session, 'a key')
  })
  afterAll(() => {
    check('C_Finalize', functions.C_Finalize(null))
    rmSync(folder, { recursive: true })
  })

  it('R-3: has the functions of 2.40, and says so', () => {
    expect(functions.version).toMatchObject({ major: 2, minor: 40 })
    expect(interfacesOf(path)).toEqual([
      { name: 'PKCS 11', version: '2.40', address: functionListAddress(path) },
    ])
    const { info } = check('C_GetInfo', functions.C_GetInfo())
    expect(info.manufacturerID.trim()).toBe('SoftHSM')
    expect(info.cryptokiVersion.major).toBe(2)
  })

  it('P-7: what came with 3.0 follows its policy', () => {
    expect(functions.C_LoginUser).toBeUndefined()
    expect(functions.C_SessionCancel(session, 0n)).toBe(CKR_FUNCTION_NOT_SUPPORTED)
    expect(refusal(() => functions.C_SignMessage)).toMatchObject({
      code: 'ABI-P004',
      path: 'CK_FUNCTION_LIST.C_SignMessage',
    })
  })

  it('K-1: a token that was prepared has its name', () => {
    const { info } = check('C_GetTokenInfo', functions.C_GetTokenInfo(slotsOf(functions)[0]!))
    expect(info.label).toBe('keys of a test'.padEnd(32))
    expect(info.model.trim()).toBe('SoftHSM v2')
    expect(info.ulMinPinLen).toBeGreaterThanOrEqual(4n)
  })

  it('K-1: random bytes', () => {
    const [first, second] = [randomBytes(functions, session, 64), randomBytes(functions, session, 64)]
    expect(first).toHaveLength(64)
    expect(first).not.toEqual(second)
  })

  it('K-1: a pair of keys signs and verifies', () => {
    const signature = sign(functions, session, keys.privateKey, digest)
    expect(signature).toHaveLength(64)
    expect(verify(functions, session, keys.publicKey, digest, signature)).toBe(true)
    const other = createHash('sha256').update('something else').digest()
    expect(verify(functions, session, keys.publicKey, other, signature)).toBe(false)
    const changed = signature.map((byte, index) => (index === 63 ? byte ^ 1 : byte))
    expect(verify(functions, session, keys.publicKey, digest, changed)).toBe(false)
  })

  it('K-1: others find the signature right too', () => {
    const key = createPublicKey({
      key: exportPublicKey(functions, session, keys.publicKey),
      format: 'jwk',
    })
    const signature = sign(functions, session, keys.privateKey, digest)
    expect(verifyWithNode('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(
      true,
    )
  })

  it('K-1: errors of the token are results, not crashes', () => {
    const label = new TextDecoder().decode(attributeOf(functions, session, keys.privateKey, CKA_LABEL))
    expect(label).toBe('a key')
    // The private key does not leave the token.
    expect(() => attributeOf(functions, session, keys.privateKey, CKA_VALUE)).toThrow(
      'C_GetAttributeValue failed with 0x11',
    )
    expect(() => openSession(functions, slotsOf(functions)[0]!, 'wrong')).toThrow('C_Login failed')
    expect(() => randomBytes(functions, 12345n, 1)).toThrow('C_GenerateRandom failed with 0xb3')
  })

  it('R-3: every version is read by every declaration, older, newer and its own', () => {
    const live = functionListAddress(path)
    // The table has the 68 functions of version 2; behind them nothing is known to be mapped.
    expect(expectAllPairs(CK_FUNCTION_LIST.upTo('2.1'), futureFunctionList, live, writeByteVersion)).toBe(3)
    for (const version of ['2.1', '2.10', '2.11', '2.20', '2.30', '2.40', '2.255']) {
      const cut = cutAt(CK_FUNCTION_LIST.upTo('2.1'), live, '2.1', (start) =>
        writeByteVersion(start, version),
      )
      const older = viewPrefix(CK_FUNCTION_LIST, cut)
      expect(older.C_LoginUser).toBeUndefined()
      expect(randomBytes(older, session, 8)).toHaveLength(8)
    }
  })

  it.each(['0.0', '1.0', '2.0'])('R-3: refuses version %s, which is below the ladder', (version) => {
    const cut = cutAt(CK_FUNCTION_LIST.upTo('2.1'), functionListAddress(path), '2.1', (start) =>
      writeByteVersion(start, version),
    )
    expect(refusal(() => viewPrefix(CK_FUNCTION_LIST, cut))).toMatchObject({ code: 'ABI-P007' })
  })
})
