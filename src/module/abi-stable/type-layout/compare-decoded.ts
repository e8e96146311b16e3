import { compareDecodedData } from './compare-decoded-data.js'
import { compareDecodedFields, isReference } from './compare-decoded-fields.js'
import { spellTag, tagsFit } from './compare-tags.js'
import type { DecodedChecks, DecodedRepr, DecodedType } from './decoded-type.js'
import {
  layoutDifference,
  type ComparedPair,
  type ComparedPlace,
  type LayoutDifference,
  type LayoutDifferenceKind,
} from './layout-difference.js'
import { packageVersionsFit } from './package-version.js'
import { spellDecodedType } from './spell-decoded-type.js'

/**
 * Compares two decoded types as `abi_stable`'s own check does when a plugin is loaded: names, packages, sizes,
 * fields, functions with the names of their parameters, lifetimes, tags and required traits. Every difference is reported, each
 * pair of types once.
 *
 * What an author's own checks would say is not known: their code is not run.
 *
 * @param expected - The type as the interface has it, which may be older.
 * @param found - The type as the implementation has it, which may be newer.
 * @returns The differences in the order of the interface; none where the implementation fits.
 *
 * @see Rules A-25 to A-32 of the specification.
 *
 * @example
 * ```ts no-run
 * import { compareDecodedLayouts, decodeTypeLayout, processImage, type Address } from 'abiding'
 *
 * declare const older: Address, newer: Address
 * const image = processImage()
 * for (const one of compareDecodedLayouts(decodeTypeLayout(image, older), decodeTypeLayout(image, newer))) {
 *   console.log(one.kind, one.path, one.expected, one.found)
 * }
 * ```
 */
export function compareDecodedLayouts(expected: DecodedType, found: DecodedType): LayoutDifference[] {
  const named = isReference(expected) ? (expected.phantomFields[0]?.type ?? expected) : expected
  return new DecodedComparison().run({ expected, found, place: { path: spellDecodedType(named) } })
}

/** What the parts of the comparison report to. */
export interface DecodedListener {
  /** Takes a difference. */
  readonly report: (
    kind: LayoutDifferenceKind,
    rule: string,
    place: ComparedPlace,
    expected: unknown,
    found: unknown,
  ) => void
  /** Takes two types that are to be compared too. */
  readonly compare: (pair: ComparedPair) => void
}

class DecodedComparison implements DecodedListener {
  readonly #differences: LayoutDifference[] = []
  readonly #known = new Map<DecodedType, Set<DecodedType>>()
  // Types are compared one after the other, so that long chains of them need no stack.
  readonly #tasks: ComparedPair[] = []
  #mentioned: ComparedPair[] = []

  run(pair: ComparedPair): LayoutDifference[] {
    this.#tasks.push(pair)
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      if (!this.#isNew(task)) continue
      this.#mentioned = []
      this.#compareTypes(task)
      this.#tasks.push(...this.#mentioned.reverse())
    }
    return this.#differences
  }

  readonly report: DecodedListener['report'] = (kind, rule, place, expected, found) => {
    this.#differences.push(layoutDifference(kind, rule, place, String(expected), String(found)))
  }

  readonly compare: DecodedListener['compare'] = (pair) => this.#mentioned.push(pair)

