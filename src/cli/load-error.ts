import { CommandError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import { isAbidingError } from './failure.js'

/**
 * What is said where a declaration file cannot be loaded.
 *
 * @param cause - What was thrown by the file, by Node or by jiti.
 * @param file - The path as it was given.
 * @param path - The absolute path.
 *
 * @internal
 */
export function loadError(cause: unknown, file: string, path: string): CommandError {
  if (cause instanceof CommandError) return cause
  const { text, place } = describeCause(cause, path)
  return new CommandError('the declaration file cannot be loaded', {
    code: 'ABI-T002',
    path: place === undefined ? file : `${file}:${place}`,
    found: text.replaceAll('\n', '\n            '),
    cause,
  })
}

function describeCause(cause: unknown, path: string): { text: string; place: string | undefined } {
  if (!(cause instanceof Error)) return { text: `it throws ${describeValue(cause)}`, place: undefined }
  const parsed = /^ParseError: (.*?)\s*\n\s*(\S.*?):(\d+:\d+)\s*$/s.exec(cause.message)
  if (parsed !== null) {
    const [, text = '', where = '', place] = parsed
    const isHere = where === path
    return {
      text: `a syntax error: ${text}${isHere ? '' : ` (${where}:${place})`}`,
      place: isHere ? place : undefined,
    }
  }
  const text = cause.message
    .replace(/\nRequire stack:[^]*$/, '')
    // The compiled form of a call to something imported.
    .replace(/\(0 , \w+\.(\w+)\)/g, '$1')
  const isNamed = !isAbidingError(cause) && cause.name !== 'Error'
  return { text: isNamed ? `${cause.name}: ${text}` : text, place: lineIn(cause, path) }
}

/** The line of the file in which an error came up. */
function lineIn(error: Error, path: string): string | undefined {
  const frame = error.stack?.split('\n').find((line) => /^\s+at /.test(line) && line.includes(`${path}:`))
  return frame === undefined ? undefined : /:(\d+):\d+\)?$/.exec(frame)?.[1]
}
