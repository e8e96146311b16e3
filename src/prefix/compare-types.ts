import type { SchemaDefinition, SchemaNode } from '../layout/index.js'
import { compareDefinitions, type DefinitionListener } from './compare-definitions.js'
import { spellType } from './spell-type.js'

type FunctionNode = Extract<SchemaNode, { readonly fn: unknown }>
type Definitions = Readonly<Record<string, SchemaDefinition>>

/**
 * Compares types of a host with those of a module, and what they are made of.
 *
 * @see Rules C-6 to C-8 and C-10 to C-13 of the specification.
 *
 * @internal
 */
export class TypeComparison implements DefinitionListener {
  readonly #comparedTypes = new Set<string>()

  constructor(
    readonly host: Definitions,
    readonly module: Definitions,
    readonly listener: Pick<DefinitionListener, 'report' | 'compareInterfaces'>,
  ) {}

  get report(): DefinitionListener['report'] {
    return this.listener.report
  }

  get compareInterfaces(): DefinitionListener['compareInterfaces'] {
    return this.listener.compareInterfaces
  }

  /** Takes a named type for compared. */
  skip(name: string): void {
    this.#comparedTypes.add(name)
  }

  /** Compares what two types are. The path names the place, for the report. */
  readonly compareTypes = (path: string, host: SchemaNode, module: SchemaNode): void => {
    if (typeof host === 'string' || typeof module === 'string') {
      if (host !== module) this.#reportType(path, host, module)
      return
    }
    if ('type' in host && 'type' in module) return this.#compareNamed(path, host, module)
    if ('pointer' in host && 'pointer' in module) {
      if (host.const !== module.const || host.nullable !== module.nullable)
        return this.#reportType(path, host, module)
      return this.compareTypes(`${path} → pointee`, host.pointer, module.pointer)
    }
    if ('array' in host && 'array' in module) {
      if (host.length !== module.length) return this.#reportType(path, host, module)
      return this.compareTypes(`${path} → element`, host.array, module.array)
    }
    if ('flexible' in host && 'flexible' in module)
      return this.compareTypes(`${path} → element`, host.flexible, module.flexible)
    if ('atomic' in host && 'atomic' in module)
      return this.compareTypes(`${path} → atomic`, host.atomic, module.atomic)
    if ('fn' in host && 'fn' in module) return this.#compareSignatures(path, host, module)
    this.#reportType(path, host, module)
  }

  #reportType(path: string, host: SchemaNode, module: SchemaNode): void {
    this.report('C-6', path, 'another type', spellType(host), spellType(module))
  }

  #compareSignatures(path: string, host: FunctionNode, module: FunctionNode): void {
    if (host.nullable !== module.nullable || host.fn.variadic !== module.fn.variadic)
      this.#reportType(path, host, module)
    const [expected, found] = [host.fn.params, module.fn.params]
    if (expected.length !== found.length) {
      this.report('C-7', path, 'another number of parameters', spellType(host), spellType(module))
    } else {
      // Names of parameters are for people: only the types are compared.
      expected.forEach((param, index) =>
        this.compareTypes(`${path} → param ${param.name}`, param.type, found[index]!.type),
      )
    }
    this.compareTypes(`${path} → returns`, host.fn.returns, module.fn.returns)
  }

  #compareNamed(path: string, host: { readonly type: string }, module: { readonly type: string }): void {
    if (host.type !== module.type) return this.#reportType(path, host, module)
    // A type is reported where it is first met, not again wherever it is used; this also ends recursion.
    if (this.#comparedTypes.has(host.type)) return
    this.#comparedTypes.add(host.type)
    compareDefinitions(`${path} → ${host.type}`, this.host[host.type]!, this.module[host.type]!, this)
  }
}
