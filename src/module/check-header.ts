import { ModuleError, type ErrorCode } from '../errors/index.js'
import { bufferMemory } from '../buffer/index.js'
import { formatAddress, hostTarget, layoutOf, type Address, type ViewOf } from '../layout/index.js'
import { decodeUtf8 } from '../layout/utf8.js'
import { headerMagic, headerSymbol, headerVersion, ModuleHeader } from './header.js'

/** What a module says about itself, copied out of its memory and checked. */
export interface ModuleDescription {
  /** Where the header lies. */
  readonly address: Address
  /** Name of its interface. */
  readonly name: string
  /** Version of its interface. */
  readonly version: string
  /** Its interface as JSON text. */
  readonly schemaText: string
}

/** Where a header is read: in the memory of this process, or in a file. */
export interface HeaderSource {
  /** The library, for errors. */
  readonly path: string
  /** The address of what it exports under a name. */
  readonly symbol: (name: string) => Address | undefined
  /** Bytes of its memory; throws where there are none. */
  readonly read: (address: number, byteLength: number) => Uint8Array
  /** Whether bytes may be written. */
  readonly isWritable: (address: number, byteLength: number) => boolean
}

/** No header of any version is longer. */
const longestHeader = 4096
/** No interface is larger: 64 fields of the most complicated kind take a small part of this. */
const longestSchema = 16 * 2 ** 20
const longestName = 1024

/** Bytes before the first field whose place depends on the size of a pointer. */
const fixedPart = 24

/**
 * Reads and checks the header of a module. Nothing in it is trusted.
 *
 * @throws {@link ModuleError} `ABI-H001` to `ABI-H006` and `ABI-H009`, each for one way in which a header can be wrong.
 *
 * @see Rules H-2 to H-4 of the specification.
 *
 * @internal
 */
export function checkHeader(library: HeaderSource): ModuleDescription {
  const address = library.symbol(headerSymbol)
  if (address === undefined) {
    refuse(library, 'ABI-H001', 'H-2', 'this library is not a module', {
      expected: `the symbol ${headerSymbol}`,
      found: 'a library that does not export it',
      hint: 'build the module with the header that `abiding header` writes and its …_EXPORT macro',
    })
  }
  checkPlace(library, address)
  checkFixedPart(library, safely(library, 'header', address, fixedPart))
  const size = layoutOf(ModuleHeader).size
  const header = viewOfCopy(safely(library, 'header', address, size))
  const { name, name_length, version, version_length, schema, schema_length } = readable(library, header)
  return {
    address,
    name: readText(library, 'name', name.address, name_length, longestName),
    version: readText(library, 'version', version.address, version_length, longestName),
    schemaText: readText(library, 'schema', schema.address, schema_length, longestSchema),
  }
}

/** Addresses and lengths of 2^53 and more cannot even be read as numbers. */
function readable(
  library: HeaderSource,
  header: HeaderView,
): Pick<HeaderView, 'name' | 'version' | 'schema' | LengthField> {
  try {
    const { name, name_length, version, version_length, schema, schema_length } = header
    return { name, name_length, version, version_length, schema, schema_length }
  } catch (cause) {
    return refuse(library, 'ABI-H006', 'H-4', 'the header points to memory that does not exist', { cause })
  }
}

type LengthField = 'name_length' | 'version_length' | 'schema_length'

type HeaderView = ViewOf<typeof ModuleHeader>

/** Pointers of a copy lead nowhere: they are read as addresses. */
function viewOfCopy(bytes: Uint8Array): HeaderView {
  return bufferMemory(bytes.slice().buffer).at(ModuleHeader, 0)
}

/** Hosts share the state of a module through its header. */
function checkPlace(library: HeaderSource, address: Address): void {
  const { alignment, size } = layoutOf(ModuleHeader)
  if (address % alignment !== 0) {
    refuse(library, 'ABI-H009', 'H-2', 'a misaligned header', {
      expected: `a multiple of ${alignment}`,
      found: formatAddress(address),
    })
  }
  if (library.isWritable(address, size)) return
  refuse(library, 'ABI-H009', 'H-2', 'the header lies in memory that cannot be written', {
    expected: 'a variable',
    found: 'a constant, or a function',
    hint: 'export abiding_module without const: hosts keep the root of the module in it',
  })
}

function checkFixedPart(library: HeaderSource, bytes: Uint8Array): void {
  const target = hostTarget()
  const magic = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (magic !== headerMagic) {
    refuse(library, 'ABI-H002', 'H-3', 'the header does not begin as it must', {
      expected: JSON.stringify(headerMagic),
      found: JSON.stringify(magic),
    })
  }
  const byteOrder = bytes[16] === 1 ? 'little' : bytes[16] === 2 ? 'big' : `the number ${bytes[16]}`
  if (byteOrder !== target.byteOrder) {
    refuse(library, 'ABI-H004', 'H-3', 'a module of another byte order', {
      expected: target.byteOrder,
      found: byteOrder,
    })
  }
  if (bytes[17] !== target.pointerSize) {
    refuse(library, 'ABI-H004', 'H-3', 'a module of another pointer width', {
      expected: `${target.pointerSize} bytes`,
      found: `${bytes[17]} bytes`,
    })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const version = view.getUint16(18, target.byteOrder === 'little')
  if (version !== headerVersion) {
    refuse(library, 'ABI-H003', 'H-3', 'a header version that is not known', {
      expected: String(headerVersion),
      found: String(version),
      hint: 'the module was built with another major version of abiding',
    })
  }
  const size = view.getUint32(20, target.byteOrder === 'little')
  const known = layoutOf(ModuleHeader).size
  if (size < known || size > longestHeader) {
    refuse(library, 'ABI-H005', 'H-3', 'a header of an impossible size', {
      expected: `${known} bytes, or more of a newer version up to ${longestHeader}`,
      found: `${size} bytes`,
    })
  }
}

function readText(
  library: HeaderSource,
  part: string,
  address: number,
  length: number,
  limit: number,
): string {
  if (length === 0 || length > limit) {
    refuse(library, 'ABI-H005', 'H-4', `the ${part} is ${length === 0 ? 'empty' : 'too long'}`, {
      expected: `1 to ${limit} bytes`,
      found: `${length} bytes`,
    })
  }
  const bytes = safely(library, part, address, length)
  try {
    return decodeUtf8(bytes)
  } catch (cause) {
    return refuse(library, 'ABI-S001', 'H-4', `the ${part} is not UTF-8`, { cause })
  }
}

function safely(library: HeaderSource, part: string, address: number, length: number): Uint8Array {
  try {
    return library.read(address, length)
  } catch (cause) {
    return refuse(library, 'ABI-H006', 'H-4', `the ${part} lies in memory that does not exist`, {
      expected: `${length} readable bytes`,
      found: formatAddress(address),
      cause,
    })
  }
}

interface Finding {
  readonly expected?: string
  readonly found?: string
  readonly hint?: string
  readonly cause?: unknown
}

function refuse(
  library: HeaderSource,
  code: ErrorCode,
  rule: string,
  summary: string,
  finding: Finding,
): never {
  throw new ModuleError(summary, { code, rule, path: library.path, ...finding })
}
