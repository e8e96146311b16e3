import type { Bound } from '../trait/trait.js'
import type { ReceiverKind, Schema } from '../wire/schema.js'
import type { DiscriminantSize } from '../wire/discriminant-size.js'

/** The types that are declared by a name alone. */
export type ConstantName =
  | 'i8'
  | 'u8'
  | 'i16'
  | 'u16'
  | 'i32'
  | 'u32'
  | 'i64'
  | 'u64'
  | 'i128'
  | 'u128'
  | 'f32'
  | 'f64'
  | 'bool'
  | 'char32'
  | 'unit'
  | 'string'
  | 'bytes'
  | 'str'
  | 'duration'
  | 'systemTime'
  | 'utcTimestamp'
  | 'ipAddress'
  | 'socketAddress'
  | 'ioError'

/** The types that are made by a function of the types that they hold. */
export type ContainerName = 'list' | 'set' | 'map' | 'option' | 'Result' | 'tuple' | 'boxed' | 'ref' | 'slice'

/** The ways in which an object of a trait crosses. */
export type ObjectName = 'traitRef' | 'traitMut' | 'boxedTrait'

/** The methods of a trait, in order. Its parts are, for each of them, what it takes, and then what it returns. */
export interface DescribedMethod {
  /** Its name. */
  readonly name: string
  /** How it takes its object. */
  readonly receiver: ReceiverKind
  /** Whether its author made it asynchronous with a macro. */
  readonly isAsyncTrait: boolean
  /** What the peer says of its parameters in order, and of its result behind them, without layouts. */
  readonly schemas: readonly Schema[]
}

/** What a type is, the types that it is made of aside. */
export type Form =
  | { readonly kind: 'constant'; readonly name: ConstantName }
  | { readonly kind: 'container'; readonly name: ContainerName }
  | { readonly kind: 'fixedList'; readonly length: number }
  | { readonly kind: 'record'; readonly name: string; readonly fields: readonly string[] }
  | {
      readonly kind: 'variants'
      readonly name: string
      readonly forms: readonly { readonly name: string; readonly fields: readonly string[] }[]
      readonly discriminantSize: DiscriminantSize
    }
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly names: readonly string[]
      readonly discriminantSize: DiscriminantSize
    }
  | {
      readonly kind: 'trait'
      readonly name: string
      readonly bounds: readonly Bound[]
      readonly methods: readonly DescribedMethod[]
    }
  | { readonly kind: 'object'; readonly name: ObjectName }
  | {
      readonly kind: 'closure'
      readonly name: 'closure' | 'boxedClosure'
      readonly options: { readonly mut: boolean; readonly send: boolean; readonly sync: boolean }
      /** What the peer says of its parameters in order, and of its result behind them, without layouts. */
      readonly schemas: readonly Schema[]
    }
  | {
      readonly kind: 'future'
      readonly options: { readonly send: boolean; readonly sync: boolean; readonly unpin: boolean }
      /** What the peer says of what it gives, without layouts. */
      readonly schema: Schema
    }
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * A type that was made of a schema: data over the functions and constants of `abiding/connection`, of which both wire types
 * and the text of a declaration are made. Types that contain themselves do so here too.
 */
export interface Described {
  /** What it is. */
  readonly form: Form
  /** The types that it is made of: items, fields in order, parameters and the result behind them. */
  readonly parts: readonly Described[]
}

/** A type while it is made. */
export interface Draft extends Described {
  readonly parts: Draft[]
}

/**
 * The name of a parameter: definitions have none.
 *
 * @param index - Its number, from 0.
 *
 * @internal
 */
export function parameterName(index: number): string {
  return `value_${index + 1}`
}

/**
 * Whether a type has a name of its own, by which it is mentioned.
 *
 * @internal
 */
export function isNamed({ form: { kind } }: Described): boolean {
  return kind === 'record' || kind === 'variants' || kind === 'choice' || kind === 'trait'
}

/** A form of an enum, by its name and those of its fields. */
type DescribedForm = Extract<Form, { kind: 'variants' }>['forms'][number]

/**
 * The methods of a trait, each with what it takes and, behind that, what it returns.
 *
 * @internal
 */
export function methodsWithParts(
  { methods }: { readonly methods: readonly DescribedMethod[] },
  parts: readonly Described[],
): readonly (readonly [method: DescribedMethod, parts: readonly Described[]])[] {
  return dealOut(methods, parts, ({ schemas }) => schemas.length)
}

/**
 * The forms of an enum, each with the types of its fields.
 *
 * @internal
 */
export function formsWithParts(
  { forms }: { readonly forms: readonly DescribedForm[] },
  parts: readonly Described[],
): readonly (readonly [form: DescribedForm, parts: readonly Described[]])[] {
  return dealOut(forms, parts, ({ fields }) => fields.length)
}

function dealOut<Owner>(
  owners: readonly Owner[],
  parts: readonly Described[],
  countOf: (owner: Owner) => number,
): readonly (readonly [owner: Owner, parts: readonly Described[]])[] {
  let next = 0
  return owners.map((owner) => [owner, parts.slice(next, (next += countOf(owner)))] as const)
}
