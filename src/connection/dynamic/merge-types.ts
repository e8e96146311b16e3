import { WireProblem } from '../wire/wire-problem.js'
import { isNamed, type Described, type Draft } from './described.js'

/** How much work a definition may make. */
const mostSteps = 4_000_000

/**
 * Makes one type of all that are the same, however they were unrolled: two types are the same until their forms, or the
 * parts of them, are found to differ. Boxes that schemas do not show are put where they are.
 *
 * @param root - The outermost type.
 * @param boxes - At which parts of types there are boxes.
 * @throws WireProblem `ABI-J027` for types that are too many to be compared.
 *
 * @see Rule X-66 of the specification.
 *
 * @internal
 */
export function mergeTypes(root: Draft, boxes: ReadonlyMap<Draft, ReadonlySet<number>>): Described {
  const drafts = [...reachable(root)]
  const classes = classesOf(drafts)
  const merged = new Map<number, Draft>()
  for (const draft of drafts) {
    const number = classes.get(draft)!
    if (!merged.has(number)) merged.set(number, { form: draft.form, parts: [] })
  }
  const boxed = new Map<number, Set<number>>()
  for (const [draft, parts] of boxes) {
    const number = classes.get(draft)
    if (number === undefined) continue
    const known = boxed.get(number) ?? new Set<number>()
    for (const part of parts) known.add(part)
    boxed.set(number, known)
  }
  const done = new Set<number>()
  for (const draft of drafts) {
    const number = classes.get(draft)!
    if (done.has(number)) continue
    done.add(number)
    draft.parts.forEach((part, index) => {
      const inner = merged.get(classes.get(part)!)!
      merged.get(number)!.parts.push(boxed.get(number)?.has(index) === true ? inBox(inner) : inner)
    })
  }
  checkSizes(merged.values())
  return merged.get(classes.get(root)!)!
}

/** How many types one type may mention, those that are mentioned by name aside. */
const mostMentioned = 100_000

/** Types without a name are written out wherever they are mentioned: small definitions must not become endless texts. */
function checkSizes(types: Iterable<Described>): void {
  const sizes = new Map<Described, number>()
  const sizeOf = (type: Described): number => {
    let size = sizes.get(type)
    if (size === undefined) {
      // What contains itself without a name has no end.
      sizes.set(type, Infinity)
      size = 1 + type.parts.reduce((sum, part) => sum + (isNamed(part) ? 1 : sizeOf(part)), 0)
      sizes.set(type, size)
    }
    if (size > mostMentioned) refuseMuch()
    return size
  }
  for (const type of types) sizeOf(type)
}

function inBox(inner: Draft): Draft {
  return { form: { kind: 'container', name: 'boxed' }, parts: [inner] }
}

/** All types that a type is made of, itself first. */
function reachable(root: Draft): ReadonlySet<Draft> {
  const found = new Set([root])
  for (const draft of found) for (const part of draft.parts) found.add(part)
  return found
}

/** The class of each type: types of different classes are different. Classes are split until none can be. */
function classesOf(drafts: readonly Draft[]): ReadonlyMap<Draft, number> {
  const forms = new Map<Draft, string>(drafts.map((draft) => [draft, JSON.stringify(draft.form)]))
  let classes = numbered(drafts, (draft) => forms.get(draft)!)
  let steps = 0
  for (let count = 0; count !== classes.count;) {
    ;({ count } = classes)
    const { of } = classes
    for (const draft of drafts) steps += 1 + draft.parts.length
    if (steps > mostSteps) refuseMuch()
    classes = numbered(drafts, (draft) =>
      [of.get(draft), ...draft.parts.map((part) => of.get(part))].join(' '),
    )
  }
  return classes.of
}

function numbered(
  drafts: readonly Draft[],
  keyOf: (draft: Draft) => string,
): { readonly of: ReadonlyMap<Draft, number>; readonly count: number } {
  const numbers = new Map<string, number>()
  const of = new Map<Draft, number>()
  for (const draft of drafts) {
    const key = keyOf(draft)
    let number = numbers.get(key)
    if (number === undefined) numbers.set(key, (number = numbers.size))
    of.set(draft, number)
  }
  return { of, count: numbers.size }
}

function refuseMuch(): never {
  throw new WireProblem('a definition that is too large to make types of', {
    code: 'ABI-J027',
    rule: 'X-66',
    expected: `types that are compared in ${mostSteps} steps, and that mention ${mostMentioned} others at most`,
    found: 'more',
  })
}
