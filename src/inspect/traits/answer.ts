// The program that asks an entry of a library: it runs code of the library, so it is a process of its own. What it found is
// written to a pipe that the library does not know of, as one line of JSON.
import { writeSync } from 'node:fs'
import { NativeEntry } from '../../connection/protocol/native-entry.js'
import { ownSchemaVersion } from '../../connection/protocol/message.js'
import { encodeDefinition } from '../../connection/wire/container.js'
import { AbidingError } from '../../errors/index.js'
import { openLibrary } from '../../ffi/index.js'
import { checkLibraryFile } from '../../module/library-file.js'

/** The pipe to whoever asked. */
const answerPipe = 3

const [, , path = '', symbol = ''] = process.argv

function say(answer: object): void {
  const bytes = Buffer.from(JSON.stringify(answer))
  for (let from = 0; from < bytes.length;) from += writeSync(answerPipe, bytes, from)
}

try {
  const file = checkLibraryFile(path)
  const address = openLibrary(file).symbol(symbol)
  if (address === undefined) say({ problem: `it exports no ${symbol}` })
  else {
    const entry = new NativeEntry(address, symbol)
    const { schema, version } = entry.interrogateVersion()
    const definition = entry.definition(Math.min(schema, ownSchemaVersion), version)
    const bytes = encodeDefinition(definition, ownSchemaVersion)
    say({ version, definition: Buffer.from(bytes).toString('base64') })
  }
} catch (error) {
  if (!(error instanceof AbidingError)) throw error
  say({ problem: error.message })
}
// Threads of the library must not keep the process.
process.exit(0)
