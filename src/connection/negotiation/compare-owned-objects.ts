import type { MethodDefinition, TraitDefinition } from '../wire/schema.js'
import { boundsOf } from './bounds.js'
import { compareParameters, compareSchemas, firstByName, methodPath } from './compare-schemas.js'
import type { Comparison } from './comparison.js'
import { shorten, spellNames, spellTrait } from './spell-schema.js'

/**
 * How this side calls the parameters of a method.
 *
 * @internal
 */
export type ParameterNames = (method: string) => readonly string[]

/**
 * Finds all that keeps an object that changes hands, or a newer version of a trait, from doing what is asked of it: every
 * method that the side that is called knows must be there, and be the same.
 *
 * @param comparison - Where to note what differs.
 * @param path - What the traits describe.
 * @param caller - The trait of the side that calls, or the newer one.
 * @param callee - The trait of the side that is called, or the older one.
 * @param isResult - Whether the side that is called gives the object: it then has to have the bounds that the other expects.
 * @param namesOf - How this side calls the parameters of a method, where it is known.
 *
 * @see Rule X-41 of the specification.
 *
 * @internal
 */
export function compareOwnedObjects(
  comparison: Comparison,
  path: string,
  caller: TraitDefinition,
  callee: TraitDefinition,
  isResult: boolean,
  namesOf: ParameterNames = () => [],
): void {
  compareBounds(comparison, path, caller, callee, isResult)
  const known = firstByName(caller)
  const names = { caller: spellMethods(caller), callee: spellMethods(callee) }
  for (const method of callee.methods) {
    const own = known.get(method.name)
    const inner = methodPath(path, method.name, callee)
    if (own === undefined) differInMethods(comparison, path, method.name, names)
    else compareMethods(comparison, inner, own, method, namesOf(method.name))
  }
}

function compareBounds(
  comparison: Comparison,
  path: string,
  caller: TraitDefinition,
  callee: TraitDefinition,
  isResult: boolean,
): void {
  const [needing, having] = isResult ? [caller, callee] : [callee, caller]
  const present = boundsOf(having)
  const names = { caller: spellTrait(caller), callee: spellTrait(callee) }
  for (const bound of boundsOf(needing)) {
    if (present.includes(bound)) continue
    comparison.differ(path, 'X-41', `an object that is not ${shorten(bound)} where one is needed`, names)
  }
}

/** What is said of a method that only one side has. */
function differInMethods(
  comparison: Comparison,
  path: string,
  name: string,
  names: { readonly caller: string; readonly callee: string },
): void {
  comparison.differ(
    `${path}.${name}`,
    'X-41',
    'a method that only one side has',
    names,
    'methods are never taken away, and never added to a trait whose objects change hands',
  )
}

function spellMethods({ methods }: TraitDefinition): string {
  return spellNames(
    methods.map((method) => method.name),
    'method',
  )
}

function compareMethods(
  comparison: Comparison,
  path: string,
  caller: MethodDefinition,
  callee: MethodDefinition,
  names: readonly string[],
): void {
  if (caller.isAsyncTrait !== callee.isAsyncTrait) {
    const spell = ({ isAsyncTrait }: MethodDefinition): string =>
      isAsyncTrait ? 'a method of async_trait' : 'a method that is not of async_trait'
    comparison.differ(path, 'X-41', 'asynchronous on one side alone', {
      caller: spell(caller),
      callee: spell(callee),
    })
  }
  compareParameters(comparison, path, caller.parameters, callee.parameters, names)
  compareSchemas(comparison, `${path} → result`, caller.returns, callee.returns)
}
