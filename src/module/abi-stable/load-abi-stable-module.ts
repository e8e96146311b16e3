import { ModuleError, ValueError } from '../../errors/index.js'
import { openLibrary, type Library } from '../../ffi/index.js'
import { describeValue } from '../../layout/names.js'
import { bindPrefix } from '../../prefix/bind-prefix.js'
import type { ModuleOf, PrefixType } from '../../prefix/prefix-type.js'
import { checkLibraryFile } from '../library-file.js'
import { checkCAbi } from './check-c-abi.js'
import { fieldCountOf, isLayoutCheck, refuseWithoutLayout, type LayoutCheck } from './check-layout.js'
import { rootOfPlugin } from './construct-plugin.js'
import { checkPluginVersion } from './plugin-version.js'
import { readLibHeader, type PluginHeader } from './read-lib-header.js'
import { requireAllFields } from './require-all-fields.js'
import { decodeTypeLayout, processImage, requireLayout, type DecodedType } from './type-layout/index.js'

/** How a plugin of `abi_stable` is checked. */
export interface AbiStableOptions {
  /** Refuse a plugin that is older than the host's declaration. Off where it is left out: missing fields have policies. */
  readonly strict?: boolean | undefined
  /** What is done about the layout that a plugin carries of its root module; `'ifPresent'` where it is left out. */
  readonly layoutCheck?: LayoutCheck | undefined
}

/** What is known of a loaded plugin. */
export interface AbiStableModuleInfo {
  /** The file, without symbolic links. */
  readonly path: string
  /** The name of its file, without what systems put around it. */
  readonly baseName: string
  /** Its name for people. */
  readonly name: string
  /** The version of the crate that declares its interface. */
  readonly version: string
  /** Whether it carries the layout of its root module. */
  readonly hasLayout: boolean
}

interface LoadedPlugin {
  readonly header: PluginHeader
  /** The layout of its root module, decoded when it is first asked for. */
  readonly layout: () => DecodedType | undefined
  readonly views: WeakMap<PrefixType, object>
}

/** Libraries are never unloaded, so neither is what is known of them. */
const loaded = new Map<string, LoadedPlugin>()
const infos = new WeakMap<object, AbiStableModuleInfo>()

/**
 * Loads a plugin that was built with the crate `abi_stable`, version 0.11, and checks that it fits an interface.
 *
 * The file and the header are checked first, then whether the plugin passes arguments as this side does, then its version, then
 * the layout of its root module against the declaration. Only then its root function runs, once in a process and for a file,
 * whatever else loads it again. A loaded library stays loaded.
 *
 * A panic in any other function of the plugin ends the process.
 *
 * @param path - The shared library, relative to the working directory; see {@link abiStableLibraryPath}.
 * @param type - The interface as the host knows it: the prefix type that the root module of the plugin is.
 * @param options - How strict to be, and what to do about the layout.
 * @returns An accessor object: function fields are functions, missing fields follow their policies.
 * @throws {@link LibraryError} `ABI-F001` to `ABI-F003` for a file that cannot be loaded; {@link ModuleError} `ABI-A001`
 * to `ABI-A009`, `ABI-H008` and `ABI-H009` for a library that is no proper plugin, that does not fit or whose root function
 * fails, `ABI-P005` for a root that cannot be right; {@link ModulePanicError} `ABI-A008` where the root function panics;
 * {@link IncompatibleModuleError} `ABI-S002` with everything in which its layout does not fit; {@link CallError} `ABI-C002` and
 * `ABI-C003` for function pointers that are null or point to no code.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts no-run
 * import { fn, loadAbiStableModule, prefixType, RStr, RString } from 'abiding'
 *
 * const GreeterMod = prefixType('GreeterMod', {
 *   version: '1.0.0',
 *   package: 'greeter',
 *   prefix: { greet: fn({ name: RStr }, RString) },
 *   lastPrefixField: 'greet',
 * })
 * const greeter = loadAbiStableModule('./libgreeter.so', GreeterMod)
 * console.log(greeter.greet('world').toString())
 * ```
 */
export function loadAbiStableModule<T extends PrefixType>(
  path: string,
  type: T,
  options: AbiStableOptions = {},
): ModuleOf<T> {
  checkType(type)
  checkOptions(options)
  const file = checkLibraryFile(path)
  const plugin = loaded.get(file) ?? openPlugin(openLibrary(file))
  loaded.set(file, plugin)
  return moduleOfPlugin(file, plugin, type, options)
}

