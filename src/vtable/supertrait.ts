import { DeclarationError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'

/** How a trait object lies in memory: with its table first, or with its object first. */
export type TraitObjectForm = 'RObject' | 'DynTrait'

interface SupertraitRule {
  /** Only objects of this form have it; both where it is left out. */
  readonly form?: TraitObjectForm
  /** What it builds upon. */
  readonly needs?: readonly Supertrait[]
  /** The names of its methods in TypeScript. */
  readonly methods?: readonly string[]
}

/**
 * What an object can do whatever its trait is, named as in Rust. `Send`, `Sync` and `Unpin` say something about threads
 * and memory and have no methods; neither have `Error` and `Eq`.
 */
export type Supertrait =
  | 'Send'
  | 'Sync'
  | 'Unpin'
  | 'Clone'
  | 'Debug'
  | 'Display'
  | 'Error'
  | 'PartialEq'
  | 'Eq'
  | 'PartialOrd'
  | 'Ord'
  | 'Hash'
  | 'Iterator'

const rules: Readonly<Record<Supertrait, SupertraitRule>> = {
  Send: {},
  Sync: {},
  Unpin: {},
  Clone: { methods: ['clone'] },
  Debug: { methods: ['debug'] },
  Display: { methods: ['display'] },
  Error: { needs: ['Debug', 'Display'] },
  PartialEq: { form: 'DynTrait', methods: ['equals'] },
  Eq: { form: 'DynTrait', needs: ['PartialEq'] },
  PartialOrd: { form: 'DynTrait', needs: ['PartialEq'], methods: ['partialCompare'] },
  Ord: { form: 'DynTrait', needs: ['Eq', 'PartialOrd'], methods: ['compare'] },
  Hash: { form: 'DynTrait', methods: ['hash'] },
  Iterator: { form: 'DynTrait', methods: ['next'] },
}

/**
 * The methods in TypeScript that a supertrait brings.
 *
 * @internal
 */
export function methodsOf(supertrait: Supertrait): readonly string[] {
  return rules[supertrait].methods ?? []
}

/** Names that objects have anyway, which no method can have. */
const reserved = ['toString', 'then']

/**
 * Checks the supertraits of a trait: that they exist, that its objects can have them, and that what they build upon is
 * there too.
 *
 * @throws {@link DeclarationError} `ABI-B001`.
 *
 * @see Rule B-4 of the specification.
 *
 * @internal
 */
export function checkSupertraits(
  supertraits: readonly Supertrait[],
  form: TraitObjectForm,
  trait: string,
): void {
  for (const supertrait of supertraits) {
    const rule = Object.hasOwn(rules, supertrait) ? rules[supertrait] : undefined
    if (rule === undefined)
      refuse('not a supertrait', trait, Object.keys(rules).join(', '), describeValue(supertrait))
    if (rule.form !== undefined && rule.form !== form)
      refuse(`objects of the form ${form} do not have this supertrait`, trait, 'form: DynTrait', supertrait)
    const lacking = rule.needs?.filter((needed) => !supertraits.includes(needed)) ?? []
    if (lacking.length > 0)
      refuse(
        'a supertrait without what it builds upon',
        trait,
        `${supertrait} and ${lacking.join(', ')}`,
        supertrait,
      )
  }
}

/**
 * Refuses methods whose names the objects of the trait have for something else.
 *
 * @throws {@link DeclarationError} `ABI-B001`.
 *
 * @see Rule B-4 of the specification.
 *
 * @internal
 */
export function checkMethodNames(
  names: readonly string[],
  supertraits: readonly Supertrait[],
  trait: string,
): void {
  const taken = supertraits.flatMap(methodsOf)
  const bad = names.find((name) => taken.includes(name) || reserved.includes(name) || name.startsWith('$'))
  if (bad !== undefined)
    refuse('objects of the trait have this name for something else', `${trait}.${bad}`, 'another name', bad)
}

function refuse(message: string, path: string, expected: string, found: string): never {
  throw new DeclarationError(message, { code: 'ABI-B001', rule: 'B-4', path, expected, found })
}
