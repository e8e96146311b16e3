// One TypeScript program over files that no tsconfig includes, with the options of the house.
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './files.js'

/** What the compiler says of each file; a file without errors is not in the map. */
export function typeErrors(files: string[]): Map<string, string[]> {
  const errors = new Map<string, string[]>()
  const program = ts.createProgram(files, { ...options(), noEmit: true })
  for (const file of files) {
    const source = program.getSourceFile(file)
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    if (found.length > 0) errors.set(file, found.map(message))
  }
  return errors
}

function options(): ts.CompilerOptions {
  const path = join(root, 'tsconfig.json')
  const read = ts.readConfigFile(path, (name) => ts.sys.readFile(name))
  return ts.parseJsonConfigFileContent(read.config, ts.sys, root).options
}

function message({ file, start = 0, messageText, code }: ts.Diagnostic): string {
  const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1
  return `line ${line}: TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
}
