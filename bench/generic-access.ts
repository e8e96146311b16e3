import {
  array,
  bufferMemory,
  f64,
  fieldsOf,
  i16,
  layoutOf,
  locationOf,
  NativeArena,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
} from 'abiding'
import type { Comparison, Contender, Suite } from './harness.js'
import { loop, take } from './loop.js'

const typeCount = 100
const names = ['a', 'b', 'c', 'd', 'e']

/** What a person who reads many types at one place keeps for each kind of field. */
const kinds: readonly { readonly type: AnyType; readonly suffix: string }[] = [
  { type: u8, suffix: 'Uint8' },
  { type: u32, suffix: 'Uint32' },
  { type: f64, suffix: 'Float64' },
  { type: i16, suffix: 'Int16' },
  { type: u16, suffix: 'Uint16' },
]

const places = {
  'native memory': new NativeArena(),
  'shared buffer': bufferMemory(new SharedArrayBuffer(1 << 20)),
}

/** A record of each of many types, whose fields are in other orders. */
function makeRecords(where: keyof typeof places) {
  return Array.from({ length: typeCount }, (_, index) => {
    const kindOf = (place: number): number => (index + place * (1 + (index % 4))) % kinds.length
    const fields = Object.fromEntries(names.map((name, place) => [name, kinds[kindOf(place)]!.type]))
    const type = struct(`Record${index}`, fields)
    const record = places[where].allocate(array(type, 1)).at(0)
    const { memory, offset } = locationOf(record)
    const table = layoutOf(type).fields.map(({ offset }, place) => ({ kind: kindOf(place), offset }))
    return { record, fields: fieldsOf(type), table, memory, offset, view: memory.view }
  })
}

const cases = (code: (suffix: string) => string): string =>
  kinds.map(({ suffix }, kind) => `case ${kind}: ${code(suffix)}; break;`).join(' ')

const eachField = (list: string, body: string): string =>
  `for (let k = 0; k < ${names.length}; k++) { const field = ${list}[k]; ${body} }`

const readByHand = `const { view, offset, table } = records[i];
  ${eachField(
    'table',
    `const p = offset + field.offset; let value;
     switch (field.kind) { ${cases((suffix) => `value = view.get${suffix}(p, true)`)} }
     ${take('value')}`,
  )}`

const readHandles = `const { memory, offset, fields } = records[i];
  ${eachField('fields', take('field.get(memory, offset)'))}`

const readProperties = `const { record } = records[i]; ${take(...names.map((name) => `record.${name}`))}`

const value = '(i + k) & 127'

const writeByHand = `const { view, offset, table } = records[i];
  ${eachField(
    'table',
    `const p = offset + field.offset;
     switch (field.kind) { ${cases((suffix) => `view.set${suffix}(p, ${value}, true)`)} }`,
  )}`

const writeHandles = `const { memory, offset, fields } = records[i];
  ${eachField('fields', `field.set(memory, offset, ${value})`)}`

const writeProperties = `const { record } = records[i];
  ${names.map((name, k) => `record.${name} = (i + ${k}) & 127;`).join(' ')}`

function compare(operation: 'read' | 'write', where: keyof typeof places): Comparison {
  const contender = (name: string, read: string, write: string, atMost?: number): Contender => {
    const scope = { records: makeRecords(where) }
    const body = operation === 'read' ? read : write
    const after = operation === 'read' ? '' : `{ const i = ${typeCount - 1}; ${read} }`
    loop(scope, { count: typeCount, body: write })(1)
    const run = loop(scope, { count: typeCount, body, after })
    return { name, run, ...(atMost === undefined ? {} : { atMost }) }
  }
  return {
    name: `${operation} 5 fields of ${typeCount} types at one place, ${where}`,
    operations: typeCount * names.length,
    contenders: [
      contender('DataView, tables of offsets and kinds', readByHand, writeByHand),
      contender('fieldsOf', readHandles, writeHandles, 2),
      contender('properties of accessors', readProperties, writeProperties),
    ],
  }
}

/** One place in a program that handles values of many types. */
export function genericAccess(): Suite {
  return {
    name: 'generic-access',
    title: `Code for any type, over ${typeCount} types, against a DataView with tables of offsets and kinds`,
    comparisons: (['native memory', 'shared buffer'] as const).flatMap((where) => [
      compare('read', where),
      compare('write', where),
    ]),
  }
}
