import {
  call,
  exported,
  exportsIn,
  list,
  number,
  options,
  parameterList,
  reference,
  text,
  type Entry,
  type Expression,
  type RecordLiteral,
} from '../../import/expression.js'
import { inOrder, type Ordered } from '../../import/order.js'
import { ExpressionWriter } from '../../import/write-expression.js'
import type {
  InterfaceField,
  InterfaceShape,
  SchemaDefinition,
  SchemaField,
  SchemaNode,
} from '../../layout/index.js'
import type { InterfaceSchema } from '../../prefix/index.js'
import { compareVersions } from '../../prefix/version.js'
import { Names } from './names.js'
import { writeDeclarations } from './write-declarations.js'

type Fn = Extract<SchemaNode, { fn: unknown }>

/** Types of the toolkit itself, which have definitions in a schema as all types with a name of their own. */
const known = new Set(['RStr', 'RDuration'])

/**
 * Writes a module that declares the interface of a module of this toolkit and loads it.
 *
 * @param file - The name of the file.
 * @param schema - The interface.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function schemaDeclarations(file: string, schema: InterfaceSchema): string {
  const types = { ...schema.types, [schema.interface]: { kind: 'prefix' as const, ...schema } }
  const declared = Object.entries(types)
    .filter(([name]) => !known.has(name))
    .map(([name, definition]) => declare(name, definition, types))
  const imports = [...new Set([...declared.flatMap((one) => exportsIn(one.expression)), 'loadModule'])]
  const names = new Names(imports)
  const nameOf = new Map(declared.map((one) => [one.key, names.take(one.key)]))
  const writer = new ExpressionWriter((key) => nameOf.get(key)!)
  const root = nameOf.get(schema.interface)!
  return writeDeclarations({
    heading: [
      `The interface of ${file}, written by \`abiding inspect --emit ts\`.`,
      `${schema.interface} ${schema.version}.`,
    ],
    imports,
    types: ['ModuleOf'],
    declarations: inOrder(declared).map(({ key, expression }) => {
      const head = `export const ${nameOf.get(key)!} = `
      return `${head}${writer.write(expression, 0, head.length, 0)}`
    }),
    ending: [
      '/**',
      ' * Loads a module of this interface.',
      ' *',
      ' * @param path - The library.',
      ' */',
      `export function load(path: string): ModuleOf<typeof ${root}> {`,
      `  return loadModule(path, ${root})`,
      '}',
    ],
  })
}

type Types = Readonly<Record<string, SchemaDefinition>>

function declare(name: string, definition: SchemaDefinition, types: Types): Ordered {
  return { key: name, expression: expressionOf(name, definition, types), needs: [] }
}

function expressionOf(name: string, definition: SchemaDefinition, types: Types): Expression {
  switch (definition.kind) {
    case 'opaque':
      return call('opaque', text(name))
    case 'alias':
      return call('transparent', text(name), typeOf(definition.of, types))
    case 'struct':
    case 'union': {
      const { align, packed } = definition
      const rest = optional({ align: align && number(align), packed: packed && number(packed) })
      return call(definition.kind, text(name), fieldsOf(definition.fields, types, true), ...rest)
    }
    case 'enum': {
      const rest = optional({ open: definition.open && { kind: 'boolean', value: true } })
      return call(
        'enumeration',
        text(name),
        typeOf(definition.repr, types),
        valuesOf(definition.variants),
        ...rest,
      )
    }
    case 'taggedUnion': {
      const [first, second] = definition.repr
      const repr = second === undefined ? typeOf(first!, types) : list([text('C'), typeOf(second, types)])
      const forms: RecordLiteral = {
        kind: 'record',
        isTall: true,
        entries: definition.variants.map((form) => ({
          key: form.name,
          value: fieldsOf(form.fields, types, false),
        })),
      }
      const discriminants = options({ discriminants: valuesOf(definition.variants) })
      return call('taggedUnion', text(name), repr, forms, discriminants)
    }
    case 'prefix':
      return prefixOf(name, definition, types)
  }
}

