import type { TraitMethod } from '../trait/method.js'
import type { AnyTrait, Bound } from '../trait/trait.js'

/** What a trait that nobody declared is made of. */
export interface HiddenTrait {
  /** Its name, which peers do not compare. */
  readonly name: string
  /** Its only method. */
  readonly method: string
  /** The declaration of the method. */
  readonly declaration: TraitMethod
  /** What its objects must allow. */
  readonly bounds: readonly Bound[]
}

/**
 * The trait that stands behind a closure or a future, in each version that calls are made in. A version has one trait for
 * all time, because peers remember what they were told of it.
 *
 * @param hidden - What it is made of.
 *
 * @see Rule X-20 of the specification.
 *
 * @internal
 */
export function hiddenTrait(hidden: HiddenTrait): (version: number) => AnyTrait {
  const { name, method, declaration, bounds } = hidden
  const versions = new Map<number, AnyTrait>()
  return (version) => {
    let trait = versions.get(version)
    if (trait === undefined) {
      trait = Object.freeze<AnyTrait>({
        declares: 'connectedTrait',
        name,
        version,
        methods: new Map([[method, declaration]]),
        bounds,
        doc: undefined,
      })
      versions.set(version, trait)
    }
    return trait
  }
}

/**
 * The bounds of an object, in the order in which traits list them.
 *
 * @internal
 */
export function boundsOf(options: {
  readonly send?: boolean | undefined
  readonly sync?: boolean | undefined
}): readonly Bound[] {
  const bounds: Bound[] = []
  if (options.send === true) bounds.push('Send')
  if (options.sync === true) bounds.push('Sync')
  return Object.freeze(bounds)
}

/**
 * What a hidden trait is called: for people, because peers do not compare it. What stands behind a plus would be a bound.
 *
 * @param spelled - The type as Rust spells it.
 *
 * @internal
 */
export function hiddenName(spelled: string): string {
  return spelled.replaceAll(' + ', ' ')
}
