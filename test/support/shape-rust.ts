// Rust definitions of shapes.
import type { MemberShape, RecordShape, ScalarName, Shape } from '../../spec/model/shapes.js'
import { hasNoBytes } from './answers-in-c.js'
import type { CompoundShape } from './shape-arbitraries.js'
import { memberName } from './shape-c.js'

/** A type with members and the name that it has in a Rust text. */
export interface RustType {
  readonly name: string
  readonly shape: CompoundShape
}

/** A shape in Rust. */
export interface RustDefinition {
  readonly source: string
  /** The types with members, the innermost first. */
  readonly types: readonly RustType[]
}

// C types are named as in core::ffi, for the surrounding text to bring in.
const spelling: { readonly [name in ScalarName]?: string } = {
  bool: 'bool',
  char32: 'char',
  c_size_t: 'usize',
  c_ptrdiff_t: 'isize',
  wchar_t: 'WideChar',
}

/**
 * What Rust can say of a shape: bit fields become ordinary fields, a flexible array one of length 0. Fields have no alignment of
 * their own, and nothing in a packed type has one. Older compilers want a byte in a newtype.
 */
export function withoutC<T extends Shape>(shape: T): T
export function withoutC(shape: Shape): Shape {
  return forRust(shape, false)
}

function forRust(shape: Shape, isPacked: boolean): Shape {
  switch (shape.kind) {
    case 'array':
      return { ...shape, element: forRust(shape.element, isPacked) }
    case 'flexible':
      return { kind: 'array', element: forRust(shape.element, isPacked), length: 0 }
    case 'transparent': {
      const inner = forRust(shape.inner, isPacked)
      return hasNoBytes(inner) ? inner : { ...shape, inner }
    }
    case 'struct':
    case 'union': {
      const { kind, packed, align } = shape
      const within = isPacked || packed !== undefined
      const members = shape.members.map((member): MemberShape => {
        const inner: Shape =
          member.kind === 'bits' ? { kind: 'scalar', scalar: member.unit } : forRust(member.shape, within)
        return { kind: 'field', shape: inner }
      })
      return { kind, members, ...(packed !== undefined ? { packed } : within ? {} : { align }) }
    }
    case 'tagged-union':
      return {
        ...shape,
        variants: shape.variants.map((fields) => fields.map((field) => forRust(field, isPacked))),
      }
    default:
      return shape
  }
}

/** What surrounds the definitions, so that all types can be copied, as fields of unions must be. */
export interface RustDialect {
  /** Attributes of each type. */
  readonly attribute?: string
  /** Attributes of each type with members. */
  readonly compoundAttribute?: string
  /** What stands behind the definition of a type. */
  readonly after?: (name: string) => string
}

/** Defines a shape. The names of all types in it begin with the name. */
export function defineInRust(shape: CompoundShape, name: string, dialect: RustDialect): RustDefinition {
  const lines: string[] = []
  const types: RustType[] = []
  let count = 0
  const define = (shapeOf: CompoundShape | undefined, text: (tag: string) => string): string => {
    const tag = `${name}_${count++}`
    const definition = text(tag)
    if (dialect.attribute !== undefined) lines.push(dialect.attribute)
    if (shapeOf !== undefined) {
      if (dialect.compoundAttribute !== undefined) lines.push(dialect.compoundAttribute)
      types.push({ name: tag, shape: shapeOf })
    }
    lines.push(definition)
    if (dialect.after !== undefined) lines.push(dialect.after(tag))
    return tag
  }
  const fields = (members: readonly MemberShape[]): string =>
    members
      .map((member, index) => {
        if (member.kind === 'bits') throw new Error('Rust has no bit fields')
        return `${memberName(index)}: ${spell(member.shape)}`
      })
      .join(', ')
  const defineRecord = (record: RecordShape): string => {
    const list = fields(record.members)
    const reprs = [
      'C',
      ...(record.packed === undefined ? [] : [`packed(${record.packed})`]),
      ...(record.align === undefined ? [] : [`align(${record.align})`]),
    ]
    return define(record, (tag) => `#[repr(${reprs.join(', ')})]\npub ${record.kind} ${tag} { ${list} }`)
  }
  const defineTaggedUnion = (tagged: Extract<Shape, { kind: 'tagged-union' }>): string => {
    const { repr, variants } = tagged
    const list = variants
      .map((types, index) => {
        if (types.length === 0) return `V${index}`
        return `V${index} { ${fields(types.map((shape) => ({ kind: 'field', shape })))} }`
      })
      .join(', ')
    return define(
      tagged,
      (tag) => `#[repr(${typeof repr === 'string' ? repr : repr.join(', ')})]\npub enum ${tag} { ${list} }`,
    )
  }
  const spell = (inner: Shape): string => {
    switch (inner.kind) {
      case 'scalar':
        return spelling[inner.scalar] ?? inner.scalar
      case 'enumeration':
        return define(undefined, (tag) => `#[repr(${inner.repr})]\npub enum ${tag} { First }`)
      case 'pointer':
        return `*${inner.isConst ? 'const' : 'mut'} u8`
      case 'fn':
        return 'FunctionPointer'
      case 'unit':
        return '()'
      case 'array':
        return `[${spell(inner.element)}; ${inner.length}]`
      case 'flexible':
        throw new Error('Rust has no flexible arrays')
      case 'transparent': {
        const type = spell(inner.inner)
        return define(undefined, (tag) => `#[repr(transparent)]\npub struct ${tag}(${type});`)
      }
      case 'struct':
      case 'union':
        return defineRecord(inner)
      case 'tagged-union':
        return defineTaggedUnion(inner)
    }
  }
  spell(shape)
  return { source: lines.join('\n'), types }
}
