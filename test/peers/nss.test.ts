// PKCS#11 of version 3.0: the tables of NSS, newer and older ones in one library, and what other libraries have.
import { hasField, hostTarget, layoutOf, viewPrefix } from 'abiding'
import { createDecipheriv } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CK_FUNCTION_LIST } from '../../examples/peers/pkcs11.abi.js'
import { CKA_VALUE } from '../../examples/peers/pkcs11-constants.js'
import { canSeal, generateAesKey, initialiseNss, seal } from '../../examples/peers/pkcs11-messages.js'
import {
  check,
  functionListAddress,
  functionsOf,
  interfacesOf,
  type Functions,
} from '../../examples/peers/pkcs11.js'
import { attributeOf, openSession, randomBytes, slotsOf } from '../../examples/peers/pkcs11-token.js'
import * as types from '../../examples/peers/pkcs11-types.abi.js'
import { requirePackage } from '../support/packages.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'
import { compareWithHeader, headerSignatures, signaturesOf } from './header.js'
import { futureFunctionList, writeByteVersion } from './pkcs11-tables.js'
import { cutAt, expectAllPairs } from './truncated.js'

const library = 'libsoftokn3.so'
const includePaths = ['/usr/include/nspr', '/usr/include/nss']
const include = '#include <nss/pkcs11.h>'
const version2 = CK_FUNCTION_LIST.upTo('2.1')
const hasNss = requirePackage('nss')

describe.runIf(hasNss && requireTool('cc'))('the header of NSS', () => {
  it.each([
    ['CK_FUNCTION_LIST', version2],
    ['CK_FUNCTION_LIST_3_0', CK_FUNCTION_LIST],
  ])('R-3: lays out %s as it is declared', (spelling, type) => {
    const layout = type.measure(hostTarget())
    expect(compareWithHeader({ include, includePaths, spelling }, layout)).toBe('')
    const wrong = { ...layout, fields: layout.fields.map((one) => ({ ...one, offset: one.offset + 1 })) }
    expect(compareWithHeader({ include, includePaths, spelling }, wrong)).toContain('C_WaitForSlotEvent')
  })

  it('R-3: has 68 functions in version 2, and 24 more in 3.0', () => {
    expect(version2.fields).toHaveLength(69)
    expect(CK_FUNCTION_LIST.fields).toHaveLength(93)
    if (hostTarget().pointerSize === 8) {
      expect(version2.measure(hostTarget()).size).toBe(552)
      expect(CK_FUNCTION_LIST.measure(hostTarget()).size).toBe(744)
    }
  })

  it.each(Object.values(types).filter((type) => type.kind === 'struct'))(
    'L-5: lays out $name as it is declared',
    (type) => {
      const layout = layoutOf(type as (typeof types)['CK_INFO'], hostTarget())
      expect(compareWithHeader({ include, includePaths, spelling: type.name }, layout)).toBe('')
    },
  )

  it.runIf(requireTool('clang'))('L-12: declares the functions with the same signatures', async () => {
    const imported = await headerSignatures({
      headers: ['nss/pkcs11.h'],
      includePaths,
      types: ['CK_FUNCTION_LIST_3_0'],
    })
    expect(signaturesOf(CK_FUNCTION_LIST.fields)).toEqual(imported)
    expect(Object.keys(imported)).toHaveLength(92)
  })
})

describe.runIf(requirePackage('p11-kit') && requireTool('cc'))('the header of p11-kit', () => {
  it('R-3: lays out the table of version 2 as it is declared', () => {
    const struct = {
      include: '#define CRYPTOKI_GNU 0\n#undef CRYPTOKI_GNU\n#include <p11-kit/pkcs11.h>',
      includePaths: ['/usr/include/p11-kit-1'],
      spelling: 'CK_FUNCTION_LIST',
    }
    expect(compareWithHeader(struct, version2.measure(hostTarget()))).toBe('')
  })
})

