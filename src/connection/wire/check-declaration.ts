import { DeclarationError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import { isText } from '../../layout/utf8.js'

/**
 * Refuses options that are no object.
 *
 * @param options - What was given as such.
 * @param path - The declaration that they belong to.
 * @param expected - What they are made of.
 * @param rule - The rule of that declaration.
 * @throws `DeclarationError` `ABI-L002`.
 *
 * @internal
 */
export function checkOptions(options: unknown, path: string, expected: string, rule: string): void {
  if (typeof options === 'object' && options !== null) return
  throw new DeclarationError('a declaration without its options', {
    code: 'ABI-L002',
    rule,
    path,
    expected: `an object with ${expected}`,
    found: describeValue(options),
  })
}

/**
 * Refuses what cannot be the name of a type: peers are told it as UTF-8.
 *
 * @param name - What was given as such.
 * @param maker - The function that declares the type.
 * @param rule - The rule of that function.
 * @throws `DeclarationError` `ABI-L001`.
 *
 * @internal
 */
export function checkTypeName(name: unknown, maker: string, rule: string): void {
  if (isText(name)) return
  throw new DeclarationError('this cannot be the name of a type', {
    code: 'ABI-L001',
    rule,
    path: maker,
    expected: 'a string without half of a surrogate pair',
    found: typeof name === 'string' ? JSON.stringify(name) : describeValue(name),
  })
}
