import type { HostEntry } from '../protocol/host-entry.js'
import { definitionOf } from '../trait/trait.js'
import type { MethodDefinition, Schema } from '../wire/schema.js'
import { writeSchema } from '../wire/schema-codec.js'
import { WireWriter } from '../wire/wire-writer.js'
import type { NegotiatedPlan } from './negotiated-plan.js'

/** Why a method takes its way: whether both sides declare it alike. */
export interface InProcessMatch {
  /** Whether it can be called without native code. */
  readonly isAlike: boolean
  /** Why, in a few words. */
  readonly reason: string
}

/**
 * Finds the methods that are called in the process: those that both sides declare alike in the effective version. They have
 * the same schemas, places in memory included, whatever they are made of.
 *
 * @param plan - What was negotiated.
 * @param host - What answers behind the entry.
 * @returns The methods that both sides have, by name.
 *
 * @see Rule X-82 of the specification.
 *
 * @internal
 */
export function matchInProcess(
  { trait, negotiation }: NegotiatedPlan,
  host: HostEntry,
): ReadonlyMap<string, InProcessMatch> {
  const version = negotiation.effectiveVersion
  const definitions = { caller: definitionOf(trait, version), callee: definitionOf(host.trait, version) }
  const theirs = new Map(definitions.callee.methods.map((method) => [method.name, method]))
  const found = new Map<string, InProcessMatch>()
  for (const own of definitions.caller.methods) {
    const other = theirs.get(own.name)
    if (other === undefined) continue
    const names = trait.methods.get(own.name)!.parameters.map(({ name }) => name)
    const difference = trait === host.trait ? undefined : differenceOf(own, other, names)
    found.set(
      own.name,
      difference === undefined
        ? {
            isAlike: true,
            reason: 'the implementation is in the same program, and declares the method alike',
          }
        : {
            isAlike: false,
            reason: `the two sides do not declare ${difference} alike in version ${version}`,
          },
    )
  }
  return found
}

/** What is not the same in two definitions of a method. They have as many parameters. */
function differenceOf(
  one: MethodDefinition,
  other: MethodDefinition,
  names: readonly string[],
): string | undefined {
  if (one.receiver !== other.receiver) return 'how it takes its object'
  if (one.isAsyncTrait !== other.isAsyncTrait) return 'whether it is asynchronous'
  const index = one.parameters.findIndex((schema, place) => !isSameSchema(schema, other.parameters[place]!))
  if (index >= 0) return `param ${names[index]}`
  return isSameSchema(one.returns, other.returns) ? undefined : 'its result'
}

/** Whether peers are told the same. */
function isSameSchema(one: Schema, other: Schema): boolean {
  return Buffer.compare(toldOf(one), toldOf(other)) === 0
}

function toldOf(schema: Schema): Uint8Array {
  const writer = new WireWriter()
  writeSchema(writer, schema, 2)
  return writer.finish()
}
