// The functions of test/fixtures/features.c, bound in both ways: by generated source text and by closures.
import { bindFunction, type FunctionType } from 'abiding'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import { lower } from '../../src/call/lowering.js'
import { functionAt, openLibrary } from '../../src/ffi/index.js'
import { compileFixture } from './compile.js'
import { requireTool } from './tools.js'

/** Whether there is a compiler for them. */
export const hasFeatures = requireTool('cc')

const library = hasFeatures ? openLibrary(compileFixture('features.c')) : undefined

/** Where a symbol lies. */
export function addressOfFeature(name: string): number {
  return library!.symbol(name)!
}

type Callable = (...values: unknown[]) => unknown

/** Both forms of a function, for what must hold for each. */
export function bothForms(name: string, type: unknown): Callable[] {
  const signature = lower(type as FunctionType, 'call', name)
  const native = functionAt(addressOfFeature(name), signature.native, name)
  return [generateBound(signature, native, name), composeBound(signature, native, name)]
}

/** A function as programs get it, of which the types are left to the test. */
export function feature(
  name: string,
  type: unknown,
): Callable & { async: (...values: unknown[]) => Promise<unknown> } {
  return bindFunction(addressOfFeature(name), type as FunctionType, name) as never
}
