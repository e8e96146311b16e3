// Compares layouts with those of a compiler, and finds the smallest type for which they differ.
import fc from 'fast-check'
import type { ModelTarget } from '../../spec/model/targets.js'
import type { CompoundShape } from './shape-arbitraries.js'

/** The layout of a type with members. Sizes in bytes; where its members begin, in bits, where that is known. */
export interface CompoundLayout {
  readonly size: number
  readonly alignment: number
  readonly offsets: readonly (number | undefined)[]
}

/** Something that computes layouts. */
export type LayoutProvider = (shape: CompoundShape, target: ModelTarget) => CompoundLayout

/** What a compiler says of a shape: of itself and of the types with members inside of it, the innermost first. */
export interface Answer {
  /** What the compiler was given. */
  readonly source: string
  readonly compounds: readonly { readonly shape: CompoundShape; readonly layout: CompoundLayout }[]
}

/** Asks a compiler, once for all shapes. */
export type AskCompiler = (shapes: readonly CompoundShape[]) => readonly Answer[]

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
 * @returns How many offsets were compared.
 */
export function expectSameLayouts(proof: Proof): number {
  const { provider, target, ask, shapes, count, seed } = proof
  const sample = fc.sample(shapes, { numRuns: count, seed })
  const { messages, offsets } = compareLayouts(provider, target, sample, ask(sample))
  const wrong = messages.filter((message) => message !== undefined)
  if (wrong.length === 0) return offsets

  const known = new Map(sample.map((shape, index) => [JSON.stringify(shape), messages[index]]))
  const difference = (shape: CompoundShape): string | undefined => {
    const text = JSON.stringify(shape)
    return known.has(text)
      ? known.get(text)
      : compareLayouts(provider, target, [shape], ask([shape])).messages[0]
  }
  const { counterexample, counterexamplePath, numShrinks } = fc.check(
    fc.property(shapes, (shape) => difference(shape) === undefined),
    { numRuns: count, seed },
  )
  throw new Error(
    [
      `${wrong.length} of ${count} types differ (ABIDING_SEED=${seed}, path ${counterexamplePath})`,
      `the smallest, after shrinking ${numShrinks} times:`,
      counterexample === null ? wrong[0] : difference(counterexample[0]),
    ].join('\n'),
  )
}

/** For each shape what differs; undefined where nothing does. */
export function compareLayouts(
  provider: LayoutProvider,
  target: ModelTarget,
  shapes: readonly CompoundShape[],
  answers: readonly Answer[],
): { readonly messages: readonly (string | undefined)[]; readonly offsets: number } {
  let offsets = 0
  const messages = shapes.map((_, index) => {
    const { source, compounds } = answers[index]!
    for (const { shape, layout: expected } of compounds) {
      const found = provider(shape, target)
      offsets += expected.offsets.length
      if (areSame(expected, found)) continue
      return [
        `${target.name}: the compiler says ${describe(expected)}; found ${describe(found)}`,
        `of ${JSON.stringify(shape)}`,
        source,
      ].join('\n')
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
