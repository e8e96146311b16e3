// Compares layouts with those of a compiler, and finds the smallest type for which they differ.
import fc from 'fast-check'
import type { MemberShape, Shape } from '../../spec/model/shapes.js'
import type { ModelTarget } from '../../spec/model/targets.js'
import type { CompoundShape } from './shape-arbitraries.js'
import { defineInC, type CompoundLayout } from './shape-c.js'
import type { AskCompiler } from './shape-compilers.js'

/** Something that computes layouts. An offset that it does not know is undefined. */
export type LayoutProvider = (shape: CompoundShape, target: ModelTarget) => CompoundLayout

export interface Proof {
  readonly provider: LayoutProvider
  readonly target: ModelTarget
  readonly ask: AskCompiler
  readonly shapes: fc.Arbitrary<CompoundShape>
  readonly count: number
  readonly seed: number
}

/**
 * Compares random types, all in one run of the compiler. Where one differs, fast-check shrinks it and the compiler is asked
 * again for each candidate.
 *
 * @returns How many types and offsets were compared.
 */
export function expectSameLayouts(proof: Proof): { types: number; offsets: number } {
  const { shapes, count, seed } = proof
  const sample = fc.sample(shapes, { numRuns: count, seed }).filter((shape) => isComparable(shape, proof.target))
  const judged = differences(proof, sample)
  if (judged.messages.some((message) => message !== undefined)) {
    const known = new Map(sample.map((shape, index) => [JSON.stringify(shape), judged.messages[index]]))
    fc.assert(
      fc.property(shapes, (shape) => {
        if (!isComparable(shape, proof.target)) return
        const text = JSON.stringify(shape)
        const message = known.has(text) ? known.get(text) : differences(proof, [shape]).messages[0]
        if (message !== undefined) throw new Error(message)
      }),
      { numRuns: count, seed },
    )
    throw new Error(`fast-check did not find again what differs: ${judged.messages.find(Boolean)}`)
  }
  return { types: sample.length, offsets: judged.offsets }
}

/** For each shape what differs; undefined where nothing does. */
function differences({ provider, target, ask }: Proof, shapes: readonly CompoundShape[]) {
  const definitions = shapes.map((shape, index) => defineInC(shape, `R${index}`))
  const layouts = ask(definitions)
  let offsets = 0
  const messages = definitions.map(({ claims, source }) => {
    for (const { shape, read } of claims) {
      const expected = read(layouts)
      const found = provider(shape, target)
      offsets += expected.offsets.length
      if (!areSame(expected, found)) {
        return [
          `${target.name}: the compiler says ${describe(expected)}, found ${describe(found)}`,
          `of ${JSON.stringify(shape)}`,
          `in C:\n${source}`,
        ].join('\n')
      }
    }
    return undefined
  })
  return { messages, offsets }
}

function areSame(expected: CompoundLayout, found: CompoundLayout): boolean {
  return (
    expected.size === found.size &&
    expected.alignment === found.alignment &&
    expected.offsets.length === found.offsets.length &&
    expected.offsets.every((offset, index) => {
      const other = found.offsets[index]
      return offset === undefined || other === undefined || offset === other
    })
  )
}

function describe({ size, alignment, offsets }: CompoundLayout): string {
  return `size ${size}, alignment ${alignment}, bits ${offsets.map((offset) => offset ?? '?').join(' ')}`
}

/**
 * Whether C says the same as we do. A record without bytes is refused by Microsoft's C; clang gives it 4 bytes there, Rust
 * none.
 */
function isComparable(shape: CompoundShape, target: ModelTarget): boolean {
  return target.recordRules !== 'microsoft' || !holdsEmptyRecord(shape)
}

function holdsEmptyRecord(shape: Shape): boolean {
  switch (shape.kind) {
    case 'array':
    case 'flexible':
      return holdsEmptyRecord(shape.element)
    case 'transparent':
      return holdsEmptyRecord(shape.inner)
    case 'struct':
    case 'union':
      return hasNoBytes(shape) || shape.members.some((member) => 'shape' in member && holdsEmptyRecord(member.shape))
    case 'tagged-union':
      // The struct of a variant that has fields, but no bytes, stands beside the tag.
      return shape.variants.some((fields) => (fields.length > 0 && fields.every(hasNoBytes)) || fields.some(holdsEmptyRecord))
    default:
      return false
  }
}

function hasNoBytes(shape: Shape): boolean {
  const isEmpty = (member: MemberShape): boolean =>
    member.kind === 'bits' ? member.width === 0 : hasNoBytes(member.shape)
  switch (shape.kind) {
    case 'unit':
    case 'flexible':
      return true
    case 'array':
      return shape.length === 0 || hasNoBytes(shape.element)
    case 'transparent':
      return hasNoBytes(shape.inner)
    case 'struct':
    case 'union':
      return shape.members.every(isEmpty)
    default:
      return false
  }
}
