import { compile, mayGenerateCode } from '../../layout/accessor/code-generation.js'
import type { PlannedField } from './fields.js'
import { isList } from './list-value.js'
import { within } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { unfit, type WireCodec } from './wire-type.js'
import type { WireWriter } from './wire-writer.js'

/** Checks, writes and reads some fields one after the other. */
export interface FieldsCode {
  /** Writes the fields of an object. */
  readonly write: (writer: WireWriter, value: any) => void
  /** Reads the fields into a new object. */
  readonly read: (reader: WireReader) => object
  /** Throws what writing would throw. */
  readonly check: (value: any, depth?: number) => void
}

/** What holds the fields. */
interface Holder {
  /** What a value looks like, for errors. */
  readonly expected: string
  /** Whether a value can hold them. */
  readonly accepts: (value: unknown) => boolean
  /** A new value. */
  readonly make: () => Record<string, unknown> | unknown[]
  /** The text of a new value, around the texts of its fields. */
  readonly makeSource: (fields: readonly string[]) => string
  /** The text of a field in that. */
  readonly memberSource: (key: string, value: string) => string
  /** The key of a field as text. */
  readonly keySource: (name: string) => string
  /** How a field stands in paths. */
  readonly segment: (name: string) => string
}

/**
 * How the fields of an object are written and read: code that was made for them, or a loop where code may not be made.
 *
 * @param fields - What becomes of each in the version.
 * @param expected - What a value looks like, for errors.
 * @param tag - The form that the fields belong to, which values name as `tag`.
 * @param generate - Whether to make code.
 *
 * @see Rule W-9 of the specification.
 *
 * @internal
 */
export function fieldsCode(
  fields: readonly PlannedField[],
  expected: string,
  tag?: string,
  generate = mayGenerateCode(),
): FieldsCode {
  const tagged = tag === undefined ? [] : [`tag: ${JSON.stringify(tag)}`]
  const holder: Holder = {
    expected,
    accepts: (value) => typeof value === 'object' && value !== null,
    make: () => (tag === undefined ? {} : { tag }),
    makeSource: (members) => `{ ${[...tagged, ...members].join(', ')} }`,
    memberSource: (key, value) => `${key}: ${value}`,
    keySource: (name) => JSON.stringify(name),
    segment: (name) => `.${name}`,
  }
  return generate ? generatedCode(fields, holder) : loopedCode(fields, holder)
}

/**
 * How the items of a tuple are written and read.
 *
 * @see Rule W-7 of the specification.
 *
 * @internal
 */
export function tupleCode(codecs: readonly WireCodec[], generate = mayGenerateCode()): FieldsCode {
  const { length } = codecs
  const holder: Holder = {
    expected: `an array of ${length} values`,
    accepts: (value) => isList(value) && value.length === length,
    make: () => [],
    makeSource: (members) => `[${members.join(', ')}]`,
    memberSource: (_key, value) => value,
    keySource: (name) => name,
    segment: (name) => `[${name}]`,
  }
  const fields = codecs.map((codec, index) => ({
    ...{ name: String(index), isKept: true, codec },
    supplied: undefined,
  }))
  return generate ? generatedCode(fields, holder) : loopedCode(fields, holder)
}

/** Fields whose bytes have a fixed number, one after the other, or a single other one. */
type Run = readonly (PlannedField & { readonly index: number; readonly codec: WireCodec })[]

/** What is written, in runs: room is taken, or found missing, once for each of them. */
function runsOf(fields: readonly PlannedField[]): Run[] {
  const runs: Run[] = []
  let isOpen = false
  fields.forEach((field, index) => {
    const { codec } = field
    if (codec === undefined) return
    const one = { ...field, codec, index }
    const isFixed = codec.source !== undefined
    if (isFixed && isOpen) runs.push([...runs.pop()!, one])
    else runs.push([one])
    isOpen = isFixed
  })
  return runs
}

