import { blockWord, threadBlock } from '../ffi/index.js'
import type { AnyType } from '../layout/index.js'
import { movesValue } from '../layout/moved-value.js'

const prepared = new WeakSet<AnyType>()

/**
 * Makes what values of a type need that native code uses, once: the tables of what the type owns.
 *
 * An entry point that is made while native code runs cannot be called by that code, so this is done before native code can
 * ask for a value. In the midst of a call it would be too late, and nothing is done.
 *
 * @see Rule K-6 of the specification.
 *
 * @internal
 */
export function prepareType(type: AnyType): void {
  if (prepared.has(type) || threadBlock.words[blockWord.depth]! > 0) return
  prepared.add(type)
  if (type.kind === 'void' || !movesValue(type)) return
  type.prepare?.()
  for (const part of [...(type.contains?.() ?? []), ...(type.abiStable?.parameters ?? [])]) prepareType(part)
}
