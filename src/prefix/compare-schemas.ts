import { IncompatibleModuleError, type Incompatibility } from '../errors/index.js'
import type { SchemaDefinition, SchemaNode } from '../layout/index.js'
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
 * @see Rules C-1 to C-9 of the specification.
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
  readonly #comparedTypes = new Set<string>()

  constructor(
    readonly host: InterfaceSchema,
    readonly module: InterfaceSchema,
    readonly options: ComparisonOptions,
  ) {}

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
      if (other?.name === field.name) return this.#compareTypes(path, field.type, other.type)
      const place = module.fields.findIndex((one) => one.name === field.name)
      if (place >= 0) {
        this.#report('C-4', path, 'a field stands at another place', `field ${index}`, `field ${place}`)
        this.#compareTypes(path, field.type, module.fields[place]!.type)
      } else if (other !== undefined && !host.fields.some((one) => one.name === other.name)) {
        this.#report('C-5', path, 'a field has another name', field.name, other.name)
        this.#compareTypes(path, field.type, other.type)
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

  #compareTypes(path: string, host: SchemaNode, module: SchemaNode): void {
    if (typeof host === 'string' || typeof module === 'string') {
      if (host !== module) this.#reportType(path, host, module)
      return
    }
    if ('type' in host && 'type' in module) return this.#compareNamed(path, host, module)
    if ('pointer' in host && 'pointer' in module) {
      if (host.const !== module.const || host.nullable !== module.nullable)
        return this.#reportType(path, host, module)
      return this.#compareTypes(`${path} → pointee`, host.pointer, module.pointer)
    }
    if ('array' in host && 'array' in module) {
      if (host.length !== module.length) return this.#reportType(path, host, module)
      return this.#compareTypes(`${path} → element`, host.array, module.array)
    }
    if ('fn' in host && 'fn' in module) return this.#compareSignatures(path, host, module)
    this.#reportType(path, host, module)
  }

  #reportType(path: string, host: SchemaNode, module: SchemaNode): void {
    this.#report('C-6', path, 'another type', spellType(host), spellType(module))
  }

  #compareSignatures(path: string, host: FunctionNode, module: FunctionNode): void {
    if (host.nullable !== module.nullable) this.#reportType(path, host, module)
    const [expected, found] = [host.fn.params, module.fn.params]
    if (expected.length !== found.length) {
      this.#report('C-7', path, 'another number of parameters', spellType(host), spellType(module))
    } else {
      // Names of parameters are for people: only the types are compared.
      expected.forEach((param, index) =>
        this.#compareTypes(`${path} → param ${param.name}`, param.type, found[index]!.type),
      )
    }
    this.#compareTypes(`${path} → returns`, host.fn.returns, module.fn.returns)
  }

  #compareNamed(path: string, host: { readonly type: string }, module: { readonly type: string }): void {
    if (host.type !== module.type) return this.#reportType(path, host, module)
    // A type is reported where it is first met, not again wherever it is used; this also ends recursion.
    if (this.#comparedTypes.has(host.type)) return
    this.#comparedTypes.add(host.type)
    this.#compareDefinitions(
      `${path} → ${host.type}`,
      this.host.types[host.type]!,
      this.module.types[host.type]!,
    )
  }

  #compareDefinitions(path: string, host: SchemaDefinition, module: SchemaDefinition): void {
    if (host.kind !== 'struct' || module.kind !== 'struct') {
      if (host.kind !== module.kind) this.#report('C-8', path, 'another kind of type', host.kind, module.kind)
      return
    }
    const names = (definition: typeof host): string => definition.fields.map((field) => field.name).join(', ')
    if (names(host) !== names(module)) {
      this.#report('C-8', path, 'a struct has other fields: structs never change', names(host), names(module))
    }
    for (const field of host.fields) {
      const other = module.fields.find((one) => one.name === field.name)
      if (other !== undefined) this.#compareTypes(`${path}.${field.name}`, field.type, other.type)
    }
  }
}

type FunctionNode = Extract<SchemaNode, { readonly fn: unknown }>

function spellType(node: SchemaNode): string {
  if (typeof node === 'string') return node
  if ('type' in node) return node.type
  if ('array' in node) return `array(${spellType(node.array)}, ${node.length})`
  const spelled =
    'pointer' in node
      ? `${node.const ? 'constPointer' : 'pointer'}(${spellType(node.pointer)})`
      : `fn(${node.fn.params.map((param) => `${param.name}: ${spellType(param.type)}`).join(', ')}) → ${spellType(node.fn.returns)}`
  return node.nullable ? `nullable(${spelled})` : spelled
}
