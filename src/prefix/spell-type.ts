import type { SchemaField, SchemaNode } from '../layout/index.js'

/**
 * Spells a type of a schema as it is declared, for messages.
 *
 * @internal
 */
export function spellType(node: SchemaNode): string {
  if (typeof node === 'string') return node
  if ('type' in node) return node.type
  if ('array' in node) return `array(${spellType(node.array)}, ${node.length})`
  if ('flexible' in node) return `flexibleArray(${spellType(node.flexible)})`
  if ('atomic' in node) return `atomic(${spellType(node.atomic)})`
  const spelled =
    'pointer' in node
      ? `${node.const ? 'constPointer' : 'pointer'}(${spellType(node.pointer)})`
      : spellFunction(node.fn)
  return node.nullable ? `nullable(${spelled})` : spelled
}

function spellFunction({
  params,
  returns,
  variadic,
}: Extract<SchemaNode, { readonly fn: unknown }>['fn']): string {
  const listed = [
    ...params.map(({ name, type }) => `${name}: ${spellType(type)}`),
    ...(variadic ? ['...'] : []),
  ]
  return `fn(${listed.join(', ')}) → ${spellType(returns)}`
}

/**
 * What a field is called in messages. The key of a bit field without a name is for people.
 *
 * @internal
 */
export function spellField({ name }: SchemaField): string {
  return isUnnamed(name) ? '(unnamed)' : name
}

/**
 * Whether a name in a schema stands for none.
 *
 * @internal
 */
export function isUnnamed(name: string): boolean {
  return name.startsWith('$')
}