describe.runIf(hasNss)('NSS', () => {
  let newer: Functions
  let older: Functions
  let session: bigint

  beforeAll(() => {
    const tables = interfacesOf(library).filter(({ name }) => name === 'PKCS 11')
    const of = (version: string): Functions =>
      viewPrefix(CK_FUNCTION_LIST, tables.find((one) => one.version === version)!.address)
    newer = of('3.0')
    older = of('2.40')
    initialiseNss(newer)
    session = openSession(older, slotsOf(newer)[0]!)
  })
  afterAll(() => check('C_Finalize', newer.C_Finalize(null)))

  it('R-3: lists tables of several versions, the older one also as the table of everybody', () => {
    const list = interfacesOf(library)
    expect(list.map(({ name, version }) => `${name} ${version}`)).toEqual(
      expect.arrayContaining(['PKCS 11 3.0', 'PKCS 11 2.40']),
    )
    expect(list.find((one) => one.version === '2.40')!.address).toBe(functionListAddress(library))
    expect(hasField(newer, 'C_MessageVerifyFinal')).toBe(true)
    expect(hasField(older, 'C_GetInterfaceList')).toBe(false)
    expect([canSeal(newer), canSeal(older)]).toEqual([true, false])
  })

  it('K-1: both tables work on one session', () => {
    expect(randomBytes(older, session, 32)).not.toEqual(randomBytes(newer, session, 32))
    expect(newer.C_SessionCancel(session, 0n)).toBe(0n)
    // A supplied function stands for what the older table does not have.
    expect(older.C_SessionCancel(session, 0n)).toBe(0x54n)
  })

  it('K-1: a message that functions of 3.0 encrypt is one that others can decrypt', () => {
    const key = generateAesKey(newer, session)
    const nonce = randomBytes(newer, session, 12)
    const message = Buffer.from('good morning')
    const { text, tag } = seal(newer, session, key, nonce, Buffer.from('to: all'), message)
    expect(Buffer.from(text)).not.toEqual(message)
    const decipher = createDecipheriv('aes-256-gcm', attributeOf(older, session, key, CKA_VALUE), nonce)
    decipher.setAAD(Buffer.from('to: all')).setAuthTag(tag)
    expect(Buffer.concat([decipher.update(text), decipher.final()])).toEqual(message)
    expect(() => seal(older, session, key, nonce, nonce, message)).toThrow('older than version 3.0')
  })

  it('R-3: every version is read by every declaration, older, newer and its own', () => {
    const { address } = interfacesOf(library).find((one) => one.version === '3.0')!
    expect(expectAllPairs(CK_FUNCTION_LIST, futureFunctionList, address, writeByteVersion)).toBe(2 * 3)
    const cut = viewPrefix(CK_FUNCTION_LIST, cutAt(CK_FUNCTION_LIST, address, '2.1', writeByteVersion))
    expect(randomBytes(cut, session, 8)).toHaveLength(8)
    expect(refusal(() => cut.C_MessageSignInit).code).toBe('ABI-P004')
  })

  it('R-5: a table that claims more than is mapped is refused, not read', () => {
    const cut = cutAt(version2, functionListAddress(library), '2.1', (start) =>
      writeByteVersion(start, '3.0'),
    )
    expect(refusal(() => viewPrefix(CK_FUNCTION_LIST, cut)).code).toBe('ABI-M003')
  })
})

describe.runIf(hasNss && requirePackage('p11-kit'))('other providers', () => {
  it.each([
    ['libnssckbi.so', '2.1'],
    ['libp11-kit.so.0', '2.40'],
    [`/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/pkcs11/p11-kit-trust.so`, '2.40'],
  ])('R-3: %s has a table of version %s', (path, version) => {
    expect(interfacesOf(path)).toMatchObject([{ name: 'PKCS 11', version }])
    const functions = functionsOf(path)
    expect(hasField(functions, 'C_WaitForSlotEvent')).toBe(true)
    expect(hasField(functions, 'C_GetInterfaceList')).toBe(false)
    check('C_Initialize', functions.C_Initialize(null))
    try {
      expect(slotsOf(functions)).toBeInstanceOf(Array)
    } finally {
      check('C_Finalize', functions.C_Finalize(null))
    }
  })
})
