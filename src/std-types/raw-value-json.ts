import { ValueError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'

/** A text that is JSON. */
export class JsonText {
  /** The text. */
  readonly text: string

  /**
   * Holds a text.
   *
   * @param text - The text, which nobody checks here.
   */
  constructor(text: string) {
    this.text = text
  }

  /**
   * The value that the text stands for.
   *
   * @throws {@link ValueError} `ABI-U025` where the text is no JSON.
   */
  parse(): unknown {
    return parseJson(this.text, 'RawValue.parse')
  }

  /** The text. */
  toString(): string {
    return this.text
  }

  /** The value, so that `JSON.stringify` gives the JSON and not a string of it. */
  toJSON(): unknown {
    return this.parse()
  }
}

/**
 * The text of what may be written where JSON is declared.
 *
 * @param value - A text, or what was read as one.
 * @param path - What is written, for errors.
 * @throws {@link ValueError} `ABI-U025` for a text that is no JSON, `ABI-V001` for what is no text.
 *
 * @internal
 */
export function jsonTextOf(value: unknown, path: string): string {
  if (value instanceof JsonText) return value.text
  if (typeof value !== 'string') {
    throw new ValueError('not a text with JSON', {
      code: 'ABI-V001',
      rule: 'T-77',
      path,
      expected: 'a string',
      found: describeValue(value),
      hint: 'make one with JSON.stringify(…)',
    })
  }
  parseJson(value, path)
  return value
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ValueError('not JSON', {
      code: 'ABI-U025',
      rule: 'T-77',
      path,
      expected: 'a text that JSON.parse accepts',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}
