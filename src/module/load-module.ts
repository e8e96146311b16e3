import { ModuleError } from '../errors/index.js'
import { openLibrary } from '../ffi/index.js'
import { describeValue } from '../layout/names.js'
import { noteModule } from '../prefix/agreement.js'
import { bindPrefix } from '../prefix/bind-prefix.js'
import type { InterfaceSchema } from '../prefix/interface-schema.js'
import type { ModuleOf, PrefixType } from '../prefix/prefix-type.js'
import { requireCompatible, type ComparisonOptions } from '../prefix/compare-schemas.js'
import { constructRoot } from './construct.js'
import { checkLibraryFile } from './library-file.js'
import type { ModuleDescription } from './check-header.js'
import { readHeader } from './read-header.js'
import { readSchema } from './read-schema.js'

/** What is known of a loaded module. */
export interface ModuleInfo {
  /** The file, without symbolic links. */
  readonly path: string
  /** Name of its interface. */
  readonly name: string
  /** Version of the interface that it was built for. */
  readonly version: string
  /** Its interface as data. */
  readonly schema: InterfaceSchema
}

interface LoadedModule extends ModuleInfo {
  readonly description: ModuleDescription
  readonly views: WeakMap<PrefixType, object>
}

/** Libraries are never unloaded, so neither is what is known of them. */
const loaded = new Map<string, LoadedModule>()
const infos = new WeakMap<object, ModuleInfo>()

/**
 * Loads a module and checks that it fits an interface.
 *
 * The file and the header are checked first, then the schema that the module carries is compared with the declaration;
 * only then code of the module runs. Its constructor is called once in a process and for a file, whatever else loads it
 * again. A loaded library stays loaded.
 *
 * @param path - The shared library, relative to the working directory.
 * @param type - The interface as the host knows it.
 * @param options - How strict to be.
 * @returns An accessor object: function fields are functions, missing fields follow their policies.
 * @throws {@link LibraryError} `ABI-F001` to `ABI-F003` for a file that cannot be loaded; {@link ModuleError} `ABI-H001`
 * to `ABI-H008` and `ABI-S001` for a library that is no proper module, `ABI-P005` for a root that cannot be right;
 * {@link IncompatibleModuleError} `ABI-S002` with everything in which the module does not fit,
 * {@link ContradictingModuleError} `ABI-P013` with everything in which it contradicts other modules of the thread; {@link CallError}
 * `ABI-C002` and `ABI-C003` for function pointers that are null or point to no code.
 *
 * @see Rules H-1 to H-7 and C-1 to C-9 of the specification.
 *
 * @example
 * ```ts no-run
 * import { fn, loadModule, prefixType, RStr, u32 } from 'abiding'
 *
 * const Greeter = prefixType('Greeter', {
 *   version: '1.0.0',
 *   prefix: { language: RStr, greet: fn({ id: u32 }, RStr) },
 *   lastPrefixField: 'greet',
 * })
 * const greeter = loadModule('./greeter.so', Greeter)
 * console.log(greeter.greet(7))
 * ```
 */
export function loadModule<T extends PrefixType>(
  path: string,
  type: T,
  options: ComparisonOptions = {},
): ModuleOf<T> {
  checkType(type)
  const module = openModule(path)
  requireCompatible(module.path, type.schema(), module.schema, options)
  const known = module.views.get(type)
  if (known !== undefined) return known as ModuleOf<T>
  noteModule(
    { name: `the declaration of ${type.name} ${type.version}`, schema: type.schema() },
    { name: module.path, schema: module.schema },
  )
  const root = constructRoot(module.path, module.description.address)
  const view = bindPrefix(type, root, {
    version: module.version,
    fieldCount: module.schema.fields.length,
  }) as object
  module.views.set(type, view)
  infos.set(view, { path: module.path, name: module.name, version: module.version, schema: module.schema })
  return view as ModuleOf<T>
}

/**
 * What is known of a loaded module.
 *
 * @param module - What {@link loadModule} gave.
 * @returns Its file, version and schema.
 * @throws {@link ModuleError} `ABI-H001` for anything else.
 *
 * @example
 * ```ts no-run
 * import { loadModule, moduleInfo, prefixType, u32 } from 'abiding'
 *
 * const Meter = prefixType('Meter', { version: '1.0.0', prefix: { total: u32 }, lastPrefixField: 'total' })
 * console.log(moduleInfo(loadModule('./meter.so', Meter)).version)
 * ```
 */
export function moduleInfo(module: object): ModuleInfo {
  const info = infos.get(module)
  if (info !== undefined) return info
  throw new ModuleError('not a loaded module', {
    code: 'ABI-H001',
    expected: 'what loadModule gave',
    found: describeValue(module),
  })
}

function openModule(path: string): LoadedModule {
  const file = checkLibraryFile(path)
  const known = loaded.get(file)
  if (known !== undefined) return known
  const description = readHeader(openLibrary(file))
  const schema = readSchema(description.schemaText, file)
  checkIdentity(file, description, schema)
  const module = {
    path: file,
    name: schema.interface,
    version: schema.version,
    schema,
    description,
    views: new WeakMap<PrefixType, object>(),
  }
  loaded.set(file, module)
  return module
}

function checkIdentity(file: string, header: ModuleDescription, schema: InterfaceSchema): void {
  if (header.name === schema.interface && header.version === schema.version) return
  throw new ModuleError('the header and the schema of the module contradict each other', {
    code: 'ABI-S001',
    rule: 'H-4',
    path: file,
    expected: `${header.name} ${header.version}, as in the header`,
    found: `${schema.interface} ${schema.version} in the schema`,
  })
}

function checkType(type: unknown): void {
  if ((type as PrefixType | undefined)?.kind === 'prefix') return checkPresence(type as PrefixType)
  throw new ModuleError('modules are loaded as a prefix type', {
    code: 'ABI-S002',
    expected: 'what prefixType gave',
    found: describeValue(type),
  })
}

/** The root of a module has a mask: a struct of somebody else's has no module header around it. */
function checkPresence({ name, presence }: PrefixType): void {
  if (presence.kind === 'mask') return
  throw new ModuleError('a struct that is not the root of a module', {
    code: 'ABI-S002',
    rule: 'R-13',
    path: name,
    expected: 'a prefix type whose mask says which fields are there',
    found: `one whose field ${presence.field} does`,
    hint: 'call the entry point of the library that gives the struct out, and see it with viewPrefix',
  })
}
