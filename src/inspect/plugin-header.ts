import { ModuleError, type ErrorCode } from '../errors/index.js'
import { layoutOf, targets, type ViewOf } from '../layout/index.js'
import { decodeUtf8 } from '../layout/utf8.js'
import {
  AbiHeader,
  abiVersion,
  HeaderWords,
  pluginMagic,
  withoutLayout,
} from '../module/abi-stable/abi-header.js'
import type { LibraryImage } from './elf/library-image.js'
import { structAt } from './elf/struct-at.js'

/** The header of a plugin, as it stands in its file. */
export interface PluginFileHeader {
  /** The version of `abi_stable`. */
  readonly abiVersion: string
  /** The name of its file, without what systems put around it. */
  readonly baseName: string
  /** Its name for people. */
  readonly name: string
  /** Its version. */
  readonly version: string
  /** Where the layout of its root module lies; `undefined` where it carries none. */
  readonly layout: number | undefined
}

/** No name and no version of a crate is longer. */
const longestText = 1024

/**
 * Reads the header of a plugin in its file.
 *
 * @param path - The file, for errors.
 * @param image - Its memory.
 * @param address - Where the header lies.
 * @throws `ModuleError` `ABI-A002` for another version of `abi_stable`, `ABI-A003` for a header that cannot be right.
 *
 * @see Rule A-43 of the specification.
 *
 * @internal
 */
export function readPluginHeader(path: string, image: LibraryImage, address: number): PluginFileHeader {
  const target = targets['x86_64-linux']
  const start = bytesAt(path, image, 'header', address, layoutOf(AbiHeader, target).size)
  const { abi_major, abi_minor } = structAt(AbiHeader, start)
  const magic = Buffer.from(start.subarray(0, pluginMagic.length)).toString('latin1')
  if (magic !== pluginMagic) {
    refuse(
      path,
      'ABI-A002',
      'a plugin whose header has another magic',
      JSON.stringify(pluginMagic),
      JSON.stringify(magic),
    )
  }
  if (abi_major !== abiVersion.major || abi_minor !== abiVersion.minor) {
    const [expected, found] = [`${abiVersion.major}.${abiVersion.minor}`, `${abi_major}.${abi_minor}`]
    refuse(
      path,
      'ABI-A002',
      'a plugin of another version of abi_stable',
      `version ${expected}`,
      `version ${found}`,
    )
  }
  const header = structAt(
    HeaderWords,
    bytesAt(path, image, 'header', address, layoutOf(HeaderWords, target).size),
  )
  const { baseName, name, version, layout } = readable(path, header)
  return {
    abiVersion: `${abi_major}.${abi_minor}`,
    baseName: textAt(path, image, 'base name', baseName),
    name: textAt(path, image, 'name', name),
    version: textAt(path, image, 'version', version),
    layout,
  }
}

interface Text {
  readonly address: number
  readonly length: number
}

/** Addresses and lengths of 2^53 and more cannot even be read. */
function readable(
  path: string,
  view: ViewOf<typeof HeaderWords>,
): Record<'baseName' | 'name' | 'version', Text> & { readonly layout: number | undefined } {
  const text = ({ address, length }: Text): Text => ({ address, length })
  try {
    if (view.layout_tag > withoutLayout) {
      const found = String(view.layout_tag)
      refuse(path, 'ABI-A003', 'a plugin that neither has a layout nor has none', '0 or 1', found)
    }
    return {
      baseName: text(view.base_name),
      name: text(view.name),
      version: text(view.version_strings),
      layout: view.layout_tag === withoutLayout ? undefined : view.layout,
    }
  } catch (cause) {
    if (cause instanceof ModuleError) throw cause
    const found = cause instanceof Error ? cause.message : String(cause)
    return refuse(
      path,
      'ABI-A003',
      'a plugin whose header cannot be right',
      'addresses and lengths',
      found,
      cause,
    )
  }
}

function textAt(path: string, image: LibraryImage, part: string, { address, length }: Text): string {
  if (length > longestText) {
    refuse(path, 'ABI-A003', `the ${part} is too long`, `at most ${longestText} bytes`, `${length} bytes`)
  }
  if (length === 0) return ''
  try {
    return decodeUtf8(bytesAt(path, image, part, address, length))
  } catch (cause) {
    if (cause instanceof ModuleError) throw cause
    return refuse(path, 'ABI-A003', `the ${part} is not UTF-8`, 'UTF-8', 'other bytes', cause)
  }
}

function bytesAt(
  path: string,
  image: LibraryImage,
  part: string,
  address: number,
  byteLength: number,
): Uint8Array {
  const bytes = image.read(address, byteLength)
  if (bytes !== undefined) return bytes
  const place = `0x${address.toString(16)}`
  return refuse(path, 'ABI-A003', `the ${part} is not in the file`, `${byteLength} bytes at ${place}`, 'none')
}

function refuse(
  path: string,
  code: ErrorCode,
  summary: string,
  expected: string,
  found: string,
  cause?: unknown,
): never {
  throw new ModuleError(summary, {
    code,
    rule: 'A-43',
    path,
    expected,
    found,
    ...(cause === undefined ? {} : { cause }),
  })
}
