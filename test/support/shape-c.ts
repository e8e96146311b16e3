// C definitions of shapes, and how what a compiler says of them is read.
import {
  cIntegers,
  type MemberShape,
  type RecordShape,
  type ScalarName,
  type Shape,
} from '../../spec/model/shapes.js'
import { expandTaggedUnion } from '../../spec/model/tagged-union.js'
import type { CompoundLayout } from './layout-proof.js'
import type { CompoundShape } from './shape-arbitraries.js'

/** A struct or union of a C text. */
export interface CRecord {
  /** Its tag. */
  readonly name: string
  readonly shape: RecordShape
}

/** A type with members, which may stand inside of another one, and its layout in terms of the records of a C text. */
export interface Claim {
  readonly shape: CompoundShape
  readonly read: (layouts: ReadonlyMap<string, CompoundLayout>) => CompoundLayout
}

/** A shape in C. */
export interface CDefinition {
  readonly source: string
  readonly records: readonly CRecord[]
  /** What can be compared, the innermost types first. */
  readonly claims: readonly Claim[]
}

const spelling: { readonly [name in ScalarName]?: string } = {
  ...cIntegers,
  i8: 'signed char',
  i16: 'short',
  i32: 'int',
  i64: 'long long',
  i128: '__int128',
  u8: 'unsigned char',
  u16: 'unsigned short',
  u32: 'unsigned int',
  u64: 'unsigned long long',
  u128: 'unsigned __int128',
  isize: '__PTRDIFF_TYPE__',
  usize: '__SIZE_TYPE__',
  f32: 'float',
  f64: 'double',
  bool: '_Bool',
  char32: 'unsigned int',
}

/** Members are called f0, f1 and so on. */
export const memberName = (index: number): string => `f${index}`

/** Defines a shape. The tags of all records in it begin with the name. */
export function defineInC(shape: CompoundShape, name: string): CDefinition {
  const lines: string[] = []
  const records: CRecord[] = []
  const claims: Claim[] = []
  let count = 0
  const nextName = (): string => `${name}_${count++}`

  const declare = (inner: Shape, declarator: string): string => {
    switch (inner.kind) {
      case 'scalar':
        return `${spelling[inner.scalar]} ${declarator}`
      case 'enumeration':
        return `${spelling[inner.repr]} ${declarator}`
      case 'pointer':
        return `${inner.isConst ? 'const ' : ''}void *${declarator}`
      case 'fn':
        return `void (*${declarator})(void)`
      case 'unit':
        return `char ${declarator}[0]`
      case 'array':
        return declare(inner.element, `${declarator}[${inner.length}]`)
      case 'flexible':
        return declare(inner.element, `${declarator}[]`)
      case 'transparent': {
        const alias = nextName()
        lines.push(`typedef ${declare(inner.inner, alias)};`)
        return `${alias} ${declarator}`
      }
      case 'struct':
      case 'union':
        return `${inner.kind} ${defineRecord(inner).name} ${declarator}`
      case 'tagged-union': {
        const { kind, name: tag } = defineTaggedUnion(inner)
        return `${kind} ${tag} ${declarator}`
      }
    }
  }
  const declareMember = (member: MemberShape, index: number): string => {
    if (member.kind === 'field') {
      const align = member.align === undefined ? '' : ` __attribute__((aligned(${member.align})))`
      return `  ${declare(member.shape, memberName(index))}${align};`
    }
    return `  ${spelling[member.unit]} ${member.isNamed ? memberName(index) : ''}:${member.width};`
  }
  const write = (record: RecordShape, members: readonly string[]): CRecord => {
    const tag = nextName()
    const align = record.align === undefined ? '' : `__attribute__((aligned(${record.align}))) `
    if (record.packed !== undefined) lines.push(`#pragma pack(push, ${record.packed})`)
    lines.push(`${record.kind} ${align}${tag} {`, ...members, '};')
    if (record.packed !== undefined) lines.push('#pragma pack(pop)')
    const defined = { name: tag, shape: record }
    records.push(defined)
    return defined
  }
  const defineRecord = (record: RecordShape): CRecord => {
    const defined = write(record, record.members.map(declareMember))
    claims.push({ shape: record, read: (layouts) => layouts.get(defined.name)! })
    return defined
  }
  const defineTaggedUnion = (tagged: Extract<Shape, { kind: 'tagged-union' }>) => {
    const { shape: outer, payload, preceding, memberOf } = expandTaggedUnion(tagged)
    const variants = payload?.union.members.map((member) => {
      const variant = (member as Extract<MemberShape, { kind: 'field' }>).shape as RecordShape
      return write(variant, variant.members.map(declareMember))
    })
    const union =
      payload &&
      write(
        payload.union,
        variants!.map((variant, index) => `  struct ${variant.name} ${memberName(index)};`),
      )
    const whole =
      union === undefined || payload?.member === undefined
        ? (union ?? write(outer, outer.members.map(declareMember)))
        : write(outer, [declareMember(outer.members[0]!, 0), `  union ${union.name} ${memberName(1)};`])
    claims.push({
      shape: tagged,
      read: (layouts) => {
        const { size, alignment, offsets } = layouts.get(whole.name)!
        const start = payload?.member === undefined ? 0 : offsets[payload.member]!
        const fields = memberOf.flatMap((member) => {
          if (member === undefined || variants === undefined) return []
          const variant = layouts.get(variants[member]!.name)!
          return variant.offsets.slice(preceding).map((offset) => start + offset!)
        })
        return { size, alignment, offsets: [0, ...fields] }
      },
    })
    return { kind: outer.kind, name: whole.name }
  }

  if (shape.kind === 'tagged-union') defineTaggedUnion(shape)
  else defineRecord(shape)
  return { source: lines.join('\n'), records, claims }
}
