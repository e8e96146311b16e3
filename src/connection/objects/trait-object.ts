import { DeclarationError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import type { Connection } from '../connect/connection.js'
import { isTrait } from '../trait/is-trait.js'
import type { CallsOf, ImplementationOf } from '../trait/trait-typing.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving } from '../wire/passage.js'
import { unfit, type CallPlace, type WireType } from '../wire/wire-type.js'
import { nestedDefinition } from './nested-definition.js'
import { objectType } from './object-type.js'

/** What a peer gets as an object: an implementation of the trait, or an object of a peer that has its methods. */
export type ObjectInput<T> = ImplementationOf<T> | CallsOf<T>

/** A trait, or a function that gives it where it is declared later. */
export type TraitSource<T extends AnyTrait> = T | (() => T)

/**
 * An object that is lent for a call: Rust's `&dyn Trait`. A parameter. An implementation is passed; whoever gets it can
 * call its methods until the call returns.
 *
 * @param trait - The trait, or a function that gives it where it is declared later.
 * @throws `DeclarationError` `ABI-L006` for what is no trait; where a function gives it, as soon as the type is used.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { method, trait, traitRef } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Clock = trait('Clock', { version: 0, methods: { seconds: method({}, u32) } })
 * const Timer = trait('Timer', { version: 0, methods: { start: method({ clock: traitRef(Clock) }) } })
 * assert.equal(Timer.methods.get('start')?.parameters[0]?.type.name, '&dyn Clock')
 * ```
 */
export function traitRef<T extends AnyTrait>(trait: TraitSource<T>): WireType<Connection<T>, ObjectInput<T>> {
  return traitObject(trait, '&dyn', 'parameter', 'lent')
}

/**
 * An object that is lent for a call, and may be changed: Rust's `&mut dyn Trait`. A parameter.
 *
 * @param trait - The trait, or a function that gives it where it is declared later.
 * @throws `DeclarationError` `ABI-L006` for what is no trait; where a function gives it, as soon as the type is used.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { unit } from 'abiding'
 * import { method, string, trait, traitMut } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Log = trait('Log', { version: 0, methods: { write: method({ line: string }, unit, { receiver: 'mut' }) } })
 * const Job = trait('Job', { version: 0, methods: { run: method({ log: traitMut(Log) }) } })
 * assert.equal(Job.methods.get('run')?.parameters[0]?.type.name, '&mut dyn Log')
 * ```
 */
export function traitMut<T extends AnyTrait>(trait: TraitSource<T>): WireType<Connection<T>, ObjectInput<T>> {
  return traitObject(trait, '&mut dyn', 'parameter', 'lent')
}

/**
 * An object that whoever gets it owns: Rust's `Box<dyn Trait>`. A parameter or a result. An implementation is passed, and
 * disposed of when the peer drops it; what comes from a peer has `[Symbol.dispose]()`, which drops it.
 *
 * @param trait - The trait, or a function that gives it where it is declared later.
 * @throws `DeclarationError` `ABI-L006` for what is no trait; where a function gives it, as soon as the type is used.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { boxedTrait, method, Result, string, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Door = trait('Door', { version: 0, methods: { knock: method({ times: u32 }, u32) } })
 * const House = trait('House', { version: 0, methods: { front: method({}, Result(boxedTrait(Door), string)) } })
 * assert.equal(House.methods.get('front')?.returns.name, 'Result<Box<dyn Door>, String>')
 * ```
 */
export function boxedTrait<T extends AnyTrait>(
  trait: TraitSource<T>,
): WireType<Connection<T>, ObjectInput<T>> {
  return traitObject(trait, 'Box<dyn', 'either', 'owned')
}

function traitObject<T extends AnyTrait>(
  source: TraitSource<T>,
  pointer: '&dyn' | '&mut dyn' | 'Box<dyn',
  standsAs: CallPlace | 'either',
  giving: Giving,
): WireType<Connection<T>, ObjectInput<T>> {
  let known: AnyTrait | undefined
  const declared = (): AnyTrait =>
    (known ??= checkTrait(typeof source === 'function' ? source() : source, pointer))
  const label = typeof source === 'function' ? 'Trait' : declared().name
  return objectType<Connection<T>, ObjectInput<T>>({
    kind: 'traitObject',
    name: `${pointer} ${label}${giving === 'owned' ? '>' : ''}`,
    standsAs,
    giving,
    traitIn: declared,
    makeSchema: (version) => ({
      kind: giving === 'owned' ? 'boxed' : 'reference',
      item: nestedDefinition(declared(), version, (definition) => ({
        kind: 'trait',
        isMut: pointer === '&mut dyn',
        definition,
      })),
    }),
    check: (value) => checkImplementation(value, declared()),
    implement: (value: object) => value,
    receive: (object) => object,
  })
}

function checkTrait(trait: unknown, pointer: string): AnyTrait {
  if (isTrait(trait)) return trait
  throw new DeclarationError('this is no trait of a connection', {
    code: 'ABI-L006',
    rule: 'X-20',
    path: `${pointer} …`,
    expected: "what trait('…', …) of abiding/connection gives",
    found: describeValue(trait),
  })
}

/** Refuses what does not have all methods. An object of an older peer has those that its peer lacks too: they throw. */
function checkImplementation(value: unknown, { name, methods }: AnyTrait): void {
  const expected = `an implementation of ${name}`
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    throw unfit(value, expected)
  const missing = [...methods.keys()].filter(
    (method) => typeof (value as Record<string, unknown>)[method] !== 'function',
  )
  if (missing.length === 0) return
  throw unfit(
    value,
    `${expected}, with the methods ${[...methods.keys()].join(', ')}`,
    `it lacks ${missing.join(', ')}`,
  )
}