  #isNew({ expected, found }: ComparedPair): boolean {
    let partners = this.#known.get(expected)
    if (partners === undefined) this.#known.set(expected, (partners = new Set()))
    if (partners.has(found)) return false
    partners.add(found)
    return true
  }

  #compareTypes(pair: ComparedPair): void {
    const { expected, found, place } = pair
    const differ = (kind: LayoutDifferenceKind, rule: string, one: unknown, other: unknown): void => {
      if (one !== other) this.report(kind, rule, place, one, other)
    }
    if (expected.name !== found.name) {
      this.report('Name', 'A-26', place, spellDecodedType(expected), spellDecodedType(found))
      return
    }
    if (expected.package !== found.package) {
      this.report('Package', 'A-26', place, expected.package, found.package)
      return
    }
    differ('NonZeroness', 'A-27', spellZeroness(expected), spellZeroness(found))
    differ('ReprAttr', 'A-27', spellRepr(expected.repr), spellRepr(found.repr))
    if (!this.#comparePackageVersions(pair)) return
    this.#compareGenerics(pair)
    compareDecodedFields(
      { pair, context: 'phantom', expected: expected.phantomFields, found: found.phantomFields },
      this,
    )
    const mayGrow = expected.data.kind === 'prefix'
    if (expected.size > found.size || (expected.size < found.size && !mayGrow))
      this.report('Size', 'A-27', place, `${expected.size} bytes`, `${found.size} bytes`)
    differ('Alignment', 'A-27', `${expected.alignment} bytes`, `${found.alignment} bytes`)
    differ('TLDataDiscriminant', 'A-27', expected.data.kind, found.data.kind)
    if (expected.tag !== undefined && !tagsFit(expected.tag, found.tag ?? { kind: 'null' }))
      this.report('TagError', 'A-31', place, spellTag(expected.tag), spellTag(found.tag))
    this.#compareChecks(place, expected.checks, found.checks)
    compareDecodedData(pair, this)
  }

  #comparePackageVersions({ expected, found, place }: ComparedPair): boolean {
    const fit = packageVersionsFit(expected.packageVersion, found.packageVersion)
    if (fit === true) return true
    const kind = fit === undefined ? 'PackageVersionParseError' : 'PackageVersion'
    const [wanted, given] = [expected, found].map((type) => `${type.package} ${type.packageVersion}`)
    this.report(kind, 'A-26', place, wanted, given)
    return fit === false
  }

  #compareGenerics({ expected, found, place }: ComparedPair): void {
    const spell = (type: DecodedType): string =>
      `${type.lifetimeCount} lifetimes, ${type.constants.length} constants`
    if (spell(expected) !== spell(found))
      this.report('GenericParamCount', 'A-28', place, spell(expected), spell(found))
    expected.constants.forEach((constant, index) => {
      const other = found.constants[index]
      if (other === undefined) return
      if (constant.value !== other.value || constant.type.name !== other.type.name)
        this.report('MismatchedConstParam', 'A-28', place, String(constant.value), String(other.value))
      const path = `${place.path} → constant ${index}`
      this.compare({ expected: constant.type, found: other.type, place: { path } })
    })
  }

  #compareChecks(
    place: ComparedPlace,
    expected: DecodedChecks | undefined,
    found: DecodedChecks | undefined,
  ): void {
    if (expected === undefined) return
    if (found === undefined) {
      this.report('NoneExtraChecks', 'A-32', place, spellChecks(expected), 'none')
      return
    }
    if (expected.kind === 'custom' || found.kind === 'custom') return
    const fits =
      expected.auto.join() === found.auto.join() &&
      expected.regular.every((trait) => found.regular.includes(trait))
    if (!fits) this.report('ExtraCheckError', 'A-32', place, spellChecks(expected), spellChecks(found))
  }
}

function spellZeroness({ isNonZero }: DecodedType): string {
  return isNonZero ? 'never all zero' : 'may be all zero'
}

function spellChecks(checks: DecodedChecks): string {
  if (checks.kind === 'custom') return 'checks of its own'
  const traits = [...checks.auto, ...checks.regular]
  return traits.length === 0 ? 'no traits' : traits.join(' + ')
}

/**
 * Spells how a type is laid out, as in `repr(C, u8)`.
 *
 * @internal
 */
export function spellRepr(repr: DecodedRepr): string {
  switch (repr.kind) {
    case 'optionNonZero':
      return 'an Option that takes no more room'
    case 'primitive':
      return 'a primitive type'
    case 'CAndInt':
      return `repr(C, ${repr.integer})`
    case 'int':
      return `repr(${repr.integer})`
    case 'packed':
      return `repr(C, packed(${repr.alignment}))`
    default:
      return `repr(${repr.kind})`
  }
}
