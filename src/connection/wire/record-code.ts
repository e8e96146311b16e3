import { compile, mayGenerateCode } from '../../layout/accessor/code-generation.js'
import type { PlannedField } from './fields.js'
import { within } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { unfit } from './wire-type.js'
import type { WireWriter } from './wire-writer.js'

/** Writes and reads some fields one after the other. */
export interface FieldsCode {
  /** Writes the fields of an object. */
  readonly write: (writer: WireWriter, value: any) => void
  /** Reads the fields into a new object. */
  readonly read: (reader: WireReader) => object
}

/**
 * How fields are written and read: code that was made for them, or a loop where code may not be made.
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
  return generate ? generatedCode(fields, expected, tag) : loopedCode(fields, expected, tag)
}

function generatedCode(
  fields: readonly PlannedField[],
  expected: string,
  tag: string | undefined,
): FieldsCode {
  const scope: Record<string, unknown> = { within, unfit, expected }
  const writes: string[] = []
  const reads: string[] = []
  const parts = tag === undefined ? [] : [`tag: ${JSON.stringify(tag)}`]
  fields.forEach(({ name, isKept, codec, supplied }, index) => {
    const key = JSON.stringify(name)
    if (codec !== undefined) {
      Object.assign(scope, { [`write${index}`]: codec.write, [`read${index}`]: codec.read })
      writes.push(`name = ${key}; write${index}(writer, ${isKept ? `value[${key}]` : `supplied${index}()`})`)
      reads.push(`name = ${key}; const value${index} = read${index}(reader)`)
    }
    scope[`supplied${index}`] = supplied
    if (isKept) parts.push(`${key}: ${codec === undefined ? `supplied${index}()` : `value${index}`}`)
  })
  const body = `
    const write = (writer, value) => {
      if (typeof value !== 'object' || value === null) throw unfit(value, expected)
      let name
      try { ${writes.join('; ')} } catch (error) { throw within('.' + name, error) }
    }
    const read = (reader) => {
      let name
      try { ${reads.join('; ')}; return { ${parts.join(', ')} } } catch (error) { throw within('.' + name, error) }
    }
    return { write, read }`
  return compile(body, scope) as FieldsCode
}

function loopedCode(fields: readonly PlannedField[], expected: string, tag: string | undefined): FieldsCode {
  return {
    write(writer, value: Readonly<Record<string, unknown>>) {
      if (typeof value !== 'object' || value === null) throw unfit(value, expected)
      for (const { name, isKept, codec, supplied } of fields) {
        try {
          codec?.write(writer, isKept ? value[name] : supplied!())
        } catch (error) {
          throw within(`.${name}`, error)
        }
      }
    },
    read(reader) {
      const value: Record<string, unknown> = tag === undefined ? {} : { tag }
      for (const { name, isKept, codec, supplied } of fields) {
        try {
          const read = codec === undefined ? supplied!() : codec.read(reader)
          if (isKept) value[name] = read
        } catch (error) {
          throw within(`.${name}`, error)
        }
      }
      return value
    },
  }
}
