import { IncompatibleModuleError, type Incompatibility } from '../errors/index.js'
import { canonicalJson, hostTarget, type InterfaceShape } from '../layout/index.js'
import { SchemaLayouts } from '../layout/schema-layouts.js'
import { compareInterfaces, type InterfaceTypes, type Report } from './compare-interfaces.js'
import { compareRoom, compareStarts } from './compare-room.js'
import { TypeComparison } from './compare-types.js'
import { shapeOf, type InterfaceSchema } from './interface-schema.js'

/** How a host and a module are compared. */
export interface ComparisonOptions {
  /** Refuse a module that is older than the host's declaration. Off where it is left out: missing fields have policies. */
  readonly strict?: boolean | undefined
}

/**
 * Everything in which a module does not fit what its host declares.
 *
 * @param host - What the host declares.
 * @param module - What the module carries.
 * @returns All incompatibilities in the order of the declaration; none where the module can be used.
 *
 * @see Rules C-1 to C-13 of the specification.
 *
 * @internal
 */
export function compareSchemas(
  host: InterfaceSchema,
  module: InterfaceSchema,
  options: ComparisonOptions,
): Incompatibility[] {
  return new Comparison(host, module, options).run()
}

/**
 * Refuses a module that does not fit what its host declares.
 *
 * @param path - The module, for the error.
 * @throws {@link IncompatibleModuleError} `ABI-S002` with all incompatibilities.
 *
 * @internal
 */
export function requireCompatible(
  path: string,
  host: InterfaceSchema,
  module: InterfaceSchema,
  options: ComparisonOptions,
): void {
  const incompatibilities = compareSchemas(host, module, options)
  if (incompatibilities.length > 0) throw new IncompatibleModuleError(path, host.interface, incompatibilities)
}

class Comparison implements InterfaceTypes {
  readonly #found: Incompatibility[] = []
  readonly #types: TypeComparison
  readonly #layouts: readonly [host: SchemaLayouts, module: SchemaLayouts]

  constructor(
    readonly host: InterfaceSchema,
    readonly module: InterfaceSchema,
    readonly options: ComparisonOptions,
  ) {
    this.#types = new TypeComparison(host.types, module.types, this)
    this.#layouts = [
      new SchemaLayouts(host.types, hostTarget()),
      new SchemaLayouts(module.types, hostTarget()),
    ]
    // An interface that refers to itself stands among the types too.
    if ([host, module].every(standsAmongItsTypes)) this.#types.skip(host.interface)
  }

  run(): Incompatibility[] {
    const { host, module } = this
    if (host.interface === module.interface) this.compareInterfaces(host.interface, host, module)
    // Another interface altogether: comparing its fields would say nothing.
    else this.report('C-1', host.interface, 'another interface', host.interface, module.interface)
    return this.#found
  }

  readonly report: Report = (rule, path, summary, expected, found) => {
    this.#found.push({ path, rule, summary, expected, found })
  }

  readonly compareInterfaces = (path: string, host: InterfaceShape, module: InterfaceShape): void =>
    compareInterfaces(path, host, module, this, this.options)

  readonly compareTypes: InterfaceTypes['compareTypes'] = (path, host, module) =>
    this.#types.compareTypes(path, host.type, module.type)

  readonly compareRoom: InterfaceTypes['compareRoom'] = (path, host, module) =>
    compareRoom(path, [host, module], this.#layouts, this.report)

  readonly compareStarts: InterfaceTypes['compareStarts'] = (path, host, module) =>
    compareStarts(path, [host, module], this.#layouts, this.report)
}

function standsAmongItsTypes(schema: InterfaceSchema): boolean {
  const { interface: name, types } = schema
  const own = Object.hasOwn(types, name) ? types[name] : undefined
  return own !== undefined && canonicalJson(own) === canonicalJson({ kind: 'prefix', ...shapeOf(schema) })
}
