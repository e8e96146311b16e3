/**
 * A name out of a file, in which control characters are not sent to the terminal.
 *
 * @internal
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')
}
