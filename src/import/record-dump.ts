/** A type as clang lays it out. */
export interface ClangLayout {
  /** Bytes. */
  readonly size: number
  /** Bytes. */
  readonly alignment: number
  /** The fields of a struct or union that have a name or are anonymous structs or unions; empty for other types. */
  readonly fields: readonly ClangField[]
  /** Whether an enum has values below zero; `undefined` for other types. */
  readonly isSigned: boolean | undefined
}

/** A field as clang places it. */
export interface ClangField {
  /** Its name; empty for an anonymous struct or union. */
  readonly name: string
  /** Bits from the start of the outermost struct. */
  readonly bitOffset: number
  /** Bits, for a bit field. */
  readonly width: number | undefined
  /** The fields inside of it, where it is a struct or union itself. */
  readonly fields: readonly ClangField[]
}

/**
 * C text that makes clang print the layouts of types: each stands in a struct of its own, between two characters.
 *
 * @param spellings - The types as C spells them.
 * @param isEnum - Whether a type has a sign to ask for.
 *
 * @internal
 */
export function probesFor(spellings: readonly string[], isEnum: (spelling: string) => boolean): string {
  const probe = (spelling: string, index: number): string => {
    const length = isEnum(spelling) ? `1 + ((${spelling})-1 < (${spelling})0)` : '1'
    const name = `${probeName}${index}`
    // Only a layout that is needed is computed, and only then is the whole type known.
    return `struct ${name} { char before; ${spelling} member; char after[${length}]; };\nextern char ${name}_use[sizeof(struct ${name})];\n`
  }
  return `\n${spellings.map(probe).join('')}`
}

const probeName = 'abiding_probe_'
const blockStart = '*** Dumping AST Record Layout'
const line = /^ *(?<byte>\d+)(?::(?:(?<first>\d+)-(?<last>\d+)|-))? \|(?<margin> +)(?<what>.*)$/
const zeroWidth = /^ *\d+:- /

/**
 * Reads the layouts of the probes out of what clang prints for `-fdump-record-layouts`.
 *
 * @param dump - The output of clang.
 * @returns Layouts by the number of the probe.
 *
 * @internal
 */
export function readRecordDump(dump: string): Map<number, ClangLayout> {
  const layouts = new Map<number, ClangLayout>()
  for (const block of dump.split(blockStart)) {
    const number = new RegExp(`^\\s*0 \\| struct ${probeName}(\\d+)$`, 'm').exec(block)?.[1]
    if (number === undefined) continue
    const [, member, after] = readFields(block)
    if (member === undefined || after === undefined) continue
    const start = member.bitOffset
    layouts.set(Number(number), {
      size: (after.bitOffset - start) / 8,
      alignment: start / 8,
      fields: member.fields.map((field) => shift(field, -start)),
      isSigned: after.type === 'char[2]',
    })
  }
  return layouts
}

interface ReadField {
  readonly name: string
  readonly type: string
  readonly bitOffset: number
  readonly width: number | undefined
  readonly fields: ReadField[]
}

/** The indentation says what stands inside of what. */
function readFields(block: string): readonly ReadField[] {
  const root: ReadField[] = []
  const open: ReadField[][] = [root]
  for (const text of block.split('\n')) {
    const groups = line.exec(text)?.groups
    if (groups === undefined) continue
    const { byte = '0', first, last, margin = '', what = '' } = groups
    const depth = (margin.length - 1) / 2
    if (depth === 0) continue
    const isBits = first !== undefined || zeroWidth.test(text)
    const space = what.lastIndexOf(' ')
    const name = what.slice(space + 1)
    const field: ReadField = {
      name,
      type: what.slice(0, space),
      bitOffset: Number(byte) * 8 + Number(first ?? 0),
      width: first === undefined ? undefined : Number(last) - Number(first) + 1,
      fields: [],
    }
    open.length = depth + 1
    open[depth] = field.fields
    // Bits without a name are no field.
    if (!(isBits && name === '')) open[depth - 1]!.push(field)
  }
  return root
}

function shift(field: ReadField, by: number): ClangField {
  return {
    name: field.name,
    bitOffset: field.bitOffset + by,
    width: field.width,
    fields: field.fields.map((one) => shift(one, by)),
  }
}
