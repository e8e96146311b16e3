import type { Library } from '../../ffi/index.js'
import { ValueError } from '../../errors/index.js'
import { formatAddress, hostTarget, layoutOf, type Address } from '../../layout/index.js'
import { isWritable } from '../../memory/mappings.js'
import { storedFormat } from '../stored-struct.js'
import { CAbiTestingFns } from './c-abi-testing-fns.js'
import { AbiHeader, abiVersion, HeaderWords, LibHeader, pluginMagic, withoutLayout } from './lib-header.js'
import { pluginSymbol } from './mangled-name.js'
import { copyPart, copyText, refuse } from './plugin-part.js'

/** What a plugin says about itself, copied out of its memory and checked. */
export interface PluginHeader {
  /** Where the header lies. */
  readonly address: Address
  /** The name of its file, without what systems put around it. */
  readonly baseName: string
  /** Its name for people. */
  readonly name: string
  /** The version of the crate that declares its interface. */
  readonly version: string
  /** Where the layout of its root module lies; `undefined` where it carries none. */
  readonly layout: Address | undefined
  /** Where its functions for checking how arguments are passed lie. */
  readonly testingFunctions: Address
}

/**
 * Reads and checks the header of a plugin. Nothing in it is trusted: all of it is read through the system.
 *
 * @throws {@link ModuleError} `ABI-A001` to `ABI-A003` and `ABI-H009`, each for one way in which a header can be wrong.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function readLibHeader(library: Library): PluginHeader {
  const { path } = library
  const address = library.symbol(pluginSymbol)
  if (address === undefined) {
    refuse(path, 'ABI-A001', 'A-1', 'this library is no plugin of abi_stable', {
      expected: `the symbol ${pluginSymbol}`,
      found: 'a library that does not export it',
      hint: 'mark the function that makes the root module with #[export_root_module], and build a cdylib',
    })
  }
  checkAlignment(path, address)
  checkAbi(path, copyPart(path, 'A-2', 'header', address, layoutOf(AbiHeader).size))
  const header = copyPart(path, 'A-3', 'header', address, layoutOf(LibHeader).size)
  checkPlace(path, address)
  const { baseName, name, version, layout, testingFunctions } = readable(path, header)
  copyPart(path, 'A-3', 'table of test functions', testingFunctions, layoutOf(CAbiTestingFns).size)
  return {
    address,
    baseName: copyText(path, 'base name', baseName),
    name: copyText(path, 'name', name),
    version: copyText(path, 'version', version),
    layout,
    testingFunctions,
  }
}

interface Text {
  readonly address: number
  readonly length: number
}

interface Readable {
  readonly baseName: Text
  readonly name: Text
  readonly version: Text
  readonly layout: Address | undefined
  readonly testingFunctions: Address
}

/** Addresses and lengths of 2^53 and more, and a tag that is none, cannot even be read. */
function readable(path: string, bytes: Uint8Array): Readable {
  const words = storedFormat(HeaderWords).at(new DataView(bytes.buffer), bytes.byteOffset)
  const text = ({ address, length }: Text): Text => ({ address, length })
  try {
    if (words.layout_tag > withoutLayout) {
      throw new ValueError('not a form of IsLayoutChecked', {
        code: 'ABI-V001',
        rule: 'L-35',
        path: `${path} → layout`,
        expected: '0 or 1',
        found: String(words.layout_tag),
      })
    }
    return {
      baseName: text(words.base_name),
      name: text(words.name),
      version: text(words.version_strings),
      layout: words.layout_tag === withoutLayout ? undefined : (words.layout as Address),
      testingFunctions: words.c_abi_testing_fns as Address,
    }
  } catch (cause) {
    return refuse(path, 'ABI-A003', 'A-3', 'the header of the plugin cannot be right', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}

function checkAlignment(path: string, address: Address): void {
  const { alignment } = layoutOf(LibHeader)
  if (address % alignment === 0) return
  refuse(path, 'ABI-H009', 'A-2', 'a misaligned header', {
    expected: `a multiple of ${alignment}`,
    found: formatAddress(address),
  })
}

/** Hosts keep the root module of a plugin in its header. */
function checkPlace(path: string, address: Address): void {
  if (isWritable(address, layoutOf(LibHeader).size)) return
  refuse(path, 'ABI-H009', 'A-2', 'a header that cannot be written to', {
    expected: 'a variable',
    found: 'a constant, or a function',
  })
}

function checkAbi(path: string, bytes: Uint8Array): void {
  const magic = Buffer.from(bytes.buffer, 0, pluginMagic.length).toString('latin1')
  if (magic !== pluginMagic) {
    refuse(path, 'ABI-A002', 'A-2', 'the header of the plugin has another magic', {
      expected: JSON.stringify(pluginMagic),
      found: JSON.stringify(magic),
    })
  }
  const view = new DataView(bytes.buffer)
  const littleEndian = hostTarget().byteOrder === 'little'
  const [major, minor] = [32, 36].map((offset) => view.getUint32(offset, littleEndian))
  if (major === abiVersion.major && minor === abiVersion.minor) return
  refuse(path, 'ABI-A002', 'A-2', 'the plugin was built with another version of abi_stable', {
    expected: `abi_stable ${abiVersion.major}.${abiVersion.minor}`,
    found: `abi_stable ${major}.${minor}`,
    hint: `build the plugin with abi_stable = "${abiVersion.major}.${abiVersion.minor}"`,
  })
}
