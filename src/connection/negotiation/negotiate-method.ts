import type { TraitMethod } from '../trait/method.js'
import type { MethodDefinition, Schema } from '../wire/schema.js'
import type { WireReader } from '../wire/wire-reader.js'
import type { WireWriter } from '../wire/wire-writer.js'
import { adaptResult } from './adapt-result.js'
import { argumentByReference } from './argument-by-reference.js'
import { comparePassing } from './compare-passing.js'
import { compareParameterCount, compareSchemas } from './compare-schemas.js'
import { compareLent } from './compare-lent.js'
import { recursionFits } from '../dynamic/recursion-fits.js'
import { Comparison } from './comparison.js'
import type { Problem } from './problem.js'

/** What two sides agreed upon for a method. */
export interface NegotiatedMethod {
  /** The number of the method on the side that is called; absent where it has no such method. */
  readonly number: number | undefined
  /** What a call says of its arguments: bit `i` where argument `i` is a pointer instead of bytes. */
  readonly mask: bigint
  /** Whether each argument is passed as a pointer: the mask as a list. */
  readonly byReference: readonly boolean[]
  /** Why each argument is passed as it is. */
  readonly reasons: readonly string[]
  /** The version in which the side that is called writes results. */
  readonly returnVersion: number
  /**
   * Rewrites a result that was written in `returnVersion` as one of the effective version. Absent where these are the same
   * bytes.
   */
  readonly adaptResult: ((from: WireReader, to: WireWriter) => void) | undefined
  /** What makes calls of this method fail, although the two sides may be connected. */
  readonly problems: readonly Problem[]
}

/** A method as both sides describe it. */
interface DescribedMethod {
  readonly path: string
  readonly method: TraitMethod
  readonly version: number
  readonly callerNative: MethodDefinition
  readonly callerEffective: MethodDefinition
  readonly calleeNative: MethodDefinition | undefined
  readonly calleeEffective: MethodDefinition | undefined
  readonly number: number | undefined
  readonly effectiveVersion: number
  readonly returnVersion: number
}

/**
 * Finds out how a method is called on a peer.
 *
 * @param comparison - Where to note what keeps the sides from being connected.
 * @param described - The method.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function negotiateMethod(comparison: Comparison, described: DescribedMethod): NegotiatedMethod {
  const { path, callerNative, calleeNative, calleeEffective, returnVersion } = described
  if (calleeNative === undefined) return missing(described)
  if (calleeEffective === undefined) {
    comparison.differ(path, 'X-43', 'a method that the peer has in one of two versions alone', {
      caller: 'a method in both',
      callee: 'none in the older one',
    })
    return missing(described)
  }
  if (!compareParameterCount(comparison, path, callerNative.parameters, calleeNative.parameters))
    return missing(described)
  if (calleeEffective.parameters.length !== calleeNative.parameters.length) {
    comparison.differ(path, 'X-43', 'a method whose number of parameters depends on the version', {
      caller: `${calleeNative.parameters.length} parameters`,
      callee: `${calleeEffective.parameters.length} in the older version`,
    })
    return missing(described)
  }
  const later = new Comparison()
  for (const { place, reason } of described.method.obstacles ?? []) {
    later.differ(`${path} → ${place}`, 'X-70', 'a type of which the definition does not say enough', {
      caller: 'what it is made of',
      callee: reason,
    })
  }
  const passing = comparePlaces(comparison, later, described, calleeNative, calleeEffective)
  const adapted = adaptResultOf(later, described, calleeNative, calleeEffective)
  return {
    number: described.number,
    mask: passing.reduce((mask, { byReference }, index) => mask | (BigInt(byReference) << BigInt(index)), 0n),
    byReference: passing.map(({ byReference }) => byReference),
    reasons: passing.map(({ reason }) => reason),
    returnVersion,
    adaptResult: adapted,
    problems: later.problems,
  }
}

/** Compares the parameters and the result, and says how each parameter is passed. */
function comparePlaces(
  comparison: Comparison,
  later: Comparison,
  { path, method, version, callerNative, callerEffective }: DescribedMethod,
  calleeNative: MethodDefinition,
  calleeEffective: MethodDefinition,
): readonly { readonly byReference: boolean; readonly reason: string }[] {
  const compare = (at: string, choose: (one: MethodDefinition) => Schema, isResult: boolean): void => {
    const schemas = {
      callerNative: choose(callerNative),
      calleeNative: choose(calleeNative),
      callerEffective: choose(callerEffective),
      calleeEffective: choose(calleeEffective),
    }
    const found = new Comparison(comparison.role)
    compareSchemas(found, at, schemas.callerEffective, schemas.calleeEffective)
    // Each side describes a recursion in its own words.
    if (found.problems.length > 0 && !recursionFits(schemas.callerEffective, schemas.calleeEffective))
      comparison.take(found.problems)
    comparePassing(comparison, at, schemas, isResult)
    if (!isResult) compareLent(later, at, schemas.callerEffective, schemas.calleeEffective)
  }
  const passing = method.parameters.map(({ name, type }, index) => {
    compare(`${path} → ${name}`, ({ parameters }) => parameters[index]!, false)
    return argumentByReference(
      type,
      version,
      callerNative.parameters[index]!,
      calleeNative.parameters[index]!,
    )
  })
  compare(`${path} → result`, ({ returns }) => returns, true)
  return passing
}

/** How results of a newer peer become those that this side knows. */
function adaptResultOf(
  later: Comparison,
  { path, effectiveVersion, returnVersion }: DescribedMethod,
  calleeNative: MethodDefinition,
  calleeEffective: MethodDefinition,
): NegotiatedMethod['adaptResult'] {
  if (returnVersion === effectiveVersion) return undefined
  return adaptResult(later, `${path} → result`, calleeNative.returns, calleeEffective.returns)
}

/** What is known of a method that cannot be called. */
function missing({ callerNative, returnVersion }: DescribedMethod): NegotiatedMethod {
  return {
    number: undefined,
    mask: 0n,
    byReference: callerNative.parameters.map(() => false),
    reasons: callerNative.parameters.map(() => 'the peer has no such method'),
    returnVersion,
    adaptResult: undefined,
    problems: [],
  }
}
