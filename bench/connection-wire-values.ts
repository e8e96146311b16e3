import { bool, f64, u32 } from 'abiding'
import { list, record, string, type WireType } from 'abiding/connection'

/** The type of a field of a message: a scalar, a message by its name, or many of one of them. */
export type FieldKind = 'double' | 'bool' | 'string' | 'u32' | { readonly message: string }

/** A message: its fields, and which of them are there many times over. */
export interface MessageDescription {
  readonly name: string
  readonly fields: Readonly<Record<string, FieldKind | readonly [FieldKind]>>
}

/** A value that every format writes and reads. */
export interface Subject {
  /** What it is, after "write" and "read". */
  readonly name: string
  readonly value: object
  /** A number that depends on all that was read. */
  readonly digest: (value: never) => number
  /** Its type. */
  readonly type: WireType<object>
  /** Its type for formats that are told of types as messages; the last one is that of the value. */
  readonly messages: readonly MessageDescription[]
}

interface Drawing {
  readonly name: string
  readonly layers: readonly {
    readonly id: number
    readonly title: string
    readonly visible: boolean
    readonly points: readonly { readonly x: number; readonly y: number; readonly pen: number }[]
    readonly tags: readonly number[]
  }[]
}

const layerCount = 8
const pointCount = 40

function makeDrawing(): Drawing {
  return {
    name: 'a drawing of some layers',
    layers: Array.from({ length: layerCount }, (_, layer) => ({
      id: layer * 1000,
      title: `layer number ${layer}`,
      visible: layer % 3 !== 0,
      points: Array.from({ length: pointCount }, (_, index) => ({
        x: Math.sin(index + layer) * 100,
        y: Math.cos(index * layer) * 100,
        pen: (index * 7919) % 65_536,
      })),
      tags: Array.from({ length: 20 }, (_, index) => index * index * 50_000),
    })),
  }
}

/** Numbers, for the most part. */
export function drawing(): Subject {
  const Point = record('Point', { x: f64, y: f64, pen: u32 })
  const layer = { id: u32, title: string, visible: bool, points: list(Point), tags: list(u32) }
  return {
    name: `a struct with ${layerCount} structs, each with ${pointCount} structs of three numbers`,
    value: makeDrawing(),
    digest({ name, layers }: Drawing) {
      let sum = name.length
      for (const { id, title, visible, points, tags } of layers) {
        sum += id + title.length + Number(visible)
        for (const { x, y, pen } of points) sum += x + y + pen
        for (const tag of tags) sum += tag
      }
      return sum
    },
    type: record('Drawing', { name: string, layers: list(record('Layer', layer)) }),
    messages: [
      { name: 'Point', fields: { x: 'double', y: 'double', pen: 'u32' } },
      {
        name: 'Layer',
        fields: {
          id: 'u32',
          title: 'string',
          visible: 'bool',
          points: [{ message: 'Point' }],
          tags: ['u32'],
        },
      },
      { name: 'Drawing', fields: { name: 'string', layers: [{ message: 'Layer' }] } },
    ],
  }
}

interface Directory {
  readonly people: readonly {
    readonly name: string
    readonly mail: string
    readonly street: string
    readonly town: string
    readonly remark: string
  }[]
}

const personCount = 1000

const givenNames = ['Ada', 'Jürgen', 'Léa', 'Mary', 'Noé', 'Zoë', 'Åsa', 'Дмитрий', '直子', 'Robert']
const familyNames = ['Lovelace', 'Müller', 'Smith', 'Núñez', 'Okafor', 'Иванова', 'Jones', '田中', 'Taylor']
const streets = ['Long Acre', 'Hauptstraße', 'Rue de la Paix', 'Main Street', 'Calle del Ángel', 'Broad Walk']
const towns = [
  'London',
  'Zürich',
  'Bristol',
  'Málaga',
  'Kraków',
  'Boston',
  'Toronto',
  '京都市左京区',
  'Leeds',
]
const remarks = [
  'call before noon',
  'prefers letters – not mail',
  'left the club two years ago',
  'pays 20 € a month',
  'knows everybody who matters in town',
  'new 🎉 this year',
]

function makeDirectory(): Directory {
  const at = (texts: readonly string[], index: number): string => texts[index % texts.length]!
  return {
    people: Array.from({ length: personCount }, (_, index) => ({
      name: `${at(givenNames, index)} ${at(familyNames, index * 7 + 1)}`,
      mail: `user${index * 31}@mail${index % 13}.example.org`,
      street: `${at(streets, index * 5)} ${index % 200}`,
      town: at(towns, index * 11),
      remark: at(remarks, index * 3 + (index >> 4)),
    })),
  }
}

/** Short texts alone, of which some are ASCII and some are not. */
export function directory(): Subject {
  const Person = record('Person', {
    name: string,
    mail: string,
    street: string,
    town: string,
    remark: string,
  })
  return {
    name: `a vector of ${personCount} structs of five short texts`,
    value: makeDirectory(),
    digest({ people }: Directory) {
      let sum = people.length
      for (const { name, mail, street, town, remark } of people) {
        for (const text of [name, mail, street, town, remark]) {
          sum += text.length * 31 + text.charCodeAt(0) + text.charCodeAt(text.length - 1)
        }
      }
      return sum
    },
    type: record('Directory', { people: list(Person) }),
    messages: [
      {
        name: 'Person',
        fields: { name: 'string', mail: 'string', street: 'string', town: 'string', remark: 'string' },
      },
      { name: 'Directory', fields: { people: [{ message: 'Person' }] } },
    ],
  }
}
