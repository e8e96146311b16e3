import {
  call,
  exported,
  list,
  number,
  options,
  text,
  type Entry,
  type Expression,
  type RecordLiteral,
} from '../../import/expression.js'
import type {
  DecodedEnum,
  DecodedField,
  DecodedRepr,
  DecodedType,
} from '../../module/abi-stable/type-layout/decoded-type.js'
import { declarePrefix, truth } from './declare-prefix.js'
import { declaredNames } from './rust-names.js'
import type { Translator } from './translator.js'

/**
 * Declares a type with a name of its own, and gives what refers to it.
 *
 * @internal
 */
export function declareType(to: Translator, type: DecodedType): Expression {
  const { data } = type
  switch (data.kind) {
    case 'prefix':
      return to.declare(type, type.name, (name) => declarePrefix(to, name, type, data))
    case 'struct':
      return to.declare(type, type.name, (name) => ({
        expression: declareStruct(to, name, type, data.fields),
      }))
    case 'union':
      return to.declare(type, type.name, (name) => ({
        expression: call(
          'union',
          text(name),
          fieldsOf(to, data.fields),
          ...remarksOn(name, type, data.fields),
        ),
      }))
    case 'enum':
      return to.declare(type, type.name, (name) => ({ expression: declareEnum(to, name, type, data) }))
    case 'primitive':
    case 'opaque':
      return to.declare(type, type.name, (name) => declareBytes(name, type))
  }
}

/**
 * The fields of a struct, a union or a variant, each on a line of its own.
 *
 * @internal
 */
export function fieldsOf(to: Translator, fields: readonly DecodedField[], isTall = true): RecordLiteral {
  const names = declaredNames(fields.map((field) => field.name))
  return {
    kind: 'record',
    isTall: isTall && fields.length > 0,
    entries: fields.map((field, index): Entry => ({ key: names[index]!, value: to.field(field) })),
  }
}

function declareStruct(
  to: Translator,
  name: string,
  type: DecodedType,
  fields: readonly DecodedField[],
): Expression {
  const held = fields.filter((field) => field.type.size > 0)
  if (type.repr.kind === 'transparent' && held.length === 1) {
    return call('transparent', text(name), to.field(held[0]!), ...remarksOn(name, type, []))
  }
  if (fields.length === 0) return exported('unit')
  return call('struct', text(name), fieldsOf(to, fields), ...remarksOn(name, type, fields))
}

function declareEnum(to: Translator, name: string, type: DecodedType, data: DecodedEnum): Expression {
  const { variants } = data
  const names = declaredNames(variants.map((variant) => variant.name))
  const isInOrder = variants.every((variant, index) => variant.discriminant === BigInt(index))
  const numbers = (): RecordLiteral =>
    options(
      Object.fromEntries(
        variants.map((variant, index) => [names[index]!, discriminant(variant.discriminant)]),
      ),
    )
  if (variants.every((variant) => variant.fields.length === 0)) {
    const values = isInOrder ? list(names.map(text)) : numbers()
    const open = { ...(data.nonExhaustive === undefined ? {} : { open: truth(true) }), ...named(name, type) }
    const rest = Object.keys(open).length === 0 ? [] : [options(open)]
    return call('enumeration', text(name), integerOf(type.repr), values, ...rest)
  }
  const forms: RecordLiteral = {
    kind: 'record',
    isTall: true,
    entries: variants.map((variant, index): Entry => ({
      key: names[index]!,
      value: fieldsOf(to, variant.fields, false),
    })),
  }
  const more = { ...(isInOrder ? {} : { discriminants: numbers() }), ...named(name, type) }
  const rest = Object.keys(more).length === 0 ? [] : [options(more)]
  return call('taggedUnion', text(name), reprOf(type.repr), forms, ...rest)
}

/** A type of which nobody knows what is inside: as many bytes, aligned in the same way. */
function declareBytes(
  name: string,
  type: DecodedType,
): { readonly expression: Expression; readonly remarks: readonly string[] } {
  const unit = Math.min(type.alignment, 8)
  const word = exported(`u${unit * 8}`)
  const bytes = call('array', word, number(type.size / unit))
  const fields: RecordLiteral = { kind: 'record', isTall: false, entries: [{ key: 'bytes', value: bytes }] }
  return {
    expression: call('struct', text(name), fields, ...remarksOn(name, type, [])),
    remarks: [`What is inside of ${type.name} is not said: only that it takes ${type.size} bytes.`],
  }
}

/** What stands behind the fields: how they are placed, and the name in Rust where it is another one. */
function remarksOn(name: string, type: DecodedType, fields: readonly DecodedField[]): Expression[] {
  const natural = Math.max(1, ...fields.map((field) => field.type.alignment))
  const placement = {
    ...(fields.length > 0 && type.alignment > natural ? { align: number(type.alignment) } : {}),
    ...(type.repr.kind === 'packed' ? { packed: number(type.repr.alignment) } : {}),
  }
  const all = { ...placement, ...named(name, type) }
  return Object.keys(all).length === 0 ? [] : [options(all)]
}

/** Two types of Rust may have one name: those of different modules, and those with different parameters. */
function named(name: string, type: DecodedType): Record<string, Expression> {
  if (name === type.name) return {}
  return { abiStable: options({ name: text(type.name), parameters: list([]) }) }
}

function discriminant(value: bigint): Expression {
  return number(Number.isSafeInteger(Number(value)) ? Number(value) : value)
}

/** The integer of an enum without fields. */
function integerOf(repr: DecodedRepr): Expression {
  return 'integer' in repr ? exported(repr.integer) : exported('c_int')
}

function reprOf(repr: DecodedRepr): Expression {
  if (repr.kind === 'CAndInt') return list([text('C'), exported(repr.integer)])
  return repr.kind === 'int' ? exported(repr.integer) : text('C')
}
