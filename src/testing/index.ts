/**
 * Helpers for tests of programs that use this library: random types and values, compilers as witnesses, guard bytes and
 * a search for leaks. Needs `fast-check`, which is an optional peer dependency.
 *
 * @module
 */
export { anyLayout, type TypeLayout } from './any-layout.js'
export { anyType, type AnyTypeOptions } from './any-type.js'
export { declarationOf } from './declaration-of.js'
export type { LayoutDifference } from './compiler/answers.js'
export { LayoutMismatchError } from './compiler/layout-mismatch-error.js'
export type { CompilerChoice } from './compiler/run-compiler.js'
export type { ValueSources } from './domain-values.js'
export { expectLayoutMatchesCompiler, type CompilerOptions } from './expect-layout.js'
export { expectNoLeaks } from './expect-no-leaks.js'
export { typeKinds, type TypeKind } from './grammar.js'
export { Guarded, guarded, type GuardCheck, type GuardedOptions } from './guarded.js'
export { valueOf, type ValueOptions } from './value-of.js'
