// The package as its users have it: what was built, where the tests run on that, else made of the sources as they are now.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { filesIn, read, root } from '../house/files.js'

/** Where a copy of the package lies. */
export interface PackageCopy {
  /** The folder with its package.json. A file in it can import `abiding`. */
  readonly folder: string
  /** The file that is run as the command. */
  readonly main: string
  /** Makes a folder with another copy, installed in its `node_modules`. */
  install(name: string): string
  remove(): void
}

/** Whether Node reads it: three files of four are declarations and maps, and take longer to copy than most commands to run. */
const isRun = (path: string): boolean => !/\.(d\.ts|map)$/.test(path)

/** Compiles the sources, without looking at their types. */
function transpileTo(dist: string): void {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  }
  for (const path of filesIn('src', '.ts')) {
    const { outputText } = ts.transpileModule(read(path), { compilerOptions, fileName: path })
    const output = join(dist, relative('src', path)).replace(/\.ts$/, '.js')
    mkdirSync(dirname(output), { recursive: true })
    writeFileSync(output, outputText)
  }
}

/** Puts the package into a new folder inside of the repository, so that its dependencies are found. */
export function copyPackage(): PackageCopy {
  mkdirSync(join(root, '.build'), { recursive: true })
  const folder = mkdtempSync(join(root, '.build', 'cli-'))
  const dist = join(folder, 'dist')
  if (process.env['ABIDING_BUILT'] === '1')
    cpSync(join(root, 'dist'), dist, { recursive: true, filter: isRun })
  else transpileTo(dist)
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  return {
    folder,
    main: join(folder, 'dist/cli/main.js'),
    install(name) {
      for (const part of ['dist', 'package.json'])
        cpSync(join(folder, part), join(folder, name, 'node_modules/abiding', part), { recursive: true })
      // Most users' packages do not say what their .js and .ts files are.
      writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ name }))
      return join(folder, name)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
