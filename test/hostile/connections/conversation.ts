// Conversations that are kept as text, in the format of corpus/calls/README.md.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'corpus', 'calls')

/** A line of a conversation. */
export interface Statement {
  /** Its first word. */
  readonly verb: string
  /** What stands behind it, as it is written. */
  readonly rest: string
  /** The words behind it that are no settings. */
  readonly words: readonly string[]
  /** The words with an equals sign. */
  readonly settings: ReadonlyMap<string, string>
  /** Where it stands, for people. */
  readonly place: string
}

/** A conversation. */
export interface Conversation {
  readonly file: string
  /** Which side this side is: the first word of the name. */
  readonly side: string
  readonly what: string
  readonly statements: readonly Statement[]
}

/** Reads all conversations. */
export function readConversations(): readonly Conversation[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
      const statements = lines.flatMap((line, index) =>
        line === '' || line.startsWith('#') ? [] : [statementOf(line, `${file}:${index + 1}`)],
      )
      return {
        file,
        side: file.split('-', 1)[0]!,
        what: lines[0]!.replace(/^# /, ''),
        statements,
      }
    })
}

function statementOf(line: string, place: string): Statement {
  const [verb = '', ...behind] = line.split(/\s+/)
  const settings = behind.filter((word) => /^\w+=/.test(word))
  return {
    verb,
    rest: line.slice(verb.length).trim(),
    words: behind.filter((word) => !settings.includes(word)),
    settings: new Map(settings.map((word) => word.split('=', 2) as [string, string])),
    place,
  }
}

/** A number: decimal, hexadecimal, or a power of two with or without something taken away. */
export function numberOf(text: string): bigint {
  const power = /^2\^(\d+)(?:-(\d+))?$/.exec(text)
  return power === null ? BigInt(text) : 2n ** BigInt(power[1]!) - BigInt(power[2] ?? 0)
}
