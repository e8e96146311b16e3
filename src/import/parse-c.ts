import { TokenReader, tokenize } from './c-tokens.js'
import type { CParameter, CType, Tag } from './c-type.js'
import { Unsayable } from './unsayable.js'

/** One declarator of a declaration. */
export interface CDeclared {
  /** What is declared; `undefined` where a type stands alone. */
  readonly name: string | undefined
  /** Its type. */
  readonly type: CType
}

const tags = new Set<string>(['struct', 'union', 'enum'] satisfies Tag[])
const basic = new Set(
  `void char short int long float double signed unsigned _Bool bool _Complex __int128 __float128 _Float128 _Float16
  __bf16 __fp16 __ibm128 half __signed __signed__ __complex__`.split(/\s+/),
)
const ignored = new Set(
  `volatile restrict __restrict __restrict__ __volatile__ __volatile typedef extern static inline register
  __extension__ _Nullable _Nonnull _Null_unspecified __unaligned __inline __inline__ __ptr32 __ptr64 __w64`.split(
    /\s+/,
  ),
)
const constWords = new Set(['const', '__const', '__const__'])
const conventions = /^_*(stdcall|fastcall|thiscall|vectorcall|regcall|ms_abi|sysv_abi|pcs|preserve_\w+)_*$/

/**
 * Reads a type as clang spells it: `int (*)(void *, const char *)`.
 *
 * @throws Unsayable for what is no C type of this library's world, as vectors.
 *
 * @internal
 */
export function parseType(text: string): CType {
  const reader = new TokenReader(tokenize(text))
  const { type } = parseDeclarator(reader, parseSpecifiers(reader))
  if (reader.peek() !== '') throw new Unsayable(`the type ${text} is not understood`)
  return type
}

/**
 * Reads a declaration as it stands in a header, whose base type is of no interest: `int (*close)(File *file, int flags)`.
 *
 * @returns What it declares, in order.
 * @throws Unsayable for what is not understood.
 *
 * @internal
 */
export function parseDeclaration(text: string): CDeclared[] {
  const reader = new TokenReader(tokenize(text))
  const base = parseSpecifiers(reader)
  const declared = [parseDeclarator(reader, base)]
  while (reader.skip(',')) declared.push(parseDeclarator(reader, base))
  return declared
}

function parseSpecifiers(reader: TokenReader): CType {
  const words: string[] = []
  let found: CType | undefined
  let isConst = false
  let isAtomic = false
  for (;;) {
    const word = reader.peek()
    if (constWords.has(word)) {
      reader.next()
      isConst = true
    } else if (ignored.has(word)) {
      reader.next()
    } else if (skipAttribute(reader)) {
      continue
    } else if (word === '_Atomic') {
      reader.next()
      isAtomic = true
      if (reader.peek() === '(') {
        reader.next()
        found = parseDeclarator(reader, parseSpecifiers(reader)).type
        reader.skip(')')
      }
    } else if (tags.has(word)) {
      found = parseTag(reader, reader.next() as Tag)
    } else if (basic.has(word)) {
      words.push(reader.next())
    } else if (/^(__)?typeof(_unqual)?(__)?$/.test(word)) {
      reader.next()
      reader.bracketed()
      found = { kind: 'name', name: word, isConst: false }
    } else if (reader.atWord && found === undefined && words.length === 0) {
      found = { kind: 'name', name: reader.next(), isConst: false }
    } else {
      break
    }
  }
  if (words.length > 0) found = { kind: 'name', name: words.join(' '), isConst: false }
  if (found === undefined) throw new Unsayable('a type is not understood')
  const type = { ...found, isConst: isConst || found.isConst }
  return isAtomic ? { kind: 'atomic', of: type, isConst } : type
}

function parseTag(reader: TokenReader, tag: Tag): CType {
  while (skipAttribute(reader));
  const name = reader.atWord ? reader.next() : ''
  if (tag === 'enum' && reader.peek() === ':') while (!['{', ''].includes(reader.peek())) reader.next()
  if (reader.peek() === '{') reader.bracketed()
  return { kind: 'tagged', tag, name, isConst: false }
}

function skipAttribute(reader: TokenReader): boolean {
  const word = reader.peek()
  if (word === '[' && reader.peek(1) === '[') {
    reader.bracketed()
    return true
  }
  if (!/^(__attribute__|__attribute|__declspec|_Alignas|alignas|__asm__|__asm|asm)$/.test(word)) return false
  reader.next()
  const inside = reader.peek() === '(' ? reader.bracketed() : []
  if (inside.some((one) => /vector_size|ext_vector|neon_/.test(one)))
    throw new Unsayable('it is a vector type')
  return true
}

