import { DeclarationError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import type { PrefixType } from '../../prefix/prefix-type.js'
import { tableOf, tableSymbol } from '../fast-path/trait-table.js'
import type { TraitDefinition } from '../wire/schema.js'
import { checkOptions } from '../wire/check-declaration.js'
import { changesOf, checkVersion, schemaOf } from '../wire/wire-type.js'
import { checkTrait } from './is-trait.js'
import type { TraitMethod } from './method.js'

/** The methods of a trait by name, in the order of their numbers. */
export type TraitMethods = Readonly<Record<string, TraitMethod>>

/** What implementations of a trait must allow: to be moved to other threads, and to be used by several at once. */
export type Bound = 'Send' | 'Sync'

/** What a trait is made of. */
export interface TraitOptions<M extends TraitMethods> {
  /** The version of the trait and of all its types, from 0. */
  readonly version: number
  /** Its methods in the order of the Rust declaration. */
  readonly methods: M
  /** The supertraits `Send` and `Sync`, if it has them. */
  readonly bounds?: readonly Bound[]
  /** What it is for. */
  readonly doc?: string
}

/** The TypeScript types of a trait; never present at run time. */
export declare const traitTyping: unique symbol

/**
 * A trait that peers connect to. Made by {@link trait}.
 *
 * @typeParam M - Its methods.
 */
export interface Trait<M extends TraitMethods = TraitMethods> {
  /** Never present: carries the TypeScript types. */
  readonly [traitTyping]?: M
  /** Tells a trait from other declarations. */
  readonly declares: 'connectedTrait'
  /** Its name. Libraries export the entry `abi_entry_` with this name. */
  readonly name: string
  /** The version of the trait and of all its types. */
  readonly version: number
  /** Its methods by name, in the order of their numbers. */
  readonly methods: ReadonlyMap<string, TraitMethod>
  /** Its supertraits. */
  readonly bounds: readonly Bound[]
  /** What it is for. */
  readonly doc: string | undefined
  /**
   * The table of functions as which libraries export it, and their symbol for it.
   *
   * @internal
   */
  readonly table?: (() => { readonly type: PrefixType; readonly symbol: string }) | undefined
}

/** Any trait. */
export type AnyTrait = Trait<any>

const bounds: readonly unknown[] = ['Send', 'Sync'] satisfies Bound[]

/** The most methods of a trait that a caller of the crate connects to, and the most parameters of a method. */
export const mostMethods = 64

/**
 * Declares a trait: what one side of a connection calls and the other implements. The two sides may have been made of
 * different versions of the declaration.
 *
 * @param name - The name of the Rust trait: an identifier.
 * @param options - Its version, its methods and its bounds.
 * @throws `DeclarationError` `ABI-L001` for a bad name, `ABI-L002` where the options are missing, `ABI-V001` for a bad
 * version, `ABI-L006` for what is no method or no bound, `ABI-J001` for more than 64 methods or parameters, `ABI-J002` for a version that is older than its types.
 *
 * @see Rule X-1 of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { method, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Adder = trait('Adder', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) } })
 * assert.deepEqual([...Adder.methods.keys()], ['add'])
 * ```
 */
export function trait<const M extends TraitMethods>(name: string, options: TraitOptions<M>): Trait<M> {
  checkIdentifier(name, 'trait')
  checkOptions(options, name, 'version and methods', 'X-1')
  const { version, methods, bounds: declared = [], doc } = options
  checkVersion(version, name)
  if (!Array.isArray(declared)) throw wrong(name, 'bounds in a list', describeValue(declared))
  for (const bound of declared as readonly Bound[]) {
    if (!bounds.includes(bound)) throw wrong(name, 'Send or Sync', describeValue(bound))
  }
  if (typeof methods !== 'object' || methods === null)
    throw wrong(name, 'methods by name', describeValue(methods))
  const listed = Object.entries(methods)
  checkCount(listed.length, name, 'methods')
  for (const [key, declaration] of listed) {
    const path = `${name}.${key}`
    checkIdentifier(key, path)
    const { parameters, returns } = (declaration ?? {}) as Partial<TraitMethod>
    if (!Array.isArray(parameters) || returns === undefined)
      throw wrong(path, 'a method', describeValue(declaration))
    checkCount(parameters.length, path, 'parameters')
    checkChanges(declaration, version, path)
  }
  const made: Trait<M> = Object.freeze<Trait<M>>({
    declares: 'connectedTrait',
    name,
    version,
    methods: new Map(listed),
    bounds: Object.freeze(
      [...bounds].filter((bound) => (declared as readonly unknown[]).includes(bound)) as Bound[],
    ),
    doc,
    table: () => ({ type: tableOf(made).type, symbol: tableSymbol(name) }),
  })
  return made
}

/**
 * How a trait is described to peers in one of its versions.
 *
 * @param declaration - The trait.
 * @param version - A version up to its own, which it is where this is left out.
 * @throws `ValueError` `ABI-V001` for what is no trait or no version.
 *
 * @see Rule W-21 of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { definitionOf, method, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Adder = trait('Adder', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) }, bounds: ['Send'] })
 * assert.equal(definitionOf(Adder).name, 'Adder+Send')
 * ```
 */
export function definitionOf(declaration: AnyTrait, version?: number): TraitDefinition {
  checkTrait(declaration, 'definitionOf', 'W-21')
  const told = version ?? declaration.version
  checkVersion(told, declaration.name)
  const suffix = ['Sync', 'Send'].filter((bound) => declaration.bounds.includes(bound as Bound))
  return {
    name: [declaration.name, ...suffix].join('+'),
    methods: [...declaration.methods].map(([name, { parameters, returns, receiver, isAsync }]) => ({
      name,
      returns: schemaOf(returns, told),
      receiver,
      isAsyncTrait: isAsync,
      parameters: parameters.map(({ type }) => schemaOf(type, told)),
    })),
  }
}

function checkIdentifier(name: unknown, path: string): void {
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__') return
  throw new DeclarationError('this cannot be the name of a trait or a method', {
    code: 'ABI-L001',
    rule: 'X-1',
    path,
    expected: 'an identifier of Rust',
    found: typeof name === 'string' ? JSON.stringify(name) : describeValue(name),
  })
}

function checkCount(count: number, path: string, what: string): void {
  if (count <= mostMethods) return
  throw new DeclarationError(`more ${what} than a caller of the crate connects to`, {
    code: 'ABI-J001',
    rule: 'X-1',
    path,
    expected: `at most ${mostMethods} ${what}`,
    found: `${count}`,
  })
}

function checkChanges({ parameters, returns }: TraitMethod, version: number, path: string): void {
  for (const { type, name } of [...parameters, { type: returns, name: 'result' }]) {
    const last = changesOf(type).at(-1)
    if (last === undefined || last <= version) continue
    throw new DeclarationError('a type that changes after the version of the trait', {
      code: 'ABI-J002',
      rule: 'X-1',
      path: `${path} → ${name}`,
      expected: `changes up to version ${version}`,
      found: `a change in version ${last}`,
      hint: 'a trait and all of its types have one version: raise the one of the trait',
    })
  }
}

function wrong(path: string, expected: string, found: string): DeclarationError {
  return new DeclarationError('this cannot be part of a trait', {
    code: 'ABI-L006',
    rule: 'X-1',
    path,
    expected,
    found,
  })
}
