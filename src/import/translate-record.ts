import type { CType } from './c-type.js'
import type { Alignment, CField, CRecord } from './declarations.js'
import { call, exported, number, options, text, type Entry, type Expression } from './expression.js'
import type { ImportedDeclaration } from './imported.js'
import { declarableName } from './names.js'
import { anonymousName } from './naming.js'
import type { Translator } from './translator.js'
import { orElse, Unsayable } from './unsayable.js'

/**
 * Says a struct or union.
 *
 * @internal
 */
export function translateRecord(record: CRecord, translator: Translator): ImportedDeclaration {
  const { names } = translator.options
  const name = names.nameOf(record.key)
  const fields = record.fields ?? []
  const packed = packingOf(record)
  const entries = translateFields(record, fields, packed, translator)
  const align = numberOf(record.alignment)
  const optional = options({
    doc: record.doc === undefined ? undefined : text(record.doc),
    align: align === undefined ? undefined : number(align),
    packed: packed === undefined ? undefined : number(packed),
  })
  return {
    key: record.key,
    name,
    expression:
      // GNU C has structs without fields, which take no bytes.
      fields.length === 0
        ? exported('unit')
        : call(
            record.tag,
            text(name),
            { kind: 'record', isTall: true, entries },
            ...(optional.entries.length === 0 ? [] : [optional]),
          ),
    needs: fields.flatMap((field) => translator.lookup.needed(field.type) ?? []),
    spelling: names.spellingOf(record.key),
    proof: 'layout',
    renamedFrom: record.name === undefined || record.name === name ? undefined : record.name,
  }
}

function translateFields(
  record: CRecord,
  fields: readonly CField[],
  packed: number | undefined,
  translator: Translator,
): Entry[] {
  // A struct without a name stands inside of another type, which has to have a size.
  const isOnItsOwn = record.tag === 'struct' && translator.options.names.spellingOf(record.key) !== undefined
  const taken = new Set(fields.flatMap((field) => field.name ?? []))
  let anonymous = 0
  let unnamed = 0
  return fields.map((field, index) => {
    const isPadding = field.name === undefined && field.width !== undefined
    const name = field.name ?? (isPadding ? `$${unnamed++}` : anonymousName(anonymous++))
    taken.delete(field.name ?? '')
    const key = isPadding ? name : declarableName(name, (one) => taken.has(one))
    taken.add(key)
    const remarks: string[] = field.name === undefined || key === name ? [] : [`In C: ${name}`]
    // A struct without a name stands inside of another type, which has to have a size.
    const isLast = isOnItsOwn && index === fields.length - 1 && index > 0
    const canFlex = isLast && isFlexible(field.type, record.key, translator)
    const value = orElse(
      () => withDecorations(field, packed, translator, fieldType(field, canFlex, translator, remarks)),
      (reason) => {
        throw new Unsayable(`of its field ${name}: ${reason}`)
      },
    )
    return { key, value, remarks }
  })
}

/** `[]`, and `[0]` unless it is there to take no room: behind a typedef, or in a struct inside of another one. */
function isFlexible(type: CType, key: string, { lookup }: Translator): boolean {
  const resolved = lookup.resolve(type)
  if (resolved.kind !== 'array') return false
  return (
    resolved.length === undefined || (type.kind === 'array' && type.length === 0 && !lookup.isEmbedded(key))
  )
}

function fieldType(
  { type }: CField,
  canFlex: boolean,
  translator: Translator,
  remarks: string[],
): Expression {
  const resolved = translator.lookup.resolve(type)
  if (canFlex && resolved.kind === 'array')
    return call('flexibleArray', translator.value(resolved.of, remarks))
  return translator.value(type, remarks)
}

function withDecorations(
  field: CField,
  packed: number | undefined,
  translator: Translator,
  type: Expression,
): Expression {
  if (field.width !== undefined) {
    const isPadding = field.name === undefined
    const bits = call(isPadding ? 'unnamedBits' : 'bits', type, number(field.width))
    if (field.alignment !== undefined) throw new Unsayable('a bit field with an alignment of its own')
    return isPadding ? bits : withDoc(field, bits)
  }
  // What a typedef asks for counts as little in a packed struct as what the type itself needs.
  const byType = packed === 1 ? undefined : translator.lookup.alignmentOf(field.type)
  const asked = [numberOf(field.alignment), numberOf(byType)].filter((one) => one !== undefined)
  if (asked.length === 0) return withDoc(field, type)
  return withDoc(field, call('aligned', type, number(Math.max(...asked))))
}

function withDoc({ doc }: CField, type: Expression): Expression {
  return doc === undefined ? type : call('doc', text(doc), type)
}

function packingOf({ packed, fields = [] }: CRecord): number | undefined {
  if (packed !== undefined) return packed
  const some = fields.filter((field) => field.isPacked)
  if (some.length === 0) return undefined
  if (some.length === fields.length) return 1
  throw new Unsayable('only some of its fields are packed')
}

function numberOf(alignment: Alignment | undefined): number | undefined {
  if (alignment === 'unknown') throw new Unsayable('its alignment is not a number')
  return alignment
}