/** What follows a declarator: applied to its type from the last to the first. */
type Wrap = (type: CType) => CType

function parseDeclarator(reader: TokenReader, base: CType): CDeclared {
  let type = base
  let convention: string | undefined
  for (;;) {
    if (reader.skip('*')) type = { kind: 'pointer', to: type, isConst: false }
    else if (constWords.has(reader.peek())) {
      reader.next()
      type = { ...type, isConst: true }
    } else if (ignored.has(reader.peek()) || conventions.test(reader.peek())) {
      const word = reader.next()
      if (conventions.test(word)) convention = word
    } else if (reader.peek() === '^') throw new Unsayable('it is a block')
    else if (!skipAttribute(reader)) break
  }
  let inner: ((outer: CType) => CDeclared) | undefined
  let name: string | undefined
  if (reader.peek() === '(' && isGroup(reader)) {
    inner = parseGroup(reader)
  } else if (reader.atWord) {
    name = reader.next()
  }
  const wraps = parseSuffixes(reader, convention)
  const wrapped = wraps.reduceRight((outer, wrap) => wrap(outer), type)
  return inner === undefined ? { name, type: wrapped } : inner(wrapped)
}

/** Whether a parenthesis holds a declarator, and not parameters. */
function isGroup(reader: TokenReader): boolean {
  const first = reader.peek(1)
  return ['*', '^', '(', '['].includes(first) || conventions.test(first) || first === '__attribute__'
}

/** The type of what stands in the parenthesis is known only when what follows the parenthesis was read. */
function parseGroup(reader: TokenReader): (outer: CType) => CDeclared {
  reader.next()
  const hole: CType = { kind: 'name', name: '', isConst: false }
  const { name, type } = parseDeclarator(reader, hole)
  reader.skip(')')
  const fill = (within: CType, outer: CType): CType => {
    if (within === hole) return outer
    switch (within.kind) {
      case 'pointer':
        return { ...within, to: fill(within.to, outer) }
      case 'array':
        return { ...within, of: fill(within.of, outer) }
      case 'function':
        return { ...within, returns: fill(within.returns, outer) }
      default:
        // The hole itself, made const.
        return { ...outer, isConst: within.isConst || outer.isConst }
    }
  }
  return (outer) => ({ name, type: fill(type, outer) })
}

function parseSuffixes(reader: TokenReader, convention: string | undefined): Wrap[] {
  const wraps: Wrap[] = []
  for (;;) {
    if (reader.peek() === '[' && reader.peek(1) !== '[') {
      const inside = reader.bracketed().filter((one) => /^\d/.test(one))
      const length = inside[0] === undefined ? undefined : Number.parseInt(inside[0])
      wraps.push((of) => ({ kind: 'array', of, length, isConst: false }))
    } else if (reader.peek() === '(') {
      const { parameters, peculiarity } = parseParameters(reader)
      const attribute = callingAttribute(reader) ?? convention
      wraps.push((returns) => ({
        kind: 'function',
        returns,
        parameters,
        peculiarity: peculiarity ?? attribute,
        isConst: false,
      }))
    } else if (!skipAttribute(reader)) {
      return wraps
    }
  }
}

function callingAttribute(reader: TokenReader): string | undefined {
  if (reader.peek() !== '__attribute__') return undefined
  reader.next()
  return reader.bracketed().find((word) => conventions.test(word))
}

function parseParameters(reader: TokenReader): {
  parameters: CParameter[]
  peculiarity: string | undefined
} {
  reader.next()
  if (reader.skip(')')) return { parameters: [], peculiarity: '()' }
  const parameters: CParameter[] = []
  let peculiarity: string | undefined
  do {
    if (reader.skip('...')) peculiarity = '...'
    else parameters.push(parseDeclarator(reader, parseSpecifiers(reader)))
  } while (reader.skip(','))
  if (!reader.skip(')')) throw new Unsayable('the parameters of a function are not understood')
  const [only] = parameters
  const isVoid =
    parameters.length === 1 &&
    only?.name === undefined &&
    only?.type.kind === 'name' &&
    only.type.name === 'void'
  return { parameters: isVoid ? [] : parameters, peculiarity }
}
