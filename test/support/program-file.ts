// Programs of the tests as Node runs them by itself: each is put into one file, with what it takes of the sources, or of what
// was built of them. To translate and to find two hundred modules anew takes longer than most programs, in each of their
// threads.
import { mkdir, readFile, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The file behind a module of the sources: itself, or what was built of it, where the tests run on that. */
function tested(source: string): string {
  const src = join(root, 'src/')
  if (process.env['ABIDING_BUILT'] !== '1' || !source.startsWith(src)) return source
  return join(root, 'dist', source.slice(src.length).replace(/\.ts$/, '.js'))
}

const testedPackage: Plugin = {
  name: 'the package as it is tested',
  setup(bundler) {
    bundler.onResolve({ filter: /^abiding($|\/)/ }, ({ path }) => ({
      path: tested(join(root, 'src', path.slice('abiding/'.length), 'index.ts')),
    }))
    bundler.onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, resolveDir }) => {
      const source = tested(join(resolveDir, path.replace(/\.js$/, '.ts')))
      return resolveDir.startsWith(join(root, 'dist')) ? undefined : { path: source }
    })
  },
}

/** What a module asks about where it lies is answered as if it lay there still. Only the program knows where it is now. */
const knowingTheirPlaces = (program: string): Plugin => ({
  name: 'modules that know their places',
  setup(bundler) {
    bundler.onLoad({ filter: /\.[jt]s$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      if (path === program || !text.includes('import.meta.url')) return undefined
      const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' }
    })
  },
})

const made = new Map<string, Promise<string>>()

/**
 * Gives the file that Node runs for a program.
 *
 * @param program - Its path.
 * @param folder - Where the file is written, inside of the repository, so that packages are found from there.
 */
export function programFile(program: string, folder: string): Promise<string> {
  const file = join(folder, basename(program).replace(/\.ts$/, '.mjs'))
  let making = made.get(file)
  if (making === undefined) made.set(file, (making = make(program, file)))
  return making
}

async function make(program: string, file: string): Promise<string> {
  // Another worker may be at it: the finished file appears at once.
  const unfinished = `${file}.${process.pid}`
  await mkdir(dirname(file), { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: [program],
    outfile: unfinished,
    bundle: true,
    // All that is imported runs, whatever the package says of itself to bundlers.
    ignoreAnnotations: true,
    treeShaking: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    keepNames: true,
    charset: 'utf8',
    logLevel: 'silent',
    plugins: [testedPackage, knowingTheirPlaces(program)],
  })
  await rename(unfinished, file)
  return file
}
