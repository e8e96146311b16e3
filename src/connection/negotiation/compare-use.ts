import type { Schema, TraitDefinition } from '../wire/schema.js'
import type { ParameterNames } from './compare-owned-objects.js'
import { comparePassing } from './compare-passing.js'
import {
  compareParameterCount,
  compareSchemas,
  firstByName,
  methodPath,
  parameterPath,
} from './compare-schemas.js'
import type { Comparison } from './comparison.js'

/** Is told of every parameter that both sides have. */
export type ParameterVisitor = (path: string, caller: Schema, callee: Schema) => void

/**
 * Finds what keeps a side from calling the methods that the other side has, too: all that the crate looks at when it
 * connects, where both sides are of one version.
 *
 * @param comparison - Where to note what differs.
 * @param path - What the traits describe.
 * @param caller - The trait of the side that calls.
 * @param callee - The trait of the side that is called.
 * @param namesOf - How this side calls the parameters of a method, where it is known.
 * @param visit - Is told of every parameter.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function compareUse(
  comparison: Comparison,
  path: string,
  caller: TraitDefinition,
  callee: TraitDefinition,
  namesOf: ParameterNames = () => [],
  visit: ParameterVisitor = () => undefined,
): void {
  const made = firstByName(callee)
  for (const wanted of caller.methods) {
    const method = made.get(wanted.name)
    if (method === undefined) continue
    const inner = methodPath(path, wanted.name, caller)
    if (compareParameterCount(comparison, inner, wanted.parameters, method.parameters)) {
      wanted.parameters.forEach((schema, index) => {
        const at = parameterPath(inner, index, namesOf(wanted.name))
        compareOne(comparison, at, schema, method.parameters[index]!, false)
        visit(at, schema, method.parameters[index]!)
      })
    }
    compareOne(comparison, `${inner} → result`, wanted.returns, method.returns, true)
  }
}

function compareOne(
  comparison: Comparison,
  path: string,
  caller: Schema,
  callee: Schema,
  isResult: boolean,
): void {
  compareSchemas(comparison, path, caller, callee)
  const schemas = {
    callerNative: caller,
    calleeNative: callee,
    callerEffective: caller,
    calleeEffective: callee,
  }
  comparePassing(comparison, path, schemas, isResult)
}
