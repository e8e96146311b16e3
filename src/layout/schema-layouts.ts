import { AbidingError, DeclarationError } from '../errors/index.js'
import * as layer from './index.js'
import { layoutOf } from './layout.js'
import type { SchemaDefinition, SchemaField, SchemaNode } from './schema.js'
import type { Target } from './target.js'
import type { AnyType, Layout } from './type.js'

/** The types that a schema mentions by a name that every reader knows. */
const scalars = new Map<string, AnyType>()
for (const one of Object.values(layer) as (AnyType | undefined)[]) {
  if (typeof one?.schema !== 'function' || typeof one.measure !== 'function') continue
  const node = one.schema()
  if (typeof node === 'string') scalars.set(node, one)
}

type Definitions = Readonly<Record<string, SchemaDefinition>>

/**
 * Sizes and alignments of what a schema says, for a comparison with a side of which only the schema is known: types of the
 * same layout are declared anew, under names of their own.
 *
 * @internal
 */
export class SchemaLayouts {
  readonly #known = new Map<string, AnyType>()
  readonly #begun = new Set<string>()

  constructor(
    readonly definitions: Definitions,
    readonly target: Target,
  ) {}

  /** Size and alignment in bytes; `undefined` for what this reader does not know, or what cannot be. */
  layoutOf(node: SchemaNode): Layout | undefined {
    try {
      return layoutOf(this.#typeOf(node), this.target)
    } catch (error) {
      // The schema may come from a module: what cannot be is no fault of the declaration.
      if (error instanceof AbidingError) return undefined
      throw error
    }
  }

  #typeOf(node: SchemaNode): AnyType {
    if (typeof node === 'string') return scalars.get(node) ?? refuse(node)
    if ('type' in node) return this.#named(node.type)
    if ('array' in node) return layer.array(this.#typeOf(node.array), node.length)
    if ('flexible' in node) return layer.flexibleArray(this.#typeOf(node.flexible))
    if ('atomic' in node) return layer.atomic(this.#typeOf(node.atomic))
    // What a pointer leads to has no part in its layout.
    return layer.pointer(layer.untyped)
  }

  #named(name: string): AnyType {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const definition = Object.hasOwn(this.definitions, name) ? this.definitions[name] : undefined
    if (definition === undefined || this.#begun.has(name)) return refuse(name)
    this.#begun.add(name)
    const type = this.#declare(definition)
    this.#known.set(name, type)
    return type
  }

  #declare(definition: SchemaDefinition): AnyType {
    switch (definition.kind) {
      case 'struct':
      case 'union': {
        const { align, packed } = definition
        return layer[definition.kind]('Layout', this.#fields(definition.fields), {
          ...(align === undefined ? {} : { align }),
          ...(packed === undefined ? {} : { packed }),
        })
      }
      case 'alias':
        return this.#typeOf(definition.of)
      case 'enum':
        return this.#typeOf(definition.repr)
      case 'taggedUnion': {
        const [first, second] = definition.repr
        const forms = definition.variants.map(
          (form, index) => [`v${index}`, this.#fields(form.fields)] as const,
        )
        return layer.taggedUnion(
          'Layout',
          second === undefined ? this.#typeOf(first!) : ['C', this.#typeOf(second)],
          Object.fromEntries(forms),
        )
      }
      case 'opaque':
      case 'prefix':
        return refuse(definition.kind)
    }
  }

  #fields(fields: readonly SchemaField[]): Record<string, layer.Field> {
    const declared = fields.map(({ name, type, align, bits }, index): [string, layer.Field] => {
      const inner = this.#typeOf(type)
      if (bits !== undefined)
        return name.startsWith('$')
          ? [`$${index}`, layer.unnamedBits(inner, bits)]
          : [`f${index}`, layer.bits(inner, bits)]
      return [`f${index}`, align === undefined ? inner : layer.aligned(inner, align)]
    })
    return Object.fromEntries(declared)
  }
}

function refuse(name: string): never {
  throw new DeclarationError('nothing of a known size', { code: 'ABI-L006', path: name })
}
