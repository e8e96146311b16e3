import { decodeTypeLayout } from '../module/abi-stable/type-layout/decode-type-layout.js'
import type { DecodedType } from '../module/abi-stable/type-layout/decoded-type.js'
import type { HeaderPlace } from './inspect-module.js'
import type { InspectedPlugin } from './inspected-plugin.js'
import { readPluginHeader } from './plugin-header.js'
import { describeTypes } from './plugin-types.js'

/** What is known of a plugin in its file. */
export interface PluginInFile {
  /** What is told of it. */
  readonly described: InspectedPlugin
  /** Its root module; `undefined` where the plugin carries no layouts. */
  readonly root: DecodedType | undefined
}

/**
 * Reads the header and the type layouts of a plugin in its file.
 *
 * @throws `ModuleError` `ABI-A002`, `ABI-A003` and `ABI-A010` to `ABI-A013`, as for a plugin that is loaded.
 *
 * @see Rule A-43 of the specification.
 *
 * @internal
 */
export function inspectPlugin({ path, library, address }: HeaderPlace): PluginInFile {
  const image = library.image()
  const { abiVersion, baseName, name, version, layout } = readPluginHeader(path, image, address)
  const header = { abiVersion, name, baseName, version }
  if (layout === undefined) return { described: { ...header, root: null, types: [] }, root: undefined }
  const reference = decodeTypeLayout(image, layout, path)
  // The layout in the header is that of a reference to the root module.
  const root = reference.phantomFields[0]?.type ?? reference
  const types = describeTypes(root)
  return { described: { ...header, root: 0, types }, root }
}
