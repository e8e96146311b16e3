// The plugins whose interface is declared by what their files say, and a call of each that shows that the declaration is right.
export interface InspectedPluginCase {
  /** The crate, by its folder beside this file. */
  readonly crate: string
  /** Names of fields that lead from the root module to a function, its arguments, and what it gives. */
  readonly call: readonly [path: readonly string[], values: readonly unknown[], result: unknown]
}

export const plugins: readonly InspectedPluginCase[] = [
  { crate: 'everything', call: [['scalars', 'sum'], [1, 2, 3, 4n, 5, 6, 7], 28n] },
  { crate: 'plugin', call: [['add'], [40, 2], 42] },
  { crate: 'plugin-older', call: [['add'], [40, 2], 42] },
  { crate: 'plugin-newer', call: [['add'], [40, 2], 42] },
  { crate: 'interface-v1', call: [['revision'], [], 1] },
  { crate: 'interface-v2', call: [['revision'], [], 2] },
  { crate: 'interface-v3', call: [['revision'], [], 3] },
]
