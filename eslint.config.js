import { builtinModules } from 'node:module'
import { defineConfig, globalIgnores } from 'eslint/config'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import { importX } from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'
import { browserLayers, layers, nativeLayer } from './scripts/layers.js'

/** One zone per layer: what it may not import are the layers after it, and the entries, which re-export them. */
const zones = layers.map((layer, index) => ({
  target: `./src/${layer}`,
  from: [
    './src/index.ts',
    './src/index.browser.ts',
    ...layers.slice(index + 1).map((later) => `./src/${later}`),
  ],
  message: `Layer '${layer}' may import only from layers before it (scripts/layers.js).`,
}))

const koffi = { regex: '^koffi($|/)', message: `Only src/${nativeLayer}/ talks to koffi.` }
const itself = {
  regex: '^abiding($|/)',
  message: 'Inside src/ import by relative path; `abiding` is how others see it.',
}
const nodeModules = {
  regex: `^(node:.*|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$)`,
  message: 'This layer also runs in a browser: no Node modules.',
}
const nodeGlobals = ['process', 'Buffer', 'global', 'require', 'setImmediate', '__dirname', '__filename'].map(
  (name) => ({ name, message: 'This layer also runs in a browser: use `globalThis.x?.`, or do without.' }),
)

const restrict = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] })
const inLayers = (names) => names.map((name) => `src/${name}/**/*.ts`)

export default defineConfig(
  globalIgnores(['dist/', 'docs/reference/', '.build/', 'coverage/']),
  tseslint.configs.recommendedTypeChecked,
  importX.flatConfigs.typescript,
  {
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })] },
    rules: {
      eqeqeq: 'error',
      'no-constant-binary-expression': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'max-lines': ['error', 400],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      'import-x/no-duplicates': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      // An implementation of an async interface need not await.
      '@typescript-eslint/require-await': 'off',
      // `DataView.prototype.getInt8` and its like are taken off their object on purpose, and called with one.
      '@typescript-eslint/unbound-method': 'off',
      // Inference over declarations is written with `any` in the places where variance demands it.
      '@typescript-eslint/no-explicit-any': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      ...restrict(koffi, itself),
    },
  },
  { files: inLayers([nativeLayer]), rules: restrict(itself) },
  {
    files: inLayers(browserLayers),
    rules: { ...restrict(koffi, itself, nodeModules), 'no-restricted-globals': ['error', ...nodeGlobals] },
  },
  { files: inLayers(['cli']), rules: { 'no-console': 'off' } },
  {
    // The reference model shares nothing with what it judges.
    files: ['spec/**/*.ts'],
    rules: restrict({ regex: '^(?!\\./)', message: 'The reference model imports nothing but itself.' }),
  },
  {
    // Tests reach for what the types forbid on purpose.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/*.test-d.ts'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
)
