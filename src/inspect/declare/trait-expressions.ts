import { liesInMemory } from '../../connection/dynamic/constant-types.js'
import {
  formsWithParts,
  methodsWithParts,
  parameterName,
  type Described,
  type Form,
} from '../../connection/dynamic/described.js'
import { unknownIn } from '../../connection/dynamic/unknown-type.js'
import { discriminantSizeFor } from '../../connection/wire/discriminant-size.js'
import {
  call,
  exported,
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

type FormOf<K extends Form['kind']> = Extract<Form, { kind: K }>

/** Gives the key of a declaration of its own: of a type with a name, or of a trait. */
export type KeyOf = (described: Described) => string

/** How types of each kind are declared where they are mentioned. */
const mentions: {
  readonly [K in Form['kind']]: (form: FormOf<K>, described: Described, keyOf: KeyOf) => Expression
} = {
  constant: ({ name }) => exported(name),
  container: ({ name }, { parts }, keyOf) =>
    call(name, ...parts.map((part) => (name in lending ? lentOf(part, keyOf) : mentionOf(part, keyOf)))),
  fixedList: ({ length }, { parts }, keyOf) => call('fixedList', mentionOf(parts[0]!, keyOf), number(length)),
  record: (_form, described, keyOf) => reference(keyOf(described)),
  variants: (_form, described, keyOf) => reference(keyOf(described)),
  choice: (_form, described, keyOf) => reference(keyOf(described)),
  trait: (_form, described, keyOf) => reference(keyOf(described)),
  object: ({ name }, { parts }, keyOf) => call(name, mentionOf(parts[0]!, keyOf)),
  closure: ({ name, options: flags }, { parts }, keyOf) =>
    call(name, ...signature(parts, keyOf, flagged(flags))),
  future: ({ options: flags }, { parts }, keyOf) =>
    call('future', mentionOf(parts[0]!, keyOf), ...flagged(flags)),
  unknown: () => exported('unit'),
}

/** What may be passed as a pointer. */
const lending = { ref: true, slice: true }

/** Schemas do not tell a wrapper from what it holds; what may be in one is passed as bytes. */
function lentOf(described: Described, keyOf: KeyOf): Expression {
  const mention = mentionOf(described, keyOf)
  return liesInMemory(described) ? call('boxed', mention) : mention
}

/** Whether a type is declared with {@link lentOf}. */
function lendsWrapped({ form, parts }: Described): boolean {
  if (form.kind === 'closure') return parts.some(lendsWrapped)
  return form.kind === 'container' && form.name in lending && parts.some(liesInMemory)
}

/**
 * A type where it is mentioned.
 *
 * @internal
 */
export function mentionOf(described: Described, keyOf: KeyOf): Expression {
  const mention = mentions[described.form.kind] as (
    form: Form,
    described: Described,
    keyOf: KeyOf,
  ) => Expression
  return mention(described.form, described, keyOf)
}

/** How types with a name of their own are declared. */
const declarations: {
  readonly [K in 'record' | 'variants' | 'choice']: (
    form: FormOf<K>,
    parts: readonly Described[],
    keyOf: KeyOf,
  ) => Expression
} = {
  record: ({ name, fields }, parts, keyOf) => call('record', text(name), fieldsOf(fields, parts, keyOf)),
  variants(form, parts, keyOf) {
    const { name, forms, discriminantSize } = form
    const entries = formsWithParts(form, parts).map(([one, own]): Entry => ({
      key: propertyName(one.name),
      value: fieldsOf(one.fields, own, keyOf),
    }))
    return call(
      'variants',
      text(name),
      { kind: 'record', isTall: true, entries },
      ...sizeOf(forms.length, discriminantSize),
    )
  },
  choice: ({ name, names, discriminantSize }) =>
    call('choice', text(name), list(names.map(text)), ...sizeOf(names.length, discriminantSize)),
}

/**
 * The declaration of a type with a name of its own.
 *
 * @internal
 */
export function declarationOf({ form, parts }: Described, keyOf: KeyOf): Expression {
  const declare = declarations[form.kind as keyof typeof declarations] as (
    form: Form,
    parts: readonly Described[],
    keyOf: KeyOf,
  ) => Expression
  return declare(form, parts, keyOf)
}

/** The declaration of a trait, and why methods of it are left out. */
export interface DeclaredTrait {
  /** What declares it. */
  readonly expression: Expression
  /** Remarks for people. */
  readonly remarks: readonly string[]
}

/**
 * The declaration of a trait. Methods of which the definition does not say enough are left out.
 *
 * @internal
 */
export function traitDeclaration({ form, parts }: Described, version: number, keyOf: KeyOf): DeclaredTrait {
  const declared = form as FormOf<'trait'>
  const { name, bounds } = declared
  const remarks: string[] = []
  let isWrapped = false
  const entries = methodsWithParts(declared, parts).flatMap(([method, own]): Entry[] => {
    const reason = unknownAmong(own)
    if (reason !== undefined) {
      remarks.push(`The method ${method.name} is left out: of one of its types, ${reason}.`)
      return []
    }
    isWrapped ||= own.some(lendsWrapped)
    const isFuture = own.at(-1)!.form.kind === 'future'
    const rest = flagged({
      receiver: method.receiver === 'shared' ? undefined : text(method.receiver),
      asyncTrait: method.isAsyncTrait && isFuture ? true : undefined,
    })
    return [{ key: method.name, value: call('method', ...signature(own, keyOf, rest)) }]
  })
  if (isWrapped) {
    remarks.push(
      'What is lent as boxed(…) is passed as bytes, for it may lie in an Arc or the like, which definitions do not show. ' +
        'Where it is the value itself, leave boxed out: then a pointer is passed.',
    )
  }
  const body: Entry[] = [
    { key: 'version', value: number(version) },
    ...(bounds.length === 0 ? [] : [{ key: 'bounds', value: list(bounds.map(text)) }]),
    { key: 'methods', value: { kind: 'record', isTall: entries.length > 0, entries } },
  ]
  return { expression: call('trait', text(name), { kind: 'record', isTall: true, entries: body }), remarks }
}

/** Why a method cannot be declared, if it cannot be. */
function unknownAmong(parts: readonly Described[]): string | undefined {
  return parts.map(unknownIn).find((one) => one !== undefined)
}

/**
 * The types that the declaration of a type mentions. A trait mentions none of the methods that are left out.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function mentionedBy({ form, parts }: Described): readonly Described[] {
  if (form.kind !== 'trait') return parts
  return methodsWithParts(form, parts).flatMap(([, own]) => (unknownAmong(own) === undefined ? own : []))
}

/** The parameters and the result of a method, and options behind them. */
function signature(parts: readonly Described[], keyOf: KeyOf, rest: readonly Expression[]): Expression[] {
  const types = parts.slice(0, -1).map((part) => mentionOf(part, keyOf))
  const parameters = parameterList(
    types.map((value, index): Entry => ({
      key: types.length === 1 ? 'value' : parameterName(index),
      value,
    })),
  )
  const returned = parts.at(-1)!
  const { form } = returned
  const returnsNothing = form.kind === 'constant' && form.name === 'unit'
  if (returnsNothing && rest.length === 0) return [parameters]
  return [parameters, mentionOf(returned, keyOf), ...rest]
}

function fieldsOf(names: readonly string[], parts: readonly Described[], keyOf: KeyOf): RecordLiteral {
  return {
    kind: 'record',
    isTall: names.length > 0,
    entries: names.map((name, index) => ({
      key: propertyName(name),
      value: mentionOf(parts[index]!, keyOf),
    })),
  }
}

/** The number of a form takes as many bytes as forms need, unless Rust says more. */
function sizeOf(count: number, size: number): Expression[] {
  return size === discriminantSizeFor(count) ? [] : [options({ discriminantSize: number(size) })]
}

function flagged(flags: Readonly<Record<string, boolean | Expression | undefined>>): Expression[] {
  const set = Object.entries(flags).flatMap(([key, flag]) =>
    flag === undefined || flag === false
      ? []
      : [[key, flag === true ? { kind: 'boolean' as const, value: true } : flag] as const],
  )
  return set.length === 0 ? [] : [options(Object.fromEntries(set))]
}

/**
 * A name as the key of an object: names of a peer may hold anything.
 *
 * @internal
 */
export function propertyName(name: string): string {
  return /^(?:[A-Za-z_$][\w$]*|0|[1-9]\d{0,8})$/.test(name) ? name : JSON.stringify(name)
}
