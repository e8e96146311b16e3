// Bytes that are kept because they are wrong in a way of their own. Each file says in its first line what it is, in its
// second what is to come of it, and in its third, for a value, of which type; behind that come the bytes, where `07*10000`
// is the byte 7, ten thousand times.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'corpus', 'connections')

/** A file of the corpus. */
export interface CorpusEntry {
  readonly file: string
  /** What reads it: the first word of its name. */
  readonly reader: string
  readonly what: string
  /** The code of an error, or `read`. */
  readonly outcome: string
  /** The name of the type of a value. */
  readonly type: string | undefined
  readonly bytes: Uint8Array
}

/** Reads all files of the corpus. */
export function readCorpus(): readonly CorpusEntry[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.hex'))
    .sort()
    .map((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
      const [what = '', outcome = '', type] = lines
        .filter((line) => line.startsWith('# '))
        .map((line) => line.slice(2))
      const body = lines.filter((line) => !line.startsWith('#')).join(' ')
      return { file, reader: file.split('-', 1)[0]!, what, outcome, type, bytes: bytesOf(body) }
    })
}

/** Bytes of hexadecimal digits, where `07*10000` is the byte 7, ten thousand times. */
export function bytesOf(text: string): Uint8Array {
  const parts = text.split(/\s+/).filter(Boolean)
  return Buffer.concat(
    parts.map((part) => {
      const [bytes, times = '1'] = part.split('*') as [string, string?]
      return Buffer.alloc((bytes.length / 2) * Number(times), Buffer.from(bytes, 'hex'))
    }),
  )
}
