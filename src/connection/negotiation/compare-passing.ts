import type { Schema } from '../wire/schema.js'
import { compareOwnedObjects } from './compare-owned-objects.js'
import { compareFutureBounds } from './compare-schemas.js'
import type { Comparison } from './comparison.js'
import { layoutCompatible } from './layout-compatible.js'
import type { SchemaOfKind } from './schema-of-kind.js'
import { spellSchema } from './spell-schema.js'

/** What the two sides say of a parameter or a result. */
export interface PassedSchemas {
  /** The side that calls, in its own version. */
  readonly callerNative: Schema
  /** The side that is called, in its own version. */
  readonly calleeNative: Schema
  /** The side that calls, in the version that both know. */
  readonly callerEffective: Schema
  /** The side that is called, in the version that both know. */
  readonly calleeEffective: Schema
}

/**
 * Compares what is handed over, and finds whether the schemas allow for a pointer to it. The verdict is the one of the crate:
 * it is no proof, because boxes and cells are not told from what they hold.
 *
 * @param comparison - Where to note what differs.
 * @param path - What is handed over.
 * @param schemas - What the two sides say of it.
 * @param isResult - Whether the side that is called gives it.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function comparePassing(
  comparison: Comparison,
  path: string,
  schemas: PassedSchemas,
  isResult: boolean,
): boolean {
  const { callerNative, calleeNative, callerEffective, calleeEffective } = schemas
  const { kind } = callerNative
  if (kind !== calleeNative.kind || !isHandedOver(kind)) return layoutCompatible(callerNative, calleeNative)
  if (callerEffective.kind !== kind || calleeEffective.kind !== kind) {
    comparison.differ(path, 'X-41', 'a type that is another one in older versions', {
      caller: spellSchema(callerEffective),
      callee: spellSchema(calleeEffective),
    })
    return false
  }
  return handedOver[kind](comparison, path, schemas as never, isResult)
}

type HandedOver = 'boxed' | 'closure' | 'trait' | 'future'
type Alike<Kind extends HandedOver> = { readonly [Side in keyof PassedSchemas]: SchemaOfKind<Kind> }
type Rule<Kind extends HandedOver> = (
  comparison: Comparison,
  path: string,
  schemas: Alike<Kind>,
  isResult: boolean,
) => boolean

function isHandedOver(kind: Schema['kind']): kind is HandedOver {
  return Object.hasOwn(handedOver, kind)
}

const handedOver: { readonly [Kind in HandedOver]: Rule<Kind> } = {
  boxed(comparison, path, schemas, isResult) {
    return comparePassing(
      comparison,
      path,
      {
        callerNative: schemas.callerNative.item,
        calleeNative: schemas.calleeNative.item,
        callerEffective: schemas.callerEffective.item,
        calleeEffective: schemas.calleeEffective.item,
      },
      isResult,
    )
  },
  closure(comparison, path, schemas, isResult) {
    const { callerNative, calleeNative, callerEffective, calleeEffective } = schemas
    compareOwnedObjects(comparison, path, callerEffective.definition, calleeEffective.definition, isResult)
    return [calleeNative, callerEffective, calleeEffective].every(({ isMut }) => isMut === callerNative.isMut)
  },
  trait(comparison, path, { callerNative, calleeNative, callerEffective, calleeEffective }, isResult) {
    const pairs = [
      [callerNative, calleeNative],
      [callerEffective, calleeEffective],
    ] as const
    for (const [caller, callee] of pairs) {
      if (caller.isMut === callee.isMut) continue
      comparison.differ(path, 'X-41', 'another right to change the object', {
        caller: spellSchema(caller),
        callee: spellSchema(callee),
      })
      return false
    }
    compareOwnedObjects(comparison, path, callerEffective.definition, calleeEffective.definition, isResult)
    return true
  },
  future(comparison, path, { callerEffective, calleeEffective }, isResult) {
    compareFutureBounds(comparison, path, callerEffective, calleeEffective)
    compareOwnedObjects(comparison, path, callerEffective.definition, calleeEffective.definition, isResult)
    return true
  },
}
