// What `abiding show` says of types without fields: enums, and other names for types.
import { c_long, enumeration, i8, opaque, struct, targets, transparent, u32 } from 'abiding'
import { describe, expect, test } from 'vitest'
import { drawNamedValue, isNamedValue, namedValueAsData, type NamedValue } from '../../src/cli/named-value.js'
import { makePalette } from '../../src/cli/palette.js'

const Mood = enumeration('Mood', i8, { low: -1, high: 1 }, { doc: 'How it goes.' })
const Ticket = transparent('Ticket', c_long)
const draw = (type: unknown, target: (typeof targets)[keyof typeof targets]): string =>
  drawNamedValue(type as NamedValue, target, makePalette(false))

describe('a type without fields', () => {
  test('L-33: an enum is drawn with its constants', () => {
    expect(draw(Mood, targets['x86_64-linux'])).toBe(`enum Mood · 1 byte · aligned to 1 · x86_64-linux
How it goes.

  typedef int8_t Mood;
  #define Mood_low ((Mood)-1)
  #define Mood_high ((Mood)1)`)
  })

  test('L-31: another name for a type has the size of that type on the target', () => {
    expect(draw(Ticket, targets['x86_64-windows-msvc'])).toBe(
      `alias Ticket · 4 bytes · aligned to 4 · x86_64-windows-msvc

  typedef long Ticket;`,
    )
  })

  test('L-33: is data for programs', () => {
    expect(namedValueAsData(Mood as unknown as NamedValue, targets.wasm32)).toEqual({
      name: 'Mood',
      kind: 'enum',
      size: 1,
      alignment: 1,
      definition: Mood.definition!.schema(),
    })
  })

  test('L-11: is told from types with fields and from opaque ones', () => {
    expect([Mood, Ticket].every(isNamedValue)).toBe(true)
    expect([struct('S', { a: u32 }), opaque('O')].some(isNamedValue)).toBe(false)
  })
})
