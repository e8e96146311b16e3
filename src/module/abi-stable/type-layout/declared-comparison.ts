import { targets, type AnyType } from '../../../layout/index.js'
import type { PrefixType } from '../../../prefix/prefix-type.js'
import type { DecodedFunction, DecodedType } from './decoded-type.js'
import {
  layoutDifference,
  type ComparedPlace,
  type LayoutDifference,
  type LayoutDifferenceKind,
} from './layout-difference.js'

/** The machines that plugins are loaded on: 64 bits, least significant byte first. */
export const pluginTarget = targets['x86_64-linux']

/** A declared type and the decoded one that stands in its place. */
export interface DeclaredPair {
  readonly type: AnyType
  readonly found: DecodedType
  readonly place: ComparedPlace
  /** The functions of the field that is of the type. */
  readonly functions?: readonly DecodedFunction[]
}

/** A declared prefix type and the decoded one that stands in its place. */
export interface DeclaredPrefixPair {
  readonly type: PrefixType
  readonly found: DecodedType
  readonly place: ComparedPlace
}

/** A difference that is told of every place where the two types stand. */
type OwnDifference = readonly [kind: LayoutDifferenceKind, rule: string, expected: unknown, found: unknown]

/** How strict a comparison is. */
export interface LayoutComparisonOptions {
  /** Whether a plugin that has fewer fields of a suffix than the declaration is refused, as `abi_stable` does. */
  readonly strict?: boolean
}

/** Compares one thing after the other: what they contain comes later. */
export interface DeclaredComparers {
  readonly types: (pair: DeclaredPair, comparison: DeclaredComparison) => void
  readonly prefixTypes: (pair: DeclaredPrefixPair, comparison: DeclaredComparison) => void
}

/** What the parts of the comparison with a declaration report to, and what they leave for later. */
export class DeclaredComparison {
  readonly strict: boolean
  readonly differences: LayoutDifference[] = []
  readonly #known = new Map<AnyType | PrefixType, Map<DecodedType, OwnDifference[]>>()
  #own: { readonly place: ComparedPlace; readonly differences: OwnDifference[] } | undefined
  readonly #tasks: (() => void)[] = []
  #mentioned: (() => void)[] = []

  readonly #compare: DeclaredComparers

  constructor({ strict = false }: LayoutComparisonOptions, compare: DeclaredComparers) {
    this.strict = strict
    this.#compare = compare
  }

  /** Takes two types that are to be compared too. */
  types(pair: DeclaredPair): void {
    this.#mentioned.push(() => this.#compare.types(pair, this))
  }

  /** Takes two prefix types that are to be compared too. */
  prefixTypes(pair: DeclaredPrefixPair): void {
    this.#mentioned.push(() => this.#compare.prefixTypes(pair, this))
  }

  /** Takes a difference. */
  report(
    kind: LayoutDifferenceKind,
    rule: string,
    place: ComparedPlace,
    expected: unknown,
    found: unknown,
  ): void {
    if (kind === 'Name' && this.#own?.place === place)
      this.#own.differences.push([kind, rule, expected, found])
    this.differences.push(layoutDifference(kind, rule, place, String(expected), String(found)))
  }

  /** Does all work. It is done one part after the other, so that long chains of types need no stack. */
  run(first: () => void): readonly LayoutDifference[] {
    this.#tasks.push(first)
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      this.#mentioned = []
      task()
      this.#tasks.push(...this.#mentioned.reverse())
    }
    return this.differences
  }

  /**
   * Whether two types were not compared before. If they were, that they are not the same type is told of this place too;
   * what is different inside of them was told once.
   */
  isNew(type: AnyType | PrefixType, found: DecodedType, place: ComparedPlace): boolean {
    let partners = this.#known.get(type)
    if (partners === undefined) this.#known.set(type, (partners = new Map<DecodedType, OwnDifference[]>()))
    const known = partners.get(found)
    if (known === undefined) {
      const differences: OwnDifference[] = []
      partners.set(found, differences)
      this.#own = { place, differences }
      return true
    }
    this.#own = undefined
    for (const [kind, rule, expected, other] of known) this.report(kind, rule, place, expected, other)
    return false
  }
}
