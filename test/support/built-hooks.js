// What the package is made of needs no translation: it passes by tsx, which would take longer than most programs.
import { readFile } from 'node:fs/promises'

const src = new URL('../../src/', import.meta.url).href
const dist = new URL('../../dist/', import.meta.url).href

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  if (context.parentURL?.startsWith(dist) && specifier.startsWith('.'))
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
  const found = await nextResolve(specifier, context)
  if (!found.url.startsWith(src)) return found
  return { ...found, url: dist + found.url.slice(src.length).replace(/\.ts$/, '.js'), format: 'module' }
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.startsWith(dist)) return nextLoad(url, context)
  return { format: 'module', source: await readFile(new URL(url)), shortCircuit: true }
}
