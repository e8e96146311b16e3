import {
  array,
  bindSymbol,
  cString,
  native,
  nullable,
  openLibrary,
  viewPrefix,
  type Address,
  type ModuleOf,
  type Pointer,
} from 'abiding'
import { curl_version_info, curl_version_info_data } from './curl.abi.js'

/** What libcurl says of itself. Fields that came after the first version may be missing. */
export type VersionInfo = ModuleOf<typeof curl_version_info_data>

/** Where an installed libcurl keeps what it says of itself. */
export function versionInfoAddress(): Address {
  const versionInfo = bindSymbol(openLibrary('libcurl.so.4'), 'curl_version_info', curl_version_info)
  return versionInfo(10)!.address
}

/** What an installed libcurl says of itself. */
export function versionInfo(): VersionInfo {
  return viewPrefix(curl_version_info_data, versionInfoAddress())
}

/** The texts of a list that ends with a null pointer. */
export function textsOf(list: Pointer | null): string[] {
  const texts: string[] = []
  if (list === null) return texts
  for (;;) {
    // One after the other, because nothing says beforehand how many there are.
    const text = native.at(array(nullable(cString), texts.length + 1), list.address).at(texts.length)
    if (text === null || text === undefined) return texts
    texts.push(text)
  }
}
