// The architecture as data. ESLint enforces it, test/lint/layers.test.ts proves that ESLint does.

/** The folders of src/, lowest first: a layer imports only from layers before it. */
export const layers = /** @type {const} */ ([
  'errors',
  'ownership',
  'layout',
  'buffer',
  'plain-types',
  'typed-struct',
  'ffi',
  'memory',
  'call',
  'prefix',
  'vtable',
  'std-types',
  'module',
  'connection',
  'diff',
  'emit',
  'import',
  'inspect',
  'testing',
  'cli',
])

/** Layers that also run in a browser: no `node:` modules, no Node globals. */
export const browserLayers = /** @type {const} */ ([
  'errors',
  'ownership',
  'layout',
  'buffer',
  'plain-types',
  'diff',
  'emit',
])

/** The only layer that may import koffi. */
export const nativeLayer = 'ffi'