function generatedCode(fields: readonly PlannedField[], holder: Holder): FieldsCode {
  const { expected, accepts, segment } = holder
  const scope: Record<string, unknown> = { within, unfit, expected, accepts, segment, refuseShort }
  const members: string[] = []
  fields.forEach(({ name, isKept, codec, supplied }, index) => {
    Object.assign(scope, codec?.source?.scope, {
      [`supplied${index}`]: supplied,
      [`write${index}`]: codec?.write,
      [`read${index}`]: codec?.read,
      [`check${index}`]: codec?.check,
      [`refuse${index}`]: codec?.source?.refuse,
    })
    const value = codec === undefined ? `supplied${index}()` : `value${index}`
    if (isKept) members.push(holder.memberSource(holder.keySource(name), value))
  })
  const runs = runsOf(fields)
  runs.forEach((run, number) => (scope[`run${number}`] = run))
  /** The steps that find the values of a run, and refuse what does not fit. */
  const find = (run: Run, check: (index: number) => string): string =>
    run
      .map(({ name, isKept, codec: { source }, index }) => {
        const value = isKept ? `value[${holder.keySource(name)}]` : `supplied${index}()`
        const test =
          source === undefined
            ? check(index)
            : `if (!(${source.accepts(`value${index}`)})) refuse${index}(value${index})`
        return `name = ${JSON.stringify(name)}; const value${index} = ${value}; ${test}`
      })
      .join('\n')
  const body = `
    const write = (writer, value) => {
      if (!accepts(value)) throw unfit(value, expected)
      let name, at, view
      try {
        ${runs.map((run) => `${find(run, (index) => `write${index}(writer, value${index})`)}\n${storeRun(run)}`).join('\n')}
      } catch (error) { throw within(segment(name), error) }
    }
    const check = (value, depth = 0) => {
      if (!accepts(value)) throw unfit(value, expected)
      let name
      try {
        ${runs.map((run) => find(run, (index) => `check${index}(value${index}, depth)`)).join('\n')}
      } catch (error) { throw within(segment(name), error) }
    }
    const read = (reader) => {
      let name, at, view
      try {
        ${runs.map(loadRun).join('\n')}
        return ${holder.makeSource(members)}
      } catch (error) { throw within(name === undefined ? '' : segment(name), error) }
    }
    return { write, read, check }`
  return compile(body, scope) as FieldsCode
}

/** Writes the values of a run that were found to fit. */
function storeRun(run: Run): string {
  let offset = 0
  const stores = run.flatMap(({ codec: { source }, index }) => {
    if (source === undefined) return []
    const store = source.set(`value${index}`, `at + ${offset}`)
    offset += source.size
    return [store]
  })
  return offset === 0 ? '' : `at = writer.take(${offset}); view = writer.view; ${stores.join('; ')}`
}

function loadRun(run: Run, number: number): string {
  let offset = 0
  const loads = run.map(({ name, codec: { source }, index }) => {
    const load = source === undefined ? `read${index}(reader)` : source.get(`at + ${offset}`)
    offset += source?.size ?? 0
    return `name = ${JSON.stringify(name)}; const value${index} = ${load}`
  })
  if (offset === 0) return loads.join('\n')
  return `
    name = undefined
    if (reader.bytes.length - reader.position < ${offset}) refuseShort(reader, run${number}, segment)
    at = reader.take(${offset}); view = reader.view
    ${loads.join('\n')}`
}

/** Reads some fields one by one where there are not enough bytes for all of them, to find out which of them is at fault. */
function refuseShort(reader: WireReader, run: Run, segment: Holder['segment']): void {
  for (const { name, codec } of run) {
    try {
      codec.read(reader)
    } catch (error) {
      throw within(segment(name), error)
    }
  }
}

function loopedCode(
  fields: readonly PlannedField[],
  { expected, accepts, make, segment }: Holder,
): FieldsCode {
  const visit = (
    value: Readonly<Record<string, unknown>>,
    step: (codec: WireCodec, value: unknown) => void,
  ): void => {
    if (!accepts(value)) throw unfit(value, expected)
    for (const { name, isKept, codec, supplied } of fields) {
      if (codec === undefined) continue
      try {
        step(codec, isKept ? value[name] : supplied!())
      } catch (error) {
        throw within(segment(name), error)
      }
    }
  }
  return {
    write: (writer, value: Readonly<Record<string, unknown>>) =>
      visit(value, (codec, one) => codec.write(writer, one)),
    check: (value: Readonly<Record<string, unknown>>, depth = 0) =>
      visit(value, (codec, one) => codec.check(one, depth)),
    read(reader) {
      const value = make() as Record<string, unknown>
      for (const { name, isKept, codec, supplied } of fields) {
        try {
          const read = codec === undefined ? supplied!() : codec.read(reader)
          if (isKept) value[name] = read
        } catch (error) {
          throw within(segment(name), error)
        }
      }
      return value
    },
  }
}
