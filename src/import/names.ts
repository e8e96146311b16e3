import * as layout from '../layout/index.js'
import { checkName } from '../layout/names.js'

/** Words that name no constant of a module. */
const words = new Set(
  `abstract arguments await boolean debugger delete enum eval export extends finally function implements import in
  instanceof interface let null package super var with yield undefined NaN Infinity globalThis Object`.split(
    /\s+/,
  ),
)

/**
 * A name that can be declared: the C name, with underscores behind it where the library refuses it (`class_`).
 *
 * @param name - The name in C.
 * @param isTaken - Whether another one has the name.
 *
 * @internal
 */
export function declarableName(name: string, isTaken: (name: string) => boolean = () => false): string {
  let found = name
  while (!isDeclarable(found) || isTaken(found)) found += '_'
  return found
}

/**
 * A name under which a module can export a declaration and still import what it needs from `abiding`.
 *
 * @param name - The name of the type.
 * @param isTaken - Whether another one has the name.
 *
 * @internal
 */
export function exportableName(name: string, isTaken: (name: string) => boolean): string {
  return declarableName(name, (one) => isTaken(one) || words.has(one) || Object.hasOwn(layout, one))
}

function isDeclarable(name: string): boolean {
  try {
    checkName(name, name, 'type')
    return true
  } catch {
    return false
  }
}