function prefixOf(name: string, shape: InterfaceShape, types: Types): Expression {
  const { version, lastPrefixField, presence, align, fields } = shape
  // A struct of somebody else's with a ladder of versions: the ladder is not in the schema.
  if (presence?.kind === 'version') return call('opaque', text(name))
  const oldest = fields
    .map((field) => field.since)
    .reduce((a, b) => (compareVersions(a, b) <= 0 ? a : b), version)
  const end = fields.findIndex((field) => field.name === lastPrefixField) + 1
  const entries = fields.map((field): Entry => ({ key: field.name, value: fieldOf(field, oldest, types) }))
  const tall = (some: readonly Entry[]): RecordLiteral => ({ kind: 'record', isTall: true, entries: some })
  const hasPrefix = end > 0
  const parts: Entry[] = [
    { key: 'version', value: text(version) },
    ...(oldest === version ? [] : [{ key: 'since', value: text(oldest) }]),
    ...(presence === undefined ? [] : [{ key: 'presence', value: call('sizeField', text(presence.field)) }]),
    ...(align === undefined ? [] : [{ key: 'align', value: number(align) }]),
    ...(hasPrefix
      ? [
          { key: 'prefix', value: tall(entries.slice(0, end)) },
          { key: 'lastPrefixField', value: text(lastPrefixField!) },
        ]
      : []),
    ...(hasPrefix && end === entries.length ? [] : [{ key: 'suffix', value: tall(entries.slice(end)) }]),
  ]
  return call('prefixType', text(name), tall(parts))
}

function fieldOf(
  { since, type, accessible, reserved, consumes }: InterfaceField,
  oldest: string,
  types: Types,
): Expression {
  const plain = typeOf(type, types)
  const kept = reserved === true ? call('reserved', plain) : plain
  const conditional =
    accessible === undefined ? kept : call('accessibleIf', { kind: 'boolean', value: accessible }, kept)
  if (consumes !== undefined) return call('consuming', text(consumes), text(since), conditional)
  return since === oldest ? conditional : call('since', text(since), conditional)
}

function fieldsOf(fields: readonly SchemaField[], types: Types, isTall: boolean): RecordLiteral {
  return {
    kind: 'record',
    isTall: isTall && fields.length > 0,
    entries: fields.map(({ name, type, align, bits }): Entry => {
      const plain = typeOf(type, types)
      if (bits !== undefined) {
        const callee = name.startsWith('$') ? 'unnamedBits' : 'bits'
        return { key: name, value: call(callee, plain, number(bits)) }
      }
      return { key: name, value: align === undefined ? plain : call('aligned', plain, number(align)) }
    }),
  }
}

function typeOf(node: SchemaNode, types: Types): Expression {
  if (typeof node === 'string') return exported(node === 'void' ? 'untyped' : node)
  if ('type' in node) return known.has(node.type) ? exported(node.type) : reference(node.type)
  if ('array' in node) {
    return node.array === 'c_char'
      ? call('charArray', number(node.length))
      : call('array', typeOf(node.array, types), number(node.length))
  }
  if ('flexible' in node) return call('flexibleArray', typeOf(node.flexible, types))
  if ('atomic' in node) return call('atomic', typeOf(node.atomic, types))
  const inner = 'fn' in node ? functionOf(node, types) : pointerOf(node, types)
  return node.nullable === true ? call('nullable', inner) : inner
}

function pointerOf(node: Extract<SchemaNode, { pointer: unknown }>, types: Types): Expression {
  const { pointer } = node
  const name = typeof pointer === 'object' && 'type' in pointer ? pointer.type : undefined
  const isReference = node.const === true && name !== undefined && types[name]?.kind === 'prefix'
  if (isReference) return call('prefixRef', reference(name))
  if (pointer === 'c_char' && node.const === true) return exported('cString')
  return call(node.const === true ? 'constPointer' : 'pointer', typeOf(pointer, types))
}

function functionOf({ fn }: Fn, types: Types): Expression {
  const entries = fn.params.map((one): Entry => ({ key: one.name, value: typeOf(one.type, types) }))
  const parameters = parameterList(entries)
  const returns = fn.returns === 'void' ? undefined : typeOf(fn.returns, types)
  const rest = optional({ variadic: fn.variadic && { kind: 'boolean', value: true } })
  if (rest.length > 0) return call('fn', parameters, returns ?? exported('nothing'), ...rest)
  return returns === undefined ? call('fn', parameters) : call('fn', parameters, returns)
}

function valuesOf(variants: readonly { readonly name: string; readonly value: string }[]): RecordLiteral {
  const value = (digits: string): Expression => {
    const plain = Number(digits)
    return number(Number.isSafeInteger(plain) ? plain : BigInt(digits))
  }
  return options(Object.fromEntries(variants.map((one) => [one.name, value(one.value)])))
}

function optional(parts: Record<string, Expression | 0 | undefined>): Expression[] {
  const given = Object.entries(parts).filter(
    (entry): entry is [string, Expression] => typeof entry[1] === 'object',
  )
  return given.length === 0 ? [] : [options(Object.fromEntries(given))]
}
