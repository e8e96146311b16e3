/**
 * A comment on its own lines, or nothing.
 *
 * @internal
 */
export function comment(text: string, indent = ''): string[] {
  // The text is not ours: it must not end the comment, and hold nothing that compilers warn of.
  const lines = text
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replaceAll('??/', '?? /')
    .replace(unprintable, ' ')
    .split('\n')
    .flatMap((line) => wrap(line.trim(), 92 - indent.length))
  if (lines.length === 1) return [`${indent}/* ${lines[0]} */`]
  return [`${indent}/*`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`]
}

/** Control characters, halves of surrogate pairs, and what changes the direction of text. */
const unprintable = /[^\P{Cc}\n]|\p{Cs}|\p{Bidi_Control}/gu

function wrap(line: string, width: number): string[] {
  const lines: string[] = ['']
  for (const word of line.split(/\s+/)) {
    const last = lines.at(-1)!
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}

/**
 * A macro for a string literal, cut into lines.
 *
 * @internal
 */
export function stringMacro(name: string, text: string): string[] {
  const pieces = text.match(/.{1,76}(?:,|$)|.{1,80}/gs) ?? ['']
  const literals = pieces.map((piece) => `  "${piece.replace(/[\\"]/g, '\\$&')}"`)
  return [
    `#define ${name} \\`,
    ...literals.map((literal, index) => (index < literals.length - 1 ? `${literal} \\` : literal)),
  ]
}

/**
 * An assertion that the compiler checks.
 *
 * @internal
 */
export function assertion(condition: string, message: string): string {
  return `ABIDING_ASSERT(${condition}, "${message}");`
}

/**
 * The macro for a version of an interface, as in `PERSONMOD_VERSION_1_2_0`.
 *
 * @internal
 */
export function versionMacro(prefix: string, version: string): string {
  return `${prefix}_VERSION_${version.replaceAll('.', '_')}`
}

/**
 * The number that stands for a version in C.
 *
 * @internal
 */
export function versionNumber(version: string): number {
  const [major, minor, patch] = version.split('.').map(Number)
  return major! * 1_000_000 + minor! * 1_000 + patch!
}
