import { IncompatibleModuleError, type Incompatibility } from '../errors/index.js'
import { TypeComparison } from './compare-types.js'
import type { InterfaceSchema } from './interface-schema.js'
import { areCompatible, compareVersions } from './version.js'

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

class Comparison {
  readonly #found: Incompatibility[] = []
  readonly #types: TypeComparison

  constructor(
    readonly host: InterfaceSchema,
    readonly module: InterfaceSchema,
    readonly options: ComparisonOptions,
  ) {
    this.#types = new TypeComparison(host.types, module.types, (...difference) => this.#report(...difference))
  }

  run(): Incompatibility[] {
    const { host, module } = this
    if (host.interface !== module.interface) {
      // Another interface altogether: comparing its fields would say nothing.
      this.#report('C-1', host.interface, 'another interface', host.interface, module.interface)
      return this.#found
    }
    this.#compareVersions()
    this.#comparePrefix()
    this.#compareFields()
    return this.#found
  }

  #report(rule: string, path: string, summary: string, expected: string, found: string): void {
    this.#found.push({ path, rule, summary, expected, found })
  }

  #compareVersions(): void {
    const { host, module, options } = this
    const path = `${host.interface}.version`
    if (!areCompatible(host.version, module.version)) {
      this.#report(
        'C-2',
        path,
        'an incompatible version',
        `a version compatible with ${host.version}`,
        module.version,
      )
    } else if (options.strict && compareVersions(module.version, host.version) < 0) {
      this.#report(
        'C-9',
        path,
        'an older version, and strict is asked for',
        `${host.version} or newer`,
        module.version,
      )
    }
  }

  #comparePrefix(): void {
    const { host, module } = this
    if (host.lastPrefixField === module.lastPrefixField) return
    const spell = (schema: InterfaceSchema): string =>
      schema.lastPrefixField === null
        ? 'no prefix'
        : `${schema.lastPrefixField}, field ${schema.fields.findIndex((field) => field.name === schema.lastPrefixField)}`
    this.#report(
      'C-3',
      `${host.interface}.lastPrefixField`,
      'another end of the frozen prefix',
      spell(host),
      spell(module),
    )
  }

  #compareFields(): void {
    const { host, module } = this
    const prefixCount = host.fields.findIndex((field) => field.name === host.lastPrefixField) + 1
    host.fields.forEach((field, index) => {
      const path = `${host.interface}.${field.name}`
      const other = module.fields[index]
      if (other?.name === field.name) return this.#types.compareTypes(path, field.type, other.type)
      const place = module.fields.findIndex((one) => one.name === field.name)
      if (place >= 0) {
        this.#report('C-4', path, 'a field stands at another place', `field ${index}`, `field ${place}`)
        this.#types.compareTypes(path, field.type, module.fields[place]!.type)
      } else if (other !== undefined && !host.fields.some((one) => one.name === other.name)) {
        this.#report('C-5', path, 'a field has another name', field.name, other.name)
        this.#types.compareTypes(path, field.type, other.type)
      } else if (other !== undefined) {
        this.#report('C-5', path, 'a field was taken away', `field ${index}`, `${other.name} stands there`)
      } else if (index < prefixCount) {
        this.#report(
          'C-5',
          path,
          'a field of the frozen prefix is missing',
          `field ${index}`,
          `${module.fields.length} fields`,
        )
      } else if (this.options.strict) {
        this.#report(
          'C-9',
          path,
          'a field is missing, and strict is asked for',
          `since ${field.since}`,
          `version ${module.version}`,
        )
      }
    })
  }
}
