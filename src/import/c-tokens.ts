/** One word or mark of C text. */
export interface CToken {
  /** The text itself; {@link unnamedTag} for a struct, union or enum without a name. */
  readonly text: string
  /** Whether it is a name or a keyword. */
  readonly isWord: boolean
}

/**
 * What stands for the name of a tag that has none.
 *
 * @internal
 */
export const unnamedTag = '@unnamed'

/** As clang writes a tag without a name: `(unnamed struct at a.h:1:2)`, `outer::(anonymous at a.h:1:2)`. */
const unnamedSpelling = /(?:[A-Za-z_]\w*::)*\((?:anonymous|unnamed)\b.*?:\d+:\d+\)/g

const pattern =
  /(?<blank>\s+|\/\*[^]*?\*\/|\/\/[^\n]*|^[ \t]*#[^\n]*)|(?<word>@unnamed|[A-Za-z_$][\w$]*)|(?<other>\d[\w.]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\.\.\.|[^])/gmy

/**
 * Cuts C text into words and marks, without blanks, comments and lines of the preprocessor.
 *
 * @internal
 */
export function tokenize(text: string): CToken[] {
  const tokens: CToken[] = []
  for (const { groups } of text.replace(unnamedSpelling, unnamedTag).matchAll(pattern)) {
    const word = groups?.['word']
    const other = groups?.['other']
    if (word !== undefined) tokens.push({ text: word, isWord: true })
    else if (other !== undefined) tokens.push({ text: other, isWord: false })
  }
  return tokens
}

/**
 * Reads tokens one after the other.
 *
 * @internal
 */
export class TokenReader {
  readonly #tokens: readonly CToken[]
  #place = 0

  constructor(tokens: readonly CToken[]) {
    this.#tokens = tokens
  }

  /** The text of a token that was not read yet; empty behind the end. */
  peek(ahead = 0): string {
    return this.#tokens[this.#place + ahead]?.text ?? ''
  }

  /** Whether the next token is a name or a keyword. */
  get atWord(): boolean {
    return this.#tokens[this.#place]?.isWord === true
  }

  /** Reads the next token. */
  next(): string {
    const text = this.peek()
    this.#place++
    return text
  }

  /** Reads the next token if it is this one. */
  skip(text: string): boolean {
    if (this.peek() !== text || text === '') return false
    this.#place++
    return true
  }

  /** Reads what stands between brackets, the next token being the opening one, and gives it without them. */
  bracketed(): string[] {
    const close = closing[this.next()]
    const inside: string[] = []
    while (this.peek() !== '' && this.peek() !== close) {
      if (closing[this.peek()] === undefined) inside.push(this.next())
      else inside.push(this.peek(), ...this.bracketed(), ')')
    }
    this.next()
    return inside
  }
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
