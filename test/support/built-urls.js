// Where what was built of the package lies.
const src = new URL('../../src/', import.meta.url).href
const dist = new URL('../../dist/', import.meta.url).href

/**
 * Whether a module is one of those that were built.
 *
 * @param {string | undefined} url
 */
export function isBuilt(url) {
  return url?.startsWith(dist) === true
}

/**
 * What a module that was built imports, where that is another one of them.
 *
 * @param {string} specifier
 * @param {string | undefined} parent
 * @returns {import('node:module').ResolveFnOutput | undefined}
 */
export function besideBuilt(specifier, parent) {
  if (!isBuilt(parent) || !specifier.startsWith('.')) return undefined
  return { url: new URL(specifier, parent).href, format: 'module', shortCircuit: true }
}

/**
 * The same module as it was built, for one of the sources.
 *
 * @param {import('node:module').ResolveFnOutput} found
 * @returns {import('node:module').ResolveFnOutput}
 */
export function builtInstead(found) {
  if (!found.url.startsWith(src)) return found
  return { ...found, url: dist + found.url.slice(src.length).replace(/\.ts$/, '.js'), format: 'module' }
}
