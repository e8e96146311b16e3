import type { AddressSpace, FunctionType } from '../layout/index.js'
import { bindFunction } from './bound-function.js'

type Callable = ReturnType<AddressSpace['callable']>

const known = new WeakMap<FunctionType, Map<number, Map<string, Callable>>>()

/**
 * The JavaScript function for a function pointer that was read from memory, made once for an address, a signature and a
 * path.
 *
 * @internal
 */
export function callableAt(address: number, type: FunctionType, path: string): Callable {
  let ofType = known.get(type)
  if (ofType === undefined) known.set(type, (ofType = new Map<number, Map<string, Callable>>()))
  let atAddress = ofType.get(address)
  if (atAddress === undefined) ofType.set(address, (atAddress = new Map<string, Callable>()))
  let callable = atAddress.get(path)
  if (callable === undefined) atAddress.set(path, (callable = bindFunction(address, type, path)))
  return callable
}
