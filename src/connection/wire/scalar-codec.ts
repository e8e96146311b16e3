import { compile, mayGenerateCode } from '../../layout/accessor/code-generation.js'
import { refuserOf, type ScalarForm } from './scalar-forms.js'
import type { ScalarSource } from './scalar-source.js'
import type { WireCodec } from './wire-type.js'

/**
 * How a scalar is written and read: code that was made for it, or functions where code may not be made.
 *
 * @param form - The scalar.
 * @param generate - Whether to make code.
 *
 * @see Rules W-1 and W-2 of the specification.
 *
 * @internal
 */
export function scalarCodec(form: ScalarForm, generate = mayGenerateCode()): WireCodec {
  const refuse = refuserOf(form)
  const { size, isRounded } = form
  const isPlain = isRounded !== true
  if (generate) {
    const source: ScalarSource = { ...form.source, size, refuse }
    return { smallest: size, isPlain, ...generated(source), source }
  }
  const check = (value: unknown): void => {
    if (!form.accepts(value)) refuse(value)
  }
  return {
    smallest: size,
    isPlain,
    check,
    write(writer, value: unknown) {
      check(value)
      const at = writer.take(size)
      form.set(writer.view, at, value as never)
    },
    read: (reader) => form.get(reader.view, reader.take(size)),
  }
}

function generated(source: ScalarSource): Pick<WireCodec, 'write' | 'read' | 'check'> {
  const { size, scope, accepts, set, get, refuse } = source
  const body = `
    const check = (value) => { if (!(${accepts('value')})) refuse(value) }
    const write = (writer, value) => {
      if (!(${accepts('value')})) refuse(value)
      const at = writer.take(${size}), { view } = writer
      ${set('value', 'at')}
    }
    const read = (reader) => {
      const at = reader.take(${size}), { view } = reader
      return ${get('at')}
    }
    return { check, write, read }`
  return compile(body, { ...scope, refuse }) as Pick<WireCodec, 'write' | 'read' | 'check'>
}
