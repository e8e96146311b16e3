/**
 * Spells the plain copy of an enum as Rust does for programmers: `Stopped { code: 7 }`.
 *
 * @param value - The name of a form, or an object with its name as `tag` and its fields.
 * @param isLong - Whether each field gets a line of its own.
 *
 * @see Rule T-42 of the specification.
 *
 * @internal
 */
export function spellForm(value: unknown, isLong: boolean): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { tag, ...fields } = value as { readonly tag?: string }
  return spellFields(String(tag), fields, isLong, '')
}

function spellFields(name: string, fields: object, isLong: boolean, indent: string): string {
  const inner = `${indent}    `
  const parts = Object.entries(fields).map(([key, field]) => `${key}: ${spellValue(field, isLong, inner)}`)
  const start = name === '' ? '' : `${name} `
  if (parts.length === 0) return name === '' ? '{}' : name
  if (!isLong) return `${start}{ ${parts.join(', ')} }`
  return `${start}{\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}}`
}

function spellValue(value: unknown, isLong: boolean, indent: string): string {
  if (value === undefined) return 'None'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return `${value as number | bigint | boolean | null}`
  if (value instanceof Error) return JSON.stringify(value.message)
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return `[${[...(value as Iterable<unknown>)].map((one) => spellValue(one, false, indent)).join(', ')}]`
  if (value instanceof Map) return spellFields('', Object.fromEntries(value) as object, isLong, indent)
  const { tag, ...fields } = value as { readonly tag?: string }
  return spellFields(typeof tag === 'string' ? tag : '', fields, isLong, indent)
}
