import { ModuleError } from '../../errors/index.js'
import type { Library } from '../../ffi/index.js'
import { formatAddress, hostTarget, type Address } from '../../layout/index.js'
import { isCode } from '../../memory/mappings.js'
import { safeRead } from '../../memory/safe-read.js'
import { constructRoot } from '../../module/construct.js'
import { readHeader } from '../../module/read-header.js'
import { readSchema } from '../../module/read-schema.js'
import type { InterfaceSchema } from '../../prefix/interface-schema.js'
import { maskHas } from '../../prefix/mask.js'
import { makerNames, tableSymbol } from './trait-table.js'

/** The table of a trait that a library exports, copied out of its memory and checked. */
export interface ExportedTable {
  /** The file of the library. */
  readonly path: string
  /** What its author declared. */
  readonly schema: InterfaceSchema
  /** The functions by name; 0 for those that its author left out. */
  readonly functions: ReadonlyMap<string, Address>
}

/** Before the functions lie the mask and a pointer. */
const functionsAt = 16

/**
 * Reads the table of a trait that a library exports. Nothing in it is trusted: header, schema and table are read through the
 * system before code of the library runs, and every function must lie in code.
 *
 * @param library - The library.
 * @param name - The name of the trait.
 * @returns `undefined` where the library exports none.
 * @throws `ModuleError` `ABI-H002` to `ABI-H009` and `ABI-S001` as for modules, `ABI-J029` for a table that cannot be right.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function readTable(library: Library, name: string): ExportedTable | undefined {
  const symbol = tableSymbol(name)
  const address = library.symbol(symbol)
  return address === undefined ? undefined : readTableAt(address, name, `${library.path} → ${symbol}`)
}

/**
 * Reads the table of a trait whose module header lies at an address, with the same checks.
 *
 * @param address - Where the header is said to lie.
 * @param name - The name of the trait.
 * @param path - The table, for errors.
 * @throws `ModuleError` as {@link readTable}.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function readTableAt(address: Address, name: string, path: string): ExportedTable {
  const header = readHeader({ path, symbol: () => address })
  const schema = readSchema(header.schemaText, path)
  checkSchema(schema, header, name, path)
  const root = constructRoot(path, header.address)
  return { path, schema, functions: readFunctions(root, schema, path) }
}

function checkSchema(
  schema: InterfaceSchema,
  header: { readonly name: string; readonly version: string },
  name: string,
  path: string,
): void {
  const said = `${header.name} ${header.version}`
  const found = `${schema.interface} ${schema.version}`
  if (schema.interface !== name || said !== found)
    refuse(
      path,
      `the table of ${name}`,
      said === found ? found : `${said} in the header, ${found} in the schema`,
    )
  if (schema.presence !== undefined) refuse(path, 'a mask that says which functions are there', 'a field')
  schema.fields.forEach((field, index) => {
    if (typeof field.type !== 'object' || !('fn' in field.type) || field.reserved === true)
      refuse(`${path}.${field.name}`, 'a function', 'another field')
    const maker = Object.values(makerNames)[index]
    if (maker !== undefined && field.name !== maker)
      refuse(`${path}.${field.name}`, `${maker} in this place`, field.name)
  })
  const makers = Object.keys(makerNames).length
  if (schema.fields.length < makers) refuse(path, `at least ${makers} functions`, `${schema.fields.length}`)
}

function readFunctions(root: Address, schema: InterfaceSchema, path: string): Map<string, Address> {
  const { pointerSize, byteOrder } = hostTarget()
  if (root % pointerSize !== 0) refuse(path, `a multiple of ${pointerSize}`, formatAddress(root))
  const view = readSafely(root, functionsAt + schema.fields.length * pointerSize, path)
  const littleEndian = byteOrder === 'little'
  const mask = view.getBigUint64(0, littleEndian)
  const functions = new Map<string, Address>()
  schema.fields.forEach(({ name }, index) => {
    const isMaker = index < Object.keys(makerNames).length
    const word = view.getBigUint64(functionsAt + index * pointerSize, littleEndian)
    const address = Number(isMaker || maskHas(mask, index) ? word : 0n) as Address
    if (address === 0 ? isMaker : !isCode(address))
      refuse(`${path}.${name}`, 'the address of a function', address === 0 ? 'null' : formatAddress(address))
    functions.set(name, address)
  })
  return functions
}

function readSafely(address: Address, length: number, path: string): DataView {
  try {
    const bytes = safeRead(address, length)
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  } catch (cause) {
    return refuse(path, `${length} readable bytes`, formatAddress(address), cause)
  }
}

function refuse(path: string, expected: string, found: string, cause?: unknown): never {
  throw new ModuleError('the table of a trait that cannot be right', {
    code: 'ABI-J029',
    rule: 'X-75',
    path,
    expected,
    found,
    ...(cause === undefined ? {} : { cause }),
  })
}
