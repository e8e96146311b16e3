import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { emitCHeader } from '../emit/index.js'
import { CommandError } from '../errors/index.js'
import { loadDeclarations } from './load-declarations.js'

/** @internal */
export interface HeaderOptions {
  /** The file to write to; the standard output where it is left out. */
  readonly output?: string
}

/**
 * `abiding header`: writes the C header of a declaration file.
 *
 * @param file - Path of the declaration file.
 * @param options - The options of the command line.
 * @throws {@link CommandError} `ABI-T002` where the declaration cannot be loaded, `ABI-T003` where the header cannot be
 * written.
 *
 * @internal
 */
export async function writeHeader(file: string, options: HeaderOptions): Promise<void> {
  const { declarations } = await loadDeclarations(file)
  const header = emitCHeader(declarations, { fileName: basename(file) })
  if (options.output === undefined) {
    process.stdout.write(header)
    return
  }
  await write(options.output, header)
  const names = declarations.map((declaration) => declaration.name).join(', ')
  console.log(`${options.output}: ${names}, ${header.split('\n').length - 1} lines`)
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new CommandError('the header cannot be written', {
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
