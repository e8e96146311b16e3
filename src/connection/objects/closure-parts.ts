import { unit } from '../../layout/index.js'
import { method, type TraitParameter } from '../trait/method.js'
import type { TraitParameters } from '../trait/trait-typing.js'
import { hiddenMethods } from '../wire/hidden-methods.js'
import type { Giving } from '../wire/passage.js'
import type { Declared } from '../wire/scalars.js'
import { unfit, type AnyWireType } from '../wire/wire-type.js'
import { boundsOf, hiddenName, hiddenTrait } from './hidden-trait.js'
import { nestedDefinition } from './nested-definition.js'
import type { ObjectTypeParts } from './object-type.js'

/** What a closure is, apart from its signature. */
export interface ClosureOptions {
  /** Whether it changes what it holds: Rust's `FnMut` instead of `Fn`. */
  readonly mut?: boolean
  /** Whether it may be moved to other threads. */
  readonly send?: boolean
  /** Whether several threads may call it at once. */
  readonly sync?: boolean
}

/** What a closure is declared with: by default it returns nothing. */
export type ClosureSignature = [parameters: TraitParameters, returns?: Declared, options?: ClosureOptions]

const call = hiddenMethods.closure

/**
 * What a closure is made of: an object of a hidden trait that is a function in JavaScript.
 *
 * @param giving - Who drops it.
 * @param signature - What it takes, what it returns, whether it is an `FnMut`, and its bounds.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels, `ABI-L001` for a bad name.
 *
 * @see Rule X-20 of the specification.
 *
 * @internal
 */
export function closureParts(
  giving: Giving,
  ...[parameters, returns = unit, options = {}]: ClosureSignature
): ObjectTypeParts {
  const isMut = options.mut === true
  const receiver = isMut ? 'mut' : 'shared'
  const declaration = method(parameters as [], returns, { receiver })
  const bounds = boundsOf(options)
  const name = nameOf(isMut, declaration.parameters, declaration.returns, bounds)
  const traitIn = hiddenTrait({
    name: hiddenName(name),
    method: call,
    declaration,
    bounds,
  })
  const types = Object.freeze([...declaration.parameters.map(({ type }) => type), declaration.returns])
  return {
    kind: 'closure',
    name: giving === 'owned' ? `Box<dyn ${name}>` : `&${isMut ? 'mut ' : ''}dyn ${name}`,
    standsAs: giving === 'owned' ? 'either' : 'parameter',
    giving,
    traitIn,
    makeSchema: (version) => ({
      kind: giving === 'owned' ? 'boxed' : 'reference',
      item: nestedDefinition(traitIn(version), version, (definition) => ({
        kind: 'closure',
        isMut,
        definition,
      })),
    }),
    check: checkFunction,
    implement: asImplementation,
    receive: (object) => asFunction(object, giving),
    parts: () => types,
  }
}

/** As Rust would spell it. */
function nameOf(
  isMut: boolean,
  parameters: readonly TraitParameter[],
  returns: AnyWireType,
  bounds: readonly string[],
): string {
  const taken = parameters.map(({ type }) => type.name).join(', ')
  const given = returns.kind === 'nothing' ? '' : ` -> ${returns.name}`
  return [`${isMut ? 'FnMut' : 'Fn'}(${taken})${given}`, ...bounds].join(' + ')
}

function checkFunction(value: unknown): void {
  if (typeof value !== 'function') throw unfit(value, 'a function')
}

type MaybeDisposable = { [Symbol.dispose]?: (() => void) | undefined }

/** A function as an implementation of the hidden trait. One that can be disposed of is, when the peer drops it. */
function asImplementation(value: ((...values: unknown[]) => unknown) & MaybeDisposable): object {
  const implementation: Record<string, unknown> & MaybeDisposable = { [call]: value }
  if (typeof value[Symbol.dispose] === 'function')
    implementation[Symbol.dispose] = () => value[Symbol.dispose]!()
  return implementation
}

/** An object of the hidden trait as a function, which keeps the object alive. */
function asFunction(object: object, giving: Giving): unknown {
  const connection = object as Record<typeof call, (...values: unknown[]) => unknown> & MaybeDisposable
  const invoke = (...values: unknown[]): unknown => connection[call](...values)
  if (giving === 'owned')
    Object.defineProperty(invoke, Symbol.dispose, { value: () => connection[Symbol.dispose]!() })
  return invoke
}
