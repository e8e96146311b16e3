import { AbidingError } from '../errors/index.js'
import * as layout from '../layout/index.js'
import type { AnyType } from '../layout/index.js'
import type { Expression, RecordLiteral } from './expression.js'
import type { ImportedDeclaration } from './imported.js'

/** Types that were made of declarations, and why others could not be. */
export interface Built {
  /** By key. */
  readonly types: ReadonlyMap<string, AnyType>
  /** Reasons by key. */
  readonly failures: ReadonlyMap<string, string>
}

/**
 * Makes types of declarations: the same as a module does when its text is executed.
 *
 * @param ordered - Declarations, each behind those that it mentions, late fields excepted.
 *
 * @internal
 */
export function build(ordered: readonly ImportedDeclaration[]): Built {
  const types = new Map<string, AnyType>()
  const failures = new Map<string, string>()
  const evaluate = (expression: Expression): unknown => {
    switch (expression.kind) {
      case 'exported':
        return exportOf(expression.name)
      case 'reference': {
        const type = types.get(expression.to)
        if (type === undefined) throw new MissingType()
        return type
      }
      case 'call': {
        const callee = exportOf(expression.callee) as (...args: unknown[]) => unknown
        return callee(...expression.arguments.map(evaluate))
      }
      case 'list':
        return expression.items.map(evaluate)
      case 'record':
        return evaluateRecord(expression)
      default:
        return expression.value
    }
  }
  const evaluateRecord = ({ entries }: RecordLiteral): object =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        entries.map(({ key, value, isLate }) => [
          key,
          isLate === true
            ? { get: () => evaluate(value), enumerable: true }
            : { value: evaluate(value), enumerable: true },
        ]),
      ),
    )
  for (const { key, expression } of ordered) {
    try {
      types.set(key, evaluate(expression) as AnyType)
    } catch (error) {
      // What lacks only a type that failed is translated again, without that type.
      if (!(error instanceof MissingType)) failures.set(key, reasonOf(error))
    }
  }
  return { types, failures }
}

class MissingType extends Error {}

/**
 * Why a type is refused, as a clause.
 *
 * @throws The error itself where it is none about a declaration.
 *
 * @internal
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof AbidingError)) throw error
  return error.message.split('\n')[0]!.replace(/^ABI-\w+ /, '')
}

function exportOf(name: string): unknown {
  return (layout as Readonly<Record<string, unknown>>)[name]
}
