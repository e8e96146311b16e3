// Ends `npm run build`: puts the modules of the command into a few files, because Node takes longer to find and to read two
// hundred of them than they take to run. `dist/cli/main.js` takes the place of what tsc made of it.
import { chmodSync, readFileSync } from 'node:fs'
import { posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../', import.meta.url))
const folder = 'dist/cli'

/**
 * What stays outside: what works on modules of users shares the package with them, and what starts a program of its own
 * starts one that lies beside it.
 */
export const apart = [
  'src/cli/check-traits.ts',
  'src/cli/header.ts',
  'src/cli/show.ts',
  'src/inspect/traits/ask-traits.ts',
  'src/inspect/traits/declare-traits.ts',
]

/** @type {import('esbuild').Plugin} */
const leaveApart = {
  name: 'leave apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
      const source = posix.join(posix.dirname(relative(root, importer).replaceAll('\\', '/')), path)
      if (!apart.includes(source.replace(/\.js$/, '.ts'))) return undefined
      const found = posix.relative(folder, source.replace(/^src\//, 'dist/'))
      return { path: found.startsWith('.') ? found : `./${found}`, external: true }
    })
  },
}

const { metafile, warnings } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
  charset: 'utf8',
  plugins: [leaveApart],
  metafile: true,
})
// A warning is code that is left out, or that does something else in a bundle.
if (warnings.length > 0) throw new Error(`the command cannot be bundled: ${warnings.length} warnings`)
for (const source of Object.keys(metafile.inputs)) {
  // All files of the bundle lie in one folder, which is that of the command.
  if (posix.dirname(source) !== 'src/cli' && readFileSync(root + source, 'utf8').includes('import.meta'))
    throw new Error(`${source} asks where it lies: name what imports it in scripts/bundle.js`)
}

// What tsc writes cannot be executed, and npm changes only what it installs: without this, npx would not run it in a clone.
chmodSync(`${root}${folder}/main.js`, 0o755)
