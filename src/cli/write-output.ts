import { writeFile } from 'node:fs/promises'
import { CommandError } from '../errors/index.js'

/**
 * Writes what a command has made to a file.
 *
 * @param path - The file.
 * @param text - Its new contents.
 * @param what - What the text is, as in `the header`.
 * @throws {@link CommandError} `ABI-T003` where the file cannot be written.
 *
 * @internal
 */
export async function writeOutput(path: string, text: string, what: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new CommandError(`${what} cannot be written`, {
      code: 'ABI-T003',
      path,
      expected: 'a file that can be written, in a folder that exists',
      found: reasons[code ?? ''] ?? message,
      cause: error,
    })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'no such folder: a part of the path is a file',
  EISDIR: 'a folder',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'a file system that is read-only',
  ENOSPC: 'no space left',
}
