import type {
  InterfaceShape,
  SchemaDefinition,
  SchemaField,
  SchemaNode,
  SchemaVariant,
} from '../layout/index.js'
import { isUnnamed, spellField, spellType } from './spell-type.js'

/** What a comparison of definitions does with what it finds. */
export interface DefinitionListener {
  /** Takes a difference. */
  readonly report: (rule: string, path: string, summary: string, expected: string, found: string) => void
  /** Compares two types. */
  readonly compareTypes: (path: string, host: SchemaNode, module: SchemaNode) => void
  /** Compares two prefix types, which may differ in their version. */
  readonly compareInterfaces: (path: string, host: InterfaceShape, module: InterfaceShape) => void
}

type DefinitionOf<Kind extends SchemaDefinition['kind']> = Extract<SchemaDefinition, { readonly kind: Kind }>
type RecordDefinition = Extract<SchemaDefinition, { readonly kind: 'struct' | 'union' }>

/**
 * Compares what a named type is made of on both sides: nothing about it may differ, except for prefix types, which grow.
 *
 * @see Rules C-8 and C-10 to C-13 of the specification.
 *
 * @internal
 */
export function compareDefinitions(
  path: string,
  host: SchemaDefinition,
  module: SchemaDefinition,
  listener: DefinitionListener,
): void {
  if (host.kind !== module.kind) {
    listener.report('C-8', path, 'another kind of type', host.kind, module.kind)
    return
  }
  const comparison = new DefinitionComparison(listener)
  // TypeScript does not relate the kinds of two values, which are equal here.
  switch (host.kind) {
    case 'opaque':
      return
    case 'struct':
    case 'union':
      return comparison.records(path, host, module as RecordDefinition)
    case 'enum':
      return comparison.enums(path, host, module as DefinitionOf<'enum'>)
    case 'taggedUnion':
      return comparison.taggedUnions(path, host, module as DefinitionOf<'taggedUnion'>)
    case 'prefix':
      return listener.compareInterfaces(path, host, module as DefinitionOf<'prefix'>)
    case 'alias':
      return listener.compareTypes(`${path} → inner`, host.of, (module as DefinitionOf<'alias'>).of)
  }
}

class DefinitionComparison {
  readonly #report: DefinitionListener['report']
  readonly #compareTypes: DefinitionListener['compareTypes']

  constructor(listener: DefinitionListener) {
    this.#report = listener.report
    this.#compareTypes = listener.compareTypes
  }

  records(path: string, host: RecordDefinition, module: RecordDefinition): void {
    this.#number('C-10', `${path} → align`, 'another alignment', host.align, module.align)
    this.#number('C-10', `${path} → packed`, 'packed in another way', host.packed, module.packed)
    this.#fields('C-8', path, `a ${host.kind} has other fields: it never changes`, host.fields, module.fields)
  }

  enums(path: string, host: DefinitionOf<'enum'>, module: DefinitionOf<'enum'>): void {
    this.#compareTypes(`${path} → repr`, host.repr, module.repr)
    if (host.open !== module.open) {
      const spell = (isOpen: boolean | undefined): string => (isOpen ? 'open' : 'closed')
      this.#report(
        'C-11',
        path,
        'whether other values may occur differs',
        spell(host.open),
        spell(module.open),
      )
    }
    this.#variants('C-11', path, 'value', host.variants, module.variants)
  }

  taggedUnions(path: string, host: DefinitionOf<'taggedUnion'>, module: DefinitionOf<'taggedUnion'>): void {
    const spell = (nodes: readonly SchemaNode[]): string =>
      nodes.length === 1 ? spellType(nodes[0]!) : `[${nodes.map(spellType).join(', ')}]`
    if (spell(host.repr) !== spell(module.repr))
      this.#report('C-12', `${path} → repr`, 'it lies in another way', spell(host.repr), spell(module.repr))
    this.#variants('C-12', path, 'form', host.variants, module.variants)
    for (const form of host.variants) {
      const other = module.variants.find((one) => one.name === form.name)
      if (other === undefined) continue
      this.#fields('C-12', `${path}.${form.name}`, 'a form has other fields', form.fields, other.fields)
    }
  }

  /** Names with numbers. Their order means nothing. */
  #variants(
    rule: string,
    path: string,
    what: string,
    host: readonly SchemaVariant[],
    module: readonly SchemaVariant[],
  ): void {
    const [expected, found] = [host, module].map((all) => new Map(all.map((one) => [one.name, one.value])))
    for (const [name, value] of expected!) {
      const other = found!.get(name)
      if (other === undefined) this.#report(rule, `${path}.${name}`, `a ${what} is missing`, value, 'none')
      else if (other !== value) this.#report(rule, `${path}.${name}`, 'another discriminant', value, other)
    }
    for (const [name, value] of found!) {
      if (!expected!.has(name))
        this.#report(rule, `${path}.${name}`, `a ${what} that the host does not know`, 'none', value)
    }
  }

  #fields(
    rule: string,
    path: string,
    summary: string,
    host: readonly SchemaField[],
    module: readonly SchemaField[],
  ): void {
    const spell = (fields: readonly SchemaField[]): string =>
      fields.length === 0 ? 'none' : fields.map(spellField).join(', ')
    const isSame = spell(host) === spell(module)
    if (!isSame) this.#report(rule, path, summary, spell(host), spell(module))
    const byName = new Map(module.map((field) => [field.name, field]))
    host.forEach((field, index) => {
      // Without a name, only its place says which one it is.
      const other = isSame ? module[index] : isUnnamed(field.name) ? undefined : byName.get(field.name)
      if (other !== undefined) this.#field(`${path}.${field.name}`, field, other)
    })
  }

  #field(path: string, host: SchemaField, module: SchemaField): void {
    this.#compareTypes(path, host.type, module.type)
    this.#number('C-10', path, 'another alignment', host.align, module.align)
    this.#number('C-10', path, 'another number of bits', host.bits, module.bits)
  }

  #number(
    rule: string,
    path: string,
    summary: string,
    host: number | undefined,
    module: number | undefined,
  ): void {
    if (host !== module) this.#report(rule, path, summary, String(host ?? 'none'), String(module ?? 'none'))
  }
}
