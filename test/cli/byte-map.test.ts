// What is drawn is read back from the text, and compared with the scalars that the type consists of (L-7).
import fc from 'fast-check'
import { array, byteMap, f64, layoutOf, struct, targets, u16, u32, u64, u8, type StructType } from 'abiding'
import { expect, test } from 'vitest'
import { drawByteMap } from '../../src/cli/byte-map.js'
import { makePalette } from '../../src/cli/palette.js'
import { runsOf } from '../../src/cli/runs.js'

const target = targets['x86_64-linux']
const plain = makePalette(false)

const scalars = fc.constantFrom(u8, u16, u32, u64, f64)
const arrays = fc
  .tuple(scalars, fc.integer({ min: 1, max: 100 }))
  .map(([type, length]) => array(type, length))
let structs = 0
const { shape } = fc.letrec<{ shape: StructType; field: StructType }>((tie) => ({
  field: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalars, arrays, tie('shape')) as never,
  shape: fc.array(tie('field'), { minLength: 1, maxLength: 8 }).map((types) => {
    const fields = types.map((type, index) => [`${'abcdefgh'[index]}${'x'.repeat(index)}`, type] as const)
    return struct(`S${structs++}`, Object.fromEntries(fields))
  }),
}))
const widths = fc.integer({ min: 40, max: 240 })

/** What a drawing says of every byte: padding, or a field. */
function readMap(lines: readonly string[]): ('padding' | 'field')[] {
  const pitch = /\+0 *(?=\+1)/.exec(lines[0]!)?.[0].length
  const bytes: ('padding' | 'field')[] = []
  for (const line of lines) {
    const [, offset, row] = /^ *(\d+) {2}0x[0-9a-f]+ │(.*)│$/.exec(line) ?? []
    if (row === undefined) continue
    expect(Number(offset)).toBe(bytes.length)
    const folded = /: ([\d ]+) more bytes? *$/.exec(row)?.[1]
    if (folded !== undefined) {
      for (let byte = Number(folded.replaceAll(' ', '')); byte > 0; byte--) bytes.push('field')
      continue
    }
    for (const cell of row.split('│')) {
      const columns = (cell.length + 1) / (pitch ?? cell.length + 1)
      expect(columns % 1).toBe(0)
      for (let column = 0; column < columns; column++) bytes.push(/^·+$/.test(cell) ? 'padding' : 'field')
    }
  }
  return bytes
}

/** The same from the scalars alone. */
function expected(type: StructType): ('padding' | 'field')[] {
  const bytes = Array<'padding' | 'field'>(layoutOf(type, target).size).fill('padding')
  for (const { offset, size } of type.leaves(target)) bytes.fill('field', offset, offset + size)
  return bytes
}

test('every byte is drawn exactly once, as what it is', () => {
  fc.assert(
    fc.property(shape, widths, (type, columns) => {
      const lines = drawByteMap(runsOf(type, target), columns, plain)
      expect(readMap(lines), lines.join('\n')).toEqual(expected(type))
    }),
  )
})

test('every field is named where it begins', () => {
  fc.assert(
    fc.property(shape, widths, (type, columns) => {
      const rows = drawByteMap(runsOf(type, target), columns, plain).filter((line) => line.includes('0x'))
      const names = rows.flatMap((row) => [...row.matchAll(/│ (?![⋮·])([^\s│]+)/g)].map((match) => match[1]!))
      const paths = byteMap(type, target).flatMap((run) => run.path ?? [])
      expect(names.map((name, index) => (isShortFor(name, paths[index]) ? paths[index] : name))).toEqual(
        paths,
      )
    }),
  )
})

function isShortFor(name: string, path = ''): boolean {
  return (
    name === `…${path.slice(path.lastIndexOf('.'))}` ||
    (name.endsWith('…') && path.startsWith(name.slice(0, -1)))
  )
}

/** The directions in which a character of a box leads. */
const arms: Record<string, string> = {
  '│': 'ud',
  '─': 'lr',
  '┌': 'dr',
  '┐': 'dl',
  '└': 'ur',
  '┘': 'ul',
  '├': 'udr',
  '┤': 'udl',
  '┬': 'dlr',
  '┴': 'ulr',
  '┼': 'udlr',
}

test('every line of a box leads to another one', () => {
  fc.assert(
    fc.property(shape, widths, (type, columns) => {
      const [, ...lines] = drawByteMap(runsOf(type, target), columns, plain)
      const leads = (line: number, column: number, to: string): boolean =>
        (arms[lines[line]?.[column] ?? ''] ?? '').includes(to)
      for (let line = 0; line < lines.length; line++)
        for (let column = 0; column < lines[line]!.length; column++) {
          if (leads(line, column, 'r') !== leads(line, column + 1, 'l')) expect.fail(lines.join('\n'))
          if (leads(line, column, 'd') !== leads(line + 1, column, 'u')) expect.fail(lines.join('\n'))
        }
    }),
  )
})

test('no line is wider than the terminal, where that can be', () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 64, max: 240 }), (type, columns) => {
      for (const line of drawByteMap(runsOf(type, target), columns, plain))
        expect(line.length).toBeLessThanOrEqual(columns)
    }),
  )
})

test('the number of lines does not grow with the length of an array', () => {
  const linesOf = (length: number): number =>
    drawByteMap(runsOf(struct('Long', { head: u16, bytes: array(u8, length), tail: u32 }), target), 80, plain)
      .length
  expect(linesOf(1_000_000_000)).toBe(linesOf(1_000))
})
