import {
  c_int,
  c_long,
  c_uint,
  constPointer,
  cString,
  doc,
  fn,
  missing,
  nullable,
  pointer,
  prefixType,
  untyped,
  versionField,
} from 'abiding'

/** A list of texts that ends with a null pointer. */
const names = nullable(constPointer(nullable(cString)))

/**
 * What libcurl says of itself: data alone, no functions. Its version field counts from 0, and each of its eleven versions
 * appended what another library inside of libcurl wanted to be known.
 */
export const curl_version_info_data = prefixType('curl_version_info_data', {
  presence: versionField('age', {
    0: 'protocols',
    1: 'ares_num',
    2: 'libidn',
    3: 'libssh_version',
    4: 'brotli_version',
    5: 'quic_version',
    6: 'capath',
    7: 'zstd_version',
    8: 'hyper_version',
    9: 'gsasl_version',
    10: 'feature_names',
  }),
  doc: 'What libcurl is made of.',
  prefix: {
    age: doc('Which version of this struct it is.', c_uint),
    version: doc('The version of libcurl as text.', nullable(cString)),
    version_num: doc('The same as a number: one byte each for major, minor and patch.', c_uint),
    host: nullable(cString),
    features: doc('One bit for each feature.', c_int),
    ssl_version: nullable(cString),
    ssl_version_num: c_long,
    libz_version: nullable(cString),
    protocols: doc('The schemes that libcurl speaks; a null pointer ends the list.', names),
  },
  lastPrefixField: 'protocols',
  suffix: {
    ares: nullable(cString),
    ares_num: c_int,
    libidn: nullable(cString),
    iconv_ver_num: c_int,
    libssh_version: nullable(cString),
    brotli_ver_num: missing.value(c_uint, 0),
    brotli_version: nullable(cString),
    nghttp2_ver_num: missing.default(c_uint),
    nghttp2_version: nullable(cString),
    quic_version: nullable(cString),
    cainfo: missing.with(nullable(cString), () => '/etc/ssl/certs/ca-certificates.crt'),
    capath: nullable(cString),
    zstd_ver_num: c_uint,
    zstd_version: nullable(cString),
    hyper_version: nullable(cString),
    gsasl_version: nullable(cString),
    feature_names: doc('The names of the features; a null pointer ends the list.', missing.panic(names)),
  },
})

/** `curl_version_info`: which version is asked for changes nothing, libcurl always gives its newest. */
export const curl_version_info = fn({ version: c_uint }, nullable(pointer(untyped)))
