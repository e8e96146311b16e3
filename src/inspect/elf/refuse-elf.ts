import { LibraryError, type ErrorCode } from '../../errors/index.js'

/** What is wrong with an ELF file. */
export interface ElfFinding {
  /** The code of the cause. */
  readonly code: Extract<ErrorCode, 'ABI-A020' | 'ABI-A021' | 'ABI-A022' | 'ABI-A023'>
  /** One sentence. */
  readonly summary: string
  /** What would have been right. */
  readonly expected: string
  /** What is there. */
  readonly found: string
}

/**
 * Throws for an ELF file that cannot be right.
 *
 * @throws `LibraryError` always.
 *
 * @internal
 */
export function refuseElf(path: string, { code, summary, expected, found }: ElfFinding): never {
  throw new LibraryError(summary, { code, rule: 'A-41', path, expected, found })
}
