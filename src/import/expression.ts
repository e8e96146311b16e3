/**
 * A declaration as an expression over the functions and types of this library: the one form from which both the text of a
 * declaration and the types themselves are made.
 */
export type Expression =
  ExportedName | Reference | Call | StringLiteral | NumberLiteral | BooleanLiteral | List | RecordLiteral

/** Something that `abiding` exports, as `u32`. */
export interface ExportedName {
  readonly kind: 'exported'
  readonly name: string
}

/** Another declaration. */
export interface Reference {
  readonly kind: 'reference'
  /** The key of the declaration. */
  readonly to: string
  /** The property of it that is meant, where it is not the declaration itself. */
  readonly member?: string
}

/** A call of a function that `abiding` exports. */
export interface Call {
  readonly kind: 'call'
  readonly callee: string
  readonly arguments: readonly Expression[]
}

/** A string. */
export interface StringLiteral {
  readonly kind: 'string'
  readonly value: string
}

/** A number or bigint. */
export interface NumberLiteral {
  readonly kind: 'number'
  readonly value: number | bigint
}

/** A truth value. */
export interface BooleanLiteral {
  readonly kind: 'boolean'
  readonly value: boolean
}

/** An array. */
export interface List {
  readonly kind: 'list'
  readonly items: readonly Expression[]
}

/** An object. */
export interface RecordLiteral {
  readonly kind: 'record'
  readonly entries: readonly Entry[]
  /** Whether each entry stands on a line of its own, however short it is. */
  readonly isTall: boolean
}

/** One entry of an object. */
export interface Entry {
  readonly key: string
  readonly value: Expression
  /** What stands above the entry. */
  readonly remarks?: readonly string[]
  /** Whether the value is computed when it is asked for, because it mentions what is declared later. */
  readonly isLate?: boolean
}

/**
 * Something that `abiding` exports.
 *
 * @internal
 */
export function exported(name: string): ExportedName {
  return { kind: 'exported', name }
}

/**
 * Another declaration, by its key.
 *
 * @internal
 */
export function reference(to: string): Reference {
  return { kind: 'reference', to }
}

/**
 * A call of a function that `abiding` exports.
 *
 * @internal
 */
export function call(callee: string, ...args: Expression[]): Call {
  return { kind: 'call', callee, arguments: args }
}

/**
 * A string.
 *
 * @internal
 */
export function text(value: string): StringLiteral {
  return { kind: 'string', value }
}

/**
 * A number or bigint.
 *
 * @internal
 */
export function number(value: number | bigint): NumberLiteral {
  return { kind: 'number', value }
}

/**
 * An array.
 *
 * @internal
 */
export function list(items: readonly Expression[]): List {
  return { kind: 'list', items }
}

/**
 * An object whose entries share lines.
 *
 * @internal
 */
export function options(entries: Readonly<Record<string, Expression | undefined>>): RecordLiteral {
  return {
    kind: 'record',
    isTall: false,
    entries: Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
  }
}

/**
 * The parameters of a function or a method. TypeScript keeps the order of one; several are a list of objects with one each.
 *
 * @internal
 */
export function parameterList(entries: readonly Entry[]): RecordLiteral | List {
  const record = (some: readonly Entry[]): RecordLiteral => ({ kind: 'record', isTall: false, entries: some })
  return entries.length < 2 ? record(entries) : list(entries.map((entry) => record([entry])))
}

/**
 * The parts of an expression, one level deep.
 *
 * @internal
 */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments
    case 'list':
      return expression.items
    case 'record':
      return expression.entries.map((entry) => entry.value)
    default:
      return []
  }
}

/**
 * The keys of all declarations that an expression mentions.
 *
 * @internal
 */
export function referencesIn(expression: Expression): string[] {
  if (expression.kind === 'reference') return [expression.to]
  return partsOf(expression).flatMap(referencesIn)
}

/**
 * The names of everything of `abiding` that an expression uses.
 *
 * @internal
 */
export function exportsIn(expression: Expression): string[] {
  const parts = partsOf(expression).flatMap(exportsIn)
  if (expression.kind === 'exported') return [expression.name, ...parts]
  return expression.kind === 'call' ? [expression.callee, ...parts] : parts
}
