import fc, { type Arbitrary } from 'fast-check'
import {
  aligned,
  bits,
  flexibleArray,
  nullable,
  pointer,
  unnamedBits,
  type AnyType,
  type Field,
} from '../../layout/index.js'
import type { Draft } from '../draft.js'
import type { Grammar } from '../grammar.js'
import { enums } from './enums.js'
import { bitFieldBases, integers, type BitFieldBase } from './scalars.js'

/** A field that is not made yet. */
export interface FieldDraft {
  /** Its type, if a type of fixed size stands there and nothing else. */
  readonly type?: Draft
  /** Whether it has a name in C. */
  readonly isNamed: boolean
  /** The property of the declaration. */
  readonly text: (key: string, owner: string) => string
  /** Puts the field into a declaration. */
  readonly define: (fields: object, key: string, owner: () => AnyType) => void
}

function plain(text: string, make: () => Field, isNamed = true): FieldDraft {
  return {
    isNamed,
    text: (key) => `${key}: ${text}`,
    define: (fields, key) => Object.defineProperty(fields, key, { value: make(), enumerable: true }),
  }
}

/** A pointer to the struct that the field stands in. */
const recursive: FieldDraft = {
  isNamed: true,
  text: (key, owner) => `get ${key}() { return nullable(pointer(${owner})) }`,
  define: (fields, key, owner) =>
    Object.defineProperty(fields, key, { get: () => nullable(pointer(owner)), enumerable: true }),
}

function bitFields({ allows }: Grammar): Arbitrary<FieldDraft> {
  // A name for 0, which any width holds: a field that can hold no value would be useless.
  const ofEnum = enums(integers, 1, fc.constant(0)).map((type): BitFieldBase => ({ type, bits: 8 }))
  const ofScalar = bitFieldBases(allows)
  const bases = allows('enum') ? fc.oneof({ weight: 6, arbitrary: ofScalar }, ofEnum) : ofScalar
  return bases.chain(({ type, bits: most }) => {
    const named = fc
      .integer({ min: 1, max: most })
      .map((width) => plain(`bits(${type.text}, ${width})`, () => bits(type.build(), width)))
    const unnamed = fc
      .integer({ min: 0, max: most })
      .map((width) =>
        plain(`unnamedBits(${type.text}, ${width})`, () => unnamedBits(type.build(), width), false),
      )
    return fc.oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: named },
      { weight: 1, arbitrary: unnamed },
    )
  })
}

function alignedFields({ values }: Grammar, depth: number): Arbitrary<FieldDraft> {
  return fc
    .tuple(values(depth), fc.constantFrom(1, 2, 4, 8, 16, 32))
    .map(([type, alignment]) =>
      plain(`aligned(${type.text}, ${alignment})`, () => aligned(type.build(), alignment)),
    )
}

/**
 * The fields of a struct or union.
 *
 * @param isStruct - Whether it is a struct: a field can point to the whole, and there can be bit fields without names.
 *
 * @internal
 */
export function fieldDrafts(grammar: Grammar, depth: number, isStruct: boolean): Arbitrary<FieldDraft> {
  const { allows, values } = grammar
  const simple = values(depth - 1).map((type) => ({ type, ...plain(type.text, () => type.build()) }))
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 8, arbitrary: simple },
    ...(allows('bitField') ? [{ weight: 3, arbitrary: bitFields(grammar) }] : []),
    ...(allows('alignment') ? [{ weight: 1, arbitrary: alignedFields(grammar, depth - 1) }] : []),
    ...(isStruct && allows('recursion') && allows('pointer')
      ? [{ weight: 1, arbitrary: fc.constant(recursive) }]
      : []),
  )
}

/**
 * The last field of a struct without a fixed size.
 *
 * @internal
 */
export function flexibleFields({ values }: Grammar, depth: number): Arbitrary<FieldDraft> {
  return values(depth - 1).map((type) =>
    plain(`flexibleArray(${type.text})`, () => flexibleArray(type.build())),
  )
}

/**
 * The source text of a record of fields, and the record.
 *
 * @internal
 */
export function recordOf(drafts: readonly FieldDraft[]): {
  text: (owner: string) => string
  make: (owner: () => AnyType) => Record<string, Field>
} {
  const keyed = drafts.map((one, index) => ({ one, key: one.isNamed ? `f${index}` : `$${index}` }))
  return {
    text: (owner) => `{ ${keyed.map(({ one, key }) => one.text(key, owner)).join(', ')} }`,
    make(owner) {
      const fields = {}
      for (const { one, key } of keyed) one.define(fields, key, owner)
      return fields
    },
  }
}
