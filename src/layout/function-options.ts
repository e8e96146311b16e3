import { DeclarationError } from '../errors/index.js'
import type { FunctionType, Parameter } from './function-pointer.js'
import { describeValue } from './names.js'
import type { AnyType } from './type.js'

/**
 * From which threads native code may call an implementation: from `any`, or from the JavaScript thread alone, in the
 * course of a call that JavaScript made.
 *
 * @see Rules N-1 and N-2 of the specification.
 */
export type ThreadRule = 'javascript' | 'any'

/**
 * All thread rules.
 *
 * @internal
 */
export const threadRules: readonly ThreadRule[] = ['javascript', 'any']

/**
 * Whether a value is a thread rule.
 *
 * @internal
 */
export function isThreadRule(value: unknown): value is ThreadRule {
  return threadRules.includes(value as ThreadRule)
}

/** What a function declares beside its signature. */
export interface FunctionOptions {
  /** From which threads native code may call an implementation. */
  readonly thread?: ThreadRule
  /** Whether a call gives the number of the error that the function left in `errno`, as `{ value, errno }`. */
  readonly errno?: boolean
  /** Whether the function takes any number of arguments behind the declared ones: `...` in C. See {@link vararg}. */
  readonly variadic?: boolean
}

/** What options say where there are none. */
export interface NoOptions {
  readonly thread?: never
  readonly errno?: never
  readonly variadic?: never
}

/**
 * What options say, checked.
 *
 * @internal
 */
export type FunctionTraits = Pick<FunctionType, 'thread' | 'givesErrno' | 'isVariadic'>

/**
 * Reads what is said of a function beside its signature.
 *
 * @param list - Its parameters.
 * @param returns - Its result.
 * @throws {@link DeclarationError} `ABI-L002` for what cannot be.
 *
 * @internal
 */
export function readOptions(
  options: FunctionOptions | undefined,
  list: readonly Parameter[],
  returns: AnyType,
): FunctionTraits {
  if (options !== undefined && (typeof options !== 'object' || options === null)) {
    throw new DeclarationError('options are an object', {
      code: 'ABI-L002',
      path: 'fn',
      expected: '{ thread, errno, variadic }',
      found: describeValue(options),
    })
  }
  const { thread, errno = false, variadic = false } = options ?? {}
  checkThreadRule(thread)
  checkFlag(errno, 'errno')
  checkFlag(variadic, 'variadic')
  if (variadic && list.length === 0) {
    throw new DeclarationError('a variadic function needs a declared parameter', {
      code: 'ABI-L002',
      rule: 'K-18',
      path: 'fn',
      hint: 'C has no such functions: declare the first parameter',
    })
  }
  // The object that a call gives has its result under this name.
  if (returns.kind !== 'void' && list.some((one) => one.out !== undefined && one.name === 'returns')) {
    throw new DeclarationError('a parameter that something comes back through cannot be called returns', {
      code: 'ABI-L002',
      rule: 'K-17',
      path: 'fn → param returns',
      hint: 'the result of the function has this name: give the parameter another one',
    })
  }
  return { thread, givesErrno: errno, isVariadic: variadic }
}

function checkFlag(value: unknown, name: string): void {
  if (typeof value === 'boolean') return
  throw new DeclarationError('not a boolean', {
    code: 'ABI-L002',
    path: `fn → ${name}`,
    expected: 'true or false',
    found: describeValue(value),
  })
}

function checkThreadRule(thread: unknown): void {
  if (thread === undefined || isThreadRule(thread)) return
  throw new DeclarationError('not a thread rule', {
    code: 'ABI-L002',
    rule: 'N-1',
    path: 'fn → thread',
    expected: threadRules.map((rule) => `'${rule}'`).join(' or '),
    found: describeValue(thread),
  })
}
