// What the package is made of needs no translation: it passes by tsx, which would take longer than most programs.
import { readFile } from 'node:fs/promises'
import { besideBuilt, builtInstead, isBuilt } from './built-urls.js'

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  return besideBuilt(specifier, context.parentURL) ?? builtInstead(await nextResolve(specifier, context))
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!isBuilt(url)) return nextLoad(url, context)
  return { format: 'module', source: await readFile(new URL(url)), shortCircuit: true }
}
