import { ModuleError, type ErrorCode } from '../../errors/index.js'
import { formatAddress } from '../../layout/index.js'
import { decodeUtf8 } from '../../layout/utf8.js'
import { safeRead } from '../../memory/safe-read.js'

/** No name and no version of a crate is longer. */
const longestText = 1024

/**
 * Copies a part of a plugin, of which nobody knows whether it is there.
 *
 * @param path - The plugin, for errors.
 * @param rule - The rule that is broken where it is not.
 * @param part - What is being copied, for errors.
 * @param address - First byte.
 * @param byteLength - How many.
 * @throws {@link ModuleError} `ABI-A003` where a byte cannot be read.
 *
 * @see Rule A-3 of the specification.
 *
 * @internal
 */
export function copyPart(
  path: string,
  rule: string,
  part: string,
  address: number,
  byteLength: number,
): Uint8Array {
  try {
    return safeRead(address, byteLength)
  } catch (cause) {
    return refuse(path, 'ABI-A003', rule, `the ${part} lies in memory that does not exist`, {
      expected: `${byteLength} readable bytes`,
      found: formatAddress(address),
      cause,
    })
  }
}

/**
 * Copies a text of a plugin.
 *
 * @param text - Where it lies, and its bytes.
 * @throws {@link ModuleError} `ABI-A003` where it is too long, cannot be read or is not UTF-8.
 *
 * @see Rule A-3 of the specification.
 *
 * @internal
 */
export function copyText(
  path: string,
  part: string,
  text: { readonly address: number; readonly length: number },
): string {
  if (text.length > longestText) {
    refuse(path, 'ABI-A003', 'A-3', `the ${part} is too long`, {
      expected: `at most ${longestText} bytes`,
      found: `${text.length} bytes`,
    })
  }
  if (text.length === 0) return ''
  const bytes = copyPart(path, 'A-3', part, text.address, text.length)
  try {
    return decodeUtf8(bytes)
  } catch (cause) {
    return refuse(path, 'ABI-A003', 'A-3', `the ${part} is not UTF-8`, { cause })
  }
}

/** What an error says beside its summary. */
interface Finding {
  readonly expected?: string
  readonly found?: string
  readonly hint?: string
  readonly cause?: unknown
}

/**
 * Refuses a plugin.
 *
 * @internal
 */
export function refuse(
  path: string,
  code: ErrorCode,
  rule: string,
  summary: string,
  finding: Finding,
): never {
  throw new ModuleError(summary, { code, rule, path, ...finding })
}
