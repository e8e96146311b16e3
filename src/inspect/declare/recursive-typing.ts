import {
  formsWithParts,
  type ConstantName,
  type ContainerName,
  type Described,
  type Form,
} from '../../connection/dynamic/described.js'
import { lineWidth } from '../../import/write-expression.js'
import { propertyName } from './trait-expressions.js'

/** Whether the type is that of values that are read, or of those that may be written. */
export type Direction = 'value' | 'input'

type Pair = readonly [value: string, input: string]

const same = (name: string): Pair => [name, name]

/** The types of TypeScript of what is declared by a name alone. */
const constants: Readonly<Record<ConstantName, Pair>> = {
  ...{ i8: same('number'), u8: same('number'), i16: same('number'), u16: same('number') },
  ...{ i32: same('number'), u32: same('number'), f32: same('number'), f64: same('number') },
  ...{ i64: same('bigint'), u64: same('bigint'), i128: same('bigint'), u128: same('bigint') },
  ...{ bool: same('boolean'), char32: same('string'), unit: same('undefined'), string: same('string') },
  ...{ str: same('string'), duration: same('bigint'), ipAddress: same('string') },
  bytes: ['Uint8Array', 'Uint8Array | readonly number[]'],
  systemTime: ['PreciseDate', 'Date'],
  utcTimestamp: ['PreciseDate', 'Date'],
  socketAddress: same('SocketAddress'),
  ioError: same('IoError'),
}

/** The types of TypeScript of what holds others. */
const containers: Readonly<Record<ContainerName, (parts: readonly string[]) => Pair>> = {
  list: ([item]) => [`${grouped(item!)}[]`, `ListInput<${item}>`],
  set: ([item]) => [`Set<${item}>`, `ReadonlySet<${item}>`],
  map: ([key, value]) => [`Map<${key}, ${value}>`, `ReadonlyMap<${key}, ${value}>`],
  option: ([item]) => same(`OptionOf<${item}>`),
  Result: ([ok, err]) => [`ResultOf<${ok}, ${err}>`, `ResultInput<${ok}, ${err}>`],
  tuple: (parts) => [`[${parts.join(', ')}]`, `readonly [${parts.join(', ')}]`],
  boxed: ([item]) => same(item!),
  ref: ([item]) => same(item!),
  slice: ([item]) => same(item!),
}

/** Types of `abiding/connection` that the text of a type may use. */
const used = ['ListInput', 'OptionOf', 'ResultOf', 'ResultInput', 'PreciseDate', 'SocketAddress', 'IoError']

/** Types of TypeScript for types that contain themselves, which a compiler cannot infer. */
export interface RecursiveTyping {
  /** The declarations of the types of values and inputs. */
  readonly declarations: readonly string[]
  /** What they use of `abiding`. */
  readonly imports: readonly string[]
  /** What they use of `abiding/connection`. */
  readonly connection: readonly string[]
}

/**
 * Writes the types of TypeScript of a type that contains itself.
 *
 * @param described - The type.
 * @param nameOf - The name of a type with a declaration of its own.
 * @param isRecursive - Whether a type contains itself, so that its own types are written.
 *
 * @internal
 */
export function recursiveTyping(
  described: Described,
  nameOf: (described: Described) => string,
  isRecursive: (described: Described) => boolean,
): RecursiveTyping {
  const name = nameOf(described)
  const imports = new Set<string>()
  const connection = new Set<string>()
  const spell = (type: Described, direction: Direction): string => {
    const { form, parts } = type
    const choose = ([value, input]: Pair): string => (direction === 'value' ? value : input)
    if (form.kind === 'constant') return choose(constants[form.name])
    if (form.kind === 'container')
      return choose(containers[form.name](parts.map((part) => spell(part, direction))))
    if (form.kind === 'fixedList') return choose(containers.list([spell(parts[0]!, direction)]))
    if (isRecursive(type)) return direction === 'value' ? nameOf(type) : `${nameOf(type)}Input`
    const helper = direction === 'value' ? 'Infer' : 'InputOf'
    imports.add(helper)
    return `${helper}<typeof ${nameOf(type)}>`
  }
  const declare = (direction: Direction): string => {
    const own = direction === 'value' ? name : `${name}Input`
    const prefix = direction === 'value' ? '' : 'readonly '
    const members = (names: readonly string[], parts: readonly Described[]): string[] =>
      names.map((key, index) => `${prefix}${propertyName(key)}: ${spell(parts[index]!, direction)}`)
    return declarationText(own, described.form, described.parts, members)
  }
  const declarations = [declare('value'), declare('input')]
  for (const one of used)
    if (declarations.some((text) => new RegExp(`\\b${one}\\b`).test(text))) connection.add(`type ${one}`)
  return { declarations, imports: [...imports], connection: [...connection] }
}

function declarationText(
  name: string,
  form: Form,
  parts: readonly Described[],
  members: (names: readonly string[], parts: readonly Described[]) => string[],
): string {
  if (form.kind !== 'variants') {
    const fields = form.kind === 'record' ? members(form.fields, parts) : []
    const lines = fields.map((line) => `  ${line}\n`)
    return `export interface ${name} {${lines.length === 0 ? '' : '\n'}${lines.join('')}}`
  }
  const forms = formsWithParts(form, parts).map(
    ([one, own]) => `{ ${[`tag: ${quoted(one.name)}`, ...members(one.fields, own)].join('; ')} }`,
  )
  const [head, flat] = [`export type ${name} =`, forms.join(' | ')]
  if (head.length + 1 + flat.length <= lineWidth) return `${head} ${flat}`
  return flat.length + 2 <= lineWidth
    ? `${head}\n  ${flat}`
    : `${head}\n${forms.map((one) => `  | ${one}`).join('\n')}`
}

function quoted(name: string): string {
  const text = JSON.stringify(name)
  return /['\\]/.test(text) ? text : `'${text.slice(1, -1)}'`
}

function grouped(text: string): string {
  return text.includes(' ') ? `(${text})` : text
}
