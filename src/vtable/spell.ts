import { CallError } from '../errors/index.js'
import { leak } from '../ownership/index.js'
import { ByteVector } from './byte-vector.js'

/** Spells an object: 0 where it could. */
export type Format = (data: number, mode: 'Default' | 'Alternate', out: number) => number

/** Vectors that nobody uses at the moment: native code appends texts to them. */
const idle: ByteVector[] = []

/**
 * What an object of native code spells itself as.
 *
 * @param format - The function of its table that spells it.
 * @param data - Its data pointer.
 * @param alternate - Whether the longer form is asked for, Rust's `{:#}`.
 * @param path - What is being spelled, for errors.
 * @throws {@link CallError} `ABI-B004` where its maker could not; {@link ValueError} `ABI-V005` where the text is no UTF-8.
 *
 * @see Rule B-11 of the specification.
 *
 * @internal
 */
export function spell(format: Format, data: number, alternate: boolean, path: string): string {
  const text = idle.pop() ?? leak(new ByteVector())
  try {
    if (format(data, alternate ? 'Alternate' : 'Default', text.address) !== 0) refuseText(path)
    return text.text(path)
  } finally {
    text.clear()
    idle.push(text)
  }
}

function refuseText(path: string): never {
  throw new CallError('the object could not be spelled', {
    code: 'ABI-B004',
    rule: 'B-11',
    path,
    expected: 'a text',
    found: 'an error of its maker',
  })
}
