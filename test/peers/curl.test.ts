// libcurl's version information: data alone, eleven versions in one struct, and the oldest of them is number 0.
import { c_uint, cString, hostTarget, missing, nullable, viewPrefix } from 'abiding'
import { beforeAll, describe, expect, it } from 'vitest'
import { curl_version_info_data } from '../../examples/peers/curl.abi.js'
import { textsOf, versionInfo, versionInfoAddress } from '../../examples/peers/curl.js'
import { requirePackage } from '../support/packages.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'
import { compareWithHeader } from './header.js'
import { cutAt, expectAllPairs, withRung, writeIntVersion } from './truncated.js'

const header = { include: '#include <curl/curl.h>', spelling: 'curl_version_info_data' }
const hasCurl = requirePackage('curl')

describe.runIf(hasCurl && requireTool('cc'))('the header of libcurl', () => {
  it('R-3: lays out the struct as it is declared', () => {
    const layout = curl_version_info_data.measure(hostTarget())
    expect(compareWithHeader(header, layout)).toBe('')
    const wrong = { ...layout, fields: layout.fields.map((one) => ({ ...one, offset: one.offset + 1 })) }
    expect(compareWithHeader(header, wrong)).toContain('offsetof(curl_version_info_data, feature_names)')
  })

  it.runIf(process.arch === 'x64' || process.arch === 'arm64')(
    'R-3: each version ends where it always did',
    () => {
      const sizes = curl_version_info_data.versions.map(
        (version) => curl_version_info_data.upTo(version).measure(hostTarget()).size,
      )
      expect(sizes).toEqual([72, 88, 96, 112, 128, 152, 168, 184, 192, 200, 208])
    },
  )
})

describe.runIf(hasCurl)('the version information of libcurl', () => {
  let live: number
  beforeAll(() => {
    live = versionInfoAddress()
  })

  it('R-3: shows what an installed libcurl is made of', () => {
    const info = versionInfo()
    expect(info.age).toBeGreaterThanOrEqual(10)
    const [major, minor, patch] = info.version!.split('.').map(Number)
    expect(info.version_num).toBe(major! * 0x10000 + minor! * 0x100 + patch!)
    expect(info.ssl_version).toMatch(/\/\d/)
    expect(textsOf(info.protocols)).toEqual(expect.arrayContaining(['file', 'http', 'https']))
    expect(textsOf(info.feature_names)).toEqual(expect.arrayContaining(['SSL', 'libz']))
  })

  it('R-3: every version is read by every declaration, older, newer and its own', () => {
    const newer = withRung(curl_version_info_data, '11', {
      rtmp_version: nullable(cString),
      future: missing.value(c_uint, 7),
    })
    expect(newer.fields.length).toBe(curl_version_info_data.fields.length + 2)
    expect(expectAllPairs(curl_version_info_data, newer, live, writeIntVersion)).toBe(11 * 12)
  })

  it('P-7: a version in the middle shows its own fields, and policies for the others', () => {
    const cut = cutAt(curl_version_info_data, live, '3', writeIntVersion)
    const info = viewPrefix(curl_version_info_data, cut)
    expect(info.age).toBe(3)
    expect(info.libssh_version).toBe(versionInfo().libssh_version)
    expect(info.brotli_ver_num).toBe(0)
    expect(info.brotli_version).toBeUndefined()
    expect(info.cainfo).toBe('/etc/ssl/certs/ca-certificates.crt')
    expect(refusal(() => info.feature_names)).toMatchObject({
      code: 'ABI-P004',
      path: 'curl_version_info_data.feature_names',
    })
  })

  it('R-5: an instance that claims more than is mapped is refused, not read', () => {
    const cut = cutAt(curl_version_info_data, live, '3', (start) => writeIntVersion(start, '10'))
    expect(refusal(() => viewPrefix(curl_version_info_data, cut))).toMatchObject({ code: 'ABI-M003' })
    // Whoever knows no more than is there does not notice.
    expect(viewPrefix(curl_version_info_data.upTo('3'), cut).age).toBe(10)
  })
})
