import fc, { type Arbitrary } from 'fast-check'
import { DeclarationError } from '../errors/index.js'
import type { AnyType } from '../layout/index.js'
import type { Draft } from './draft.js'
import { shrinkingToParts } from './shrink-to-parts.js'
import { enumFamilies } from './families/enums.js'
import { pointerFamilies } from './families/pointers.js'
import { recordFamilies, structs } from './families/records.js'
import { integers, scalarFamilies } from './families/scalars.js'
import { textFamilies } from './families/text.js'
import { wrapperFamilies } from './families/wrappers.js'
import { typeKinds, type Family, type Grammar, type TypeKind } from './grammar.js'

/** Which types {@link anyType} makes. */
export interface AnyTypeOptions {
  /** The kinds that may occur; all of them where it is left out. Where a type needs others and none is allowed, integers. */
  readonly kinds?: readonly TypeKind[]
  /** Kinds that may not occur. */
  readonly except?: readonly TypeKind[]
  /** The kinds that the type itself may be, as opposed to those within; all allowed ones where it is left out. */
  readonly root?: readonly TypeKind[]
  /** How many types may be nested in each other, 1 or more; 3 where it is left out. */
  readonly depth?: number
  /** The largest number of fields of a record, 1 or more; 5 where it is left out. */
  readonly maxFields?: number
  /** The largest number of elements of an array, 0 or more; 4 where it is left out. */
  readonly maxLength?: number
  /** Types of your own that may occur wherever a type of fixed size may. */
  readonly types?: readonly AnyType[]
}

const families = [
  ...scalarFamilies,
  ...enumFamilies,
  ...textFamilies,
  ...wrapperFamilies,
  ...recordFamilies,
  ...pointerFamilies,
].sort((a, b) => typeKinds.indexOf(a.kind) - typeKinds.indexOf(b.kind))

const rootKinds = new Set<string>(
  families.filter((family) => family.place === 'anywhere').map((family) => family.kind),
)

/** What crosses a call as a scalar on every target. */
const scalarKinds: readonly TypeKind[] = ['integer', 'pointerSized', 'float', 'bool', 'cType', 'character']

/**
 * Declared types of every kind, nested in each other. Names are made of what is declared, so that they are the same in
 * every run and different types have different ones. Types shrink to fewer and simpler parts, at last to `u8`.
 *
 * @param options - Which types.
 * @throws DeclarationError `ABI-L002` for options that make no sense.
 *
 * @see Rule V-2 of the specification.
 *
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { layoutOf } from 'abiding'
 * import { anyType } from 'abiding/testing'
 *
 * fc.assert(
 *   fc.property(anyType({ root: ['struct'], except: ['pointer', 'function'] }), (type) => {
 *     const { size, alignment } = layoutOf(type)
 *     return size % alignment === 0
 *   }),
 * )
 * ```
 */
export function anyType(options: AnyTypeOptions = {}): Arbitrary<AnyType> {
  const { depth = 3, maxFields = 5, maxLength = 4, kinds = typeKinds, except = [] } = options
  checkCount('depth', depth, 1)
  checkCount('maxFields', maxFields, 1)
  checkCount('maxLength', maxLength, 0)
  checkKinds('kinds', kinds, typeKinds)
  checkKinds('except', except, typeKinds)
  const allowed = new Set(kinds.filter((kind) => !except.includes(kind)))
  const grammar = makeGrammar(allowed, { maxFields, maxLength }, options.types ?? [])
  const root = options.root ?? typeKinds.filter((kind) => rootKinds.has(kind) && allowed.has(kind))
  checkKinds('root', root, [...rootKinds] as TypeKind[])
  const drafts = families
    .filter((family) => root.includes(family.kind))
    .map((family) =>
      family.kind === 'struct' ? structs(grammar, depth, true) : family.drafts(grammar, depth),
    )
  const own = options.root === undefined ? ownTypes(options.types ?? []) : []
  const types = simplestFirst([...drafts, ...own])
  // A part may be of another kind than the ones that were asked for.
  return (options.root === undefined ? shrinkingToParts(types) : types).map((one) => one.build())
}

function makeGrammar(
  allowed: ReadonlySet<TypeKind>,
  limits: Pick<Grammar, 'maxFields' | 'maxLength'>,
  types: readonly AnyType[],
): Grammar {
  const isAllowed = (family: Family): boolean => allowed.has(family.kind)
  const own = ownTypes(types)
  const byDepth = new Map<string, Arbitrary<Draft>>()
  const choose = (depth: number, place: Family['place']): Arbitrary<Draft> => {
    const key = `${place} ${depth}`
    let known = byDepth.get(key)
    if (known === undefined) {
      const chosen = families.filter(
        (family) =>
          isAllowed(family) &&
          (!family.isNested || depth > 1) &&
          (family.place === 'anywhere' || place === 'pointee'),
      )
      known = shrinkingToParts(
        simplestFirst([...chosen.map((family) => family.drafts(grammar, depth)), ...own]),
      )
      byDepth.set(key, known)
    }
    return known
  }
  const scalars = families.filter((family) => isAllowed(family) && scalarKinds.includes(family.kind))
  const grammar: Grammar = {
    ...limits,
    allows: (kind) => allowed.has(kind),
    values: (depth) => choose(depth, 'anywhere'),
    pointees: (depth) => choose(depth, 'pointee'),
    get scalars() {
      return simplestFirst(scalars.map((family) => family.drafts(grammar, 1)))
    },
  }
  return grammar
}

function ownTypes(types: readonly AnyType[]): Arbitrary<Draft>[] {
  return types.length === 0
    ? []
    : [fc.constantFrom(...types.map((type): Draft => ({ text: type.name, build: () => type, parts: [] })))]
}

/** One of several arbitraries; what they give shrinks to what the first one gives. */
function simplestFirst(drafts: readonly Arbitrary<Draft>[]): Arbitrary<Draft> {
  return drafts.length === 0 ? integers : fc.oneof({ withCrossShrink: true }, ...drafts)
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  refuse(name, `a whole number from ${least} on`, String(value))
}

function checkKinds(name: string, kinds: readonly TypeKind[], known: readonly TypeKind[]): void {
  const unknown = kinds.filter((kind) => !known.includes(kind))
  if (unknown.length === 0 && kinds.length + (name === 'except' ? 1 : 0) > 0) return
  refuse(name, `one or more of ${known.join(', ')}`, unknown.length === 0 ? 'none' : unknown.join(', '))
}

function refuse(path: string, expected: string, found: string): never {
  throw new DeclarationError('not which types to make', {
    code: 'ABI-L002',
    rule: 'V-2',
    path: `anyType → ${path}`,
    expected,
    found,
  })
}
