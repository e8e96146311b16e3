import { basename } from 'node:path'
import { ModuleError } from '../errors/index.js'
import { pluginDeclarations } from './declare/plugin-declarations.js'
import { schemaDeclarations } from './declare/schema-declarations.js'
import { readInspected } from './inspect-file.js'

/**
 * Writes TypeScript that declares the interface of a plugin of Rust's `abi_stable` or of a module of this toolkit, and
 * loads that very library: its function `load` takes a path. Nothing of the library runs.
 *
 * @param path - The library, relative to the working directory.
 * @returns The text of a module.
 * @throws `ModuleError` `ABI-A024` for a file whose interface is not known, and what {@link inspectFile} throws.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { declareFile } from 'abiding/inspect'
 * import assert from 'node:assert/strict'
 *
 * assert.throws(() => declareFile('package.json'), { code: 'ABI-A024' })
 * ```
 */
export function declareFile(path: string): string {
  const { described, root } = readInspected(path)
  const { plugin, module } = described
  const file = basename(path)
  if (plugin !== null && root !== undefined) {
    const { name, version, abiVersion } = plugin
    return pluginDeclarations({ file, name, version, abiVersion, root })
  }
  if (module !== null) return schemaDeclarations(file, module.schema)
  throw new ModuleError('nothing can be declared of this file', {
    code: 'ABI-A024',
    rule: 'A-45',
    path,
    expected:
      'a plugin of abi_stable that carries the layout of its root module, or a module of this toolkit',
    found:
      plugin === null
        ? described.description
        : 'a plugin whose root function has #[unsafe_no_layout_constant]',
    ...(described.traits.length === 0
      ? {}
      : { hint: 'what its traits are like only its code can tell: declareTraits, or abiding inspect --ask' }),
  })
}