/**
 * Loads a plugin from a library that is open.
 *
 * @internal
 */
export function loadFromLibrary<T extends PrefixType>(
  library: Library,
  type: T,
  options: AbiStableOptions = {},
): ModuleOf<T> {
  return moduleOfPlugin(library.path, openPlugin(library), type, options)
}

/**
 * What is known of a loaded plugin.
 *
 * @param module - What {@link loadAbiStableModule} gave.
 * @returns Its file, names and version.
 * @throws {@link ModuleError} `ABI-A001` for anything else.
 *
 * @see Rule A-11 of the specification.
 *
 * @example
 * ```ts no-run
 * import { abiStableModuleInfo, fn, loadAbiStableModule, prefixType, u32 } from 'abiding'
 *
 * const ClockMod = prefixType('ClockMod', {
 *   version: '1.0.0',
 *   prefix: { now: fn({}, u32) },
 *   lastPrefixField: 'now',
 * })
 * console.log(abiStableModuleInfo(loadAbiStableModule('./libclock.so', ClockMod)).version)
 * ```
 */
export function abiStableModuleInfo(module: object): AbiStableModuleInfo {
  const info = infos.get(module)
  if (info !== undefined) return info
  throw new ModuleError('not a loaded plugin', {
    code: 'ABI-A001',
    rule: 'A-11',
    expected: 'what loadAbiStableModule gave',
    found: describeValue(module),
  })
}

function openPlugin(library: Library): LoadedPlugin {
  const header = readLibHeader(library)
  checkCAbi(library.path, header.testingFunctions)
  let layout: DecodedType | undefined
  return {
    header,
    layout: () => (layout ??= decodeLayout(library.path, header)),
    views: new WeakMap(),
  }
}

function decodeLayout(path: string, { layout }: PluginHeader): DecodedType | undefined {
  return layout === undefined ? undefined : decodeTypeLayout(processImage(), layout, path)
}

function moduleOfPlugin<T extends PrefixType>(
  path: string,
  { header, layout, views }: LoadedPlugin,
  type: T,
  { strict = false, layoutCheck = 'ifPresent' }: AbiStableOptions,
): ModuleOf<T> {
  checkPluginVersion(path, type.version, header.version)
  const decoded = layoutCheck === 'skip' ? undefined : layout()
  if (decoded !== undefined) requireLayout(path, type, decoded, { strict })
  else if (layoutCheck === 'require') refuseWithoutLayout(path, type)
  let view = views.get(type)
  if (view === undefined) {
    const root = rootOfPlugin({ path, name: header.name, version: header.version }, header.address)
    const fieldCount = decoded === undefined ? undefined : fieldCountOf(decoded)
    view = bindPrefix(type, root, { version: header.version, fieldCount }) as object
    views.set(type, view)
    infos.set(view, infoOf(path, header))
  }
  if (strict) requireAllFields(path, type, view)
  return view as ModuleOf<T>
}

function infoOf(path: string, { baseName, name, version, layout }: PluginHeader): AbiStableModuleInfo {
  return { path, baseName, name, version, hasLayout: layout !== undefined }
}

function checkType(type: unknown): void {
  const presence =
    (type as PrefixType | undefined)?.kind === 'prefix' ? (type as PrefixType).presence : undefined
  if (presence?.kind === 'mask') return
  throw new ModuleError('plugins are loaded as a prefix type', {
    code: 'ABI-S002',
    rule: 'A-6',
    expected: 'what prefixType gave, with a mask that says which fields are there',
    found:
      presence === undefined ? describeValue(type) : `a prefix type whose field ${presence.field} says that`,
  })
}

function checkOptions({ strict, layoutCheck }: AbiStableOptions): void {
  const refuse = (option: string, expected: string, found: unknown): never => {
    throw new ValueError('not an option of loadAbiStableModule', {
      code: 'ABI-V001',
      rule: 'A-6',
      path: `loadAbiStableModule → ${option}`,
      expected,
      found: describeValue(found),
    })
  }
  if (strict !== undefined && typeof strict !== 'boolean') refuse('strict', 'true or false', strict)
  if (layoutCheck !== undefined && !isLayoutCheck(layoutCheck))
    refuse('layoutCheck', "'ifPresent', 'require' or 'skip'", layoutCheck)
}
