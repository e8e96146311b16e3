import type { Call, Entry, Expression, List, RecordLiteral, StringLiteral } from './expression.js'

/**
 * Columns of a line, as prettier has it in this library's own sources.
 *
 * @internal
 */
export const lineWidth = 110

/**
 * Writes expressions as TypeScript, in the form that prettier gives to them (no semicolons, single quotes, 110 columns).
 *
 * @internal
 */
export class ExpressionWriter {
  readonly #nameOf: (key: string) => string

  /**
   * @param nameOf - The name under which a declaration is exported.
   */
  constructor(nameOf: (key: string) => string) {
    this.#nameOf = nameOf
  }

  /**
   * Writes an expression.
   *
   * @param expression - What to write.
   * @param indent - Columns before the line in which it begins.
   * @param before - Columns that are taken in that line.
   * @param behind - Columns that are taken behind the expression.
   */
  write(expression: Expression, indent: number, before: number, behind: number): string {
    const flat = this.flat(expression)
    if (flat !== undefined && before + flat.length + behind <= lineWidth) return flat
    switch (expression.kind) {
      case 'call':
        return this.#call(expression, indent, before)
      case 'list':
        return this.#list(expression, indent)
      case 'record':
        return this.#record(expression, indent)
      default:
        return flat!
    }
  }

  /** An expression on one line; `undefined` for one that never is. */
  flat(expression: Expression): string | undefined {
    switch (expression.kind) {
      case 'exported':
        return expression.name
      case 'reference':
        return this.#nameOf(expression.to) + (expression.member === undefined ? '' : `.${expression.member}`)
      case 'string':
        return quote(expression)
      case 'number':
        return typeof expression.value === 'bigint' ? `${expression.value}n` : String(expression.value)
      case 'boolean':
        return String(expression.value)
      case 'call':
        return join(`${expression.callee}(`, this.#allFlat(expression.arguments), ')')
      case 'list':
        return join('[', this.#allFlat(expression.items), ']')
      case 'record': {
        const { entries, isTall } = expression
        if (entries.length === 0) return '{}'
        if (isTall || entries.some((entry) => entry.isLate ?? entry.remarks?.length)) return undefined
        const values = this.#allFlat(entries.map((entry) => entry.value))
        return join(
          '{ ',
          values?.map((value, index) => `${entries[index]!.key}: ${value}`),
          ' }',
        )
      }
    }
  }

  #allFlat(expressions: readonly Expression[]): string[] | undefined {
    const all = expressions.map((one) => this.flat(one))
    return all.includes(undefined) ? undefined : (all as string[])
  }

  #call({ callee, arguments: args }: Call, indent: number, before: number): string {
    const first = this.#allFlat(args.slice(0, -1))
    const last = args.at(-1)!
    if (first !== undefined && canHug(last) && args.at(-2)?.kind !== last.kind) {
      const head = `${callee}(${first.map((one) => `${one}, `).join('')}`
      if (before + head.length < lineWidth) return `${head}${this.#broken(last, indent)})`
    }
    const lines = args.map((one) => this.#line(indent + 2, this.write(one, indent + 2, indent + 2, 1)))
    return `${callee}(\n${lines.join('')}${' '.repeat(indent)})`
  }

  #broken(expression: List | RecordLiteral, indent: number): string {
    return expression.kind === 'list' ? this.#list(expression, indent) : this.#record(expression, indent)
  }

  #list({ items }: List, indent: number): string {
    const lines = items.map((one) => this.#line(indent + 2, this.write(one, indent + 2, indent + 2, 1)))
    return `[\n${lines.join('')}${' '.repeat(indent)}]`
  }

  #record({ entries }: RecordLiteral, indent: number): string {
    const lines = entries.map((entry) => this.#entry(entry, indent + 2))
    return `{\n${lines.join('')}${' '.repeat(indent)}}`
  }

  #entry({ key, value, remarks = [], isLate }: Entry, indent: number): string {
    const margin = ' '.repeat(indent)
    const above = remarks.map((remark) => `${margin}// ${remark}\n`).join('')
    if (isLate === true) {
      const result = this.write(value, indent + 2, indent + 2 + 'return '.length, 0)
      return `${above}${margin}get ${key}() {\n${margin}  return ${result}\n${margin}},\n`
    }
    const head = `${key}: `
    const written = this.write(value, indent, indent + head.length, 1)
    // Prettier puts a long string on a line of its own, unless the key is very short.
    const breaks =
      value.kind === 'string' && key.length >= 5 && indent + head.length + written.length + 1 > lineWidth
    return above + this.#line(indent, breaks ? `${key}:\n${margin}  ${written}` : head + written)
  }

  #line(indent: number, text: string): string {
    return `${' '.repeat(indent)}${text},\n`
  }
}

function canHug(expression: Expression): expression is List | RecordLiteral {
  if (expression.kind === 'list') return expression.items.length > 0
  return expression.kind === 'record' && expression.entries.length > 0
}

function join(open: string, parts: readonly string[] | undefined, close: string): string | undefined {
  return parts === undefined ? undefined : `${open}${parts.join(', ')}${close}`
}

/** As prettier does: single quotes, unless the text has more of them than of double ones. */
function quote({ value }: StringLiteral): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replace(
      /[\n\r\t\u2028\u2029\0]/g,
      (one) => escapes[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  const single = value.split("'").length
  const double = value.split('"').length
  const mark = single > double ? '"' : "'"
  return `${mark}${escaped.replaceAll(mark, `\\${mark}`)}${mark}`
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
