// The libraries and headers of other people that are driven, and the Debian packages that install them. A developer
// without them may skip; CI may not.
import { existsSync } from 'node:fs'

/** Where Debian keeps the libraries of this machine. */
const libraries = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`

/** For each package, files that it installs and that the tests use. */
const packages = {
  sqlite: { debian: 'libsqlite3-dev', files: ['/usr/include/sqlite3.h', `${libraries}/libsqlite3.so.0`] },
  softhsm: { debian: 'libsofthsm2', files: ['/usr/lib/softhsm/libsofthsm2.so'] },
  nss: { debian: 'libnss3-dev', files: ['/usr/include/nss/pkcs11.h', `${libraries}/libsoftokn3.so`] },
  'p11-kit': {
    debian: 'p11-kit-modules and libp11-kit-dev',
    files: ['/usr/include/p11-kit-1/p11-kit/pkcs11.h', `${libraries}/pkcs11/p11-kit-trust.so`],
  },
  curl: {
    debian: 'libcurl4-openssl-dev',
    files: ['/usr/include/*/curl/curl.h', `${libraries}/libcurl.so.4`],
  },
  ladspa: { debian: 'ladspa-sdk', files: ['/usr/include/ladspa.h', '/usr/lib/ladspa/amp.so'] },
  swh: { debian: 'swh-plugins', files: ['/usr/lib/ladspa/amp_1181.so'] },
  cmt: { debian: 'cmt', files: ['/usr/lib/ladspa/cmt.so'] },
} as const

export type PackageName = keyof typeof packages

/** Whether a name is that of a package, rather than of a tool. */
export function isPackageName(name: string): name is PackageName {
  return Object.hasOwn(packages, name)
}

/** Whether a test that needs the package can run; throws instead of `false` where skipping is forbidden. */
export function requirePackage(name: PackageName): boolean {
  const { debian, files } = packages[name]
  const missing = files.filter((file) => !existsSync(file.replace('/usr/include/*', includes)))
  if (missing.length === 0) return true
  const message = `${debian} is not installed: there is no ${missing.join(', ')}`
  if (process.env['ABIDING_REQUIRE_TOOLS']) throw new Error(message)
  console.log(`skipped: ${message}`)
  return false
}

/** Debian keeps headers that differ between machines apart. */
const includes = `/usr/include/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`
