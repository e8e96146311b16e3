// For programs of the tests: what they import of the sources comes from what was built of them.
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { besideBuilt, builtInstead, isBuilt } from './built-urls.js'

// Newer versions of Node have hooks on the thread itself, and warn about the others.
const { registerHooks } = /** @type {{ registerHooks?: (hooks: object) => void }} */ (
  /** @type {unknown} */ (nodeModule)
)

if (registerHooks === undefined) nodeModule.register('./built-hooks.js', import.meta.url)
else
  registerHooks({
    /** @type {(specifier: string, context: { parentURL?: string }, next: Function) => object} */
    resolve: (specifier, context, next) =>
      besideBuilt(specifier, context.parentURL) ?? builtInstead(next(specifier, context)),
    /** @type {(url: string, context: object, next: Function) => object} */
    load: (url, context, next) =>
      isBuilt(url)
        ? { format: 'module', source: readFileSync(new URL(url), 'utf8'), shortCircuit: true }
        : next(url, context),
  })
