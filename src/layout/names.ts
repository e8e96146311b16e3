import { DeclarationError } from '../errors/index.js'

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/
const taken = new Set(['constructor', 'toJSON', '__proto__'])

/** Keywords of C11, C23 and C++17, and the macros that a compiler or the headers that every module includes define. */
const reservedInC = new Set(
  `alignas alignof and and_eq asm atomic_cancel auto bitand bitor bool break case catch char char16_t char32_t char8_t
  class compl const const_cast constexpr continue decltype default delete do double dynamic_cast else enum explicit
  export extern false float for friend goto if inline int linux long mutable namespace new noexcept not not_eq NULL
  nullptr offsetof operator or or_eq private protected public register reinterpret_cast restrict return short signed
  sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef typeid
  typename typeof typeof_unqual union unix unsigned using virtual void volatile wchar_t while xor xor_eq`.split(
    /\s+/,
  ),
)

/**
 * Checks that a name can stand in C, in JavaScript and in a path.
 *
 * @internal
 */
export function checkName(name: unknown, path: string, what: string): asserts name is string {
  if (typeof name === 'string' && identifier.test(name) && !taken.has(name) && !reservedInC.has(name)) return
  throw new DeclarationError(`this cannot be the name of a ${what}`, {
    code: 'ABI-L001',
    rule: 'L-2',
    path,
    expected:
      'a letter or underscore, then letters, digits and underscores; no keyword of C or C++, not constructor, toJSON or __proto__',
    found: typeof name === 'string' ? JSON.stringify(name) : typeof name,
  })
}

/**
 * Says what a JavaScript value is, short enough for a message.
 *
 * @internal
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
    case 'number':
      return Object.is(value, -0) ? 'the number -0' : `the number ${value}`
    case 'bigint':
      return `the bigint ${value}n`
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'function':
      return `the function ${value.name === '' ? '(without a name)' : value.name}`
    case 'symbol':
      return 'a symbol'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? `an array of ${value.length}` : `an object ${constructorName(value)}`
  }
}

function constructorName(value: object): string {
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name
  return typeof name === 'string' ? name : '(without a prototype)'
}
