import koffi from 'koffi'
import { join } from 'node:path'
import { buildCrate } from '../test/support/cargo-crate.js'
import { tools } from '../test/support/tools.js'

/** A plugin in Rust and a host in Rust, both made with the crate `savefile-abi`. */
export interface RustAdder {
  /** The library of the plugin, whose trait has `add(u32, u32)`. */
  readonly path: string
  /**
   * Lets the host call `add(i, 7)` of the plugin for every `i` below a number, some times over.
   *
   * @returns The sum of all results, as 32 bits with a sign.
   */
  readonly callFromRust: (passes: number, count: number) => number
}

/**
 * Builds both, for speed, and connects the host to the plugin.
 *
 * @returns `undefined` where there is no cargo.
 */
export function rustAdder(): RustAdder | undefined {
  if (tools.cargo === undefined) return undefined
  const build = (crate: string): string => buildCrate(crate, join('bench', 'fixtures'), 'release')
  const path = build('rust-adder-plugin')
  const host = koffi.load(build('rust-adder-host'))
  const load = host.func('void *load_plugin(const char *path, size_t length)')
  const callRust = host.func('int32_t rust_calls_rust(void *connection, uint32_t passes, uint32_t count)')
  const connection: unknown = load(path, Buffer.byteLength(path))
  if (connection === null) throw new Error(`Rust cannot connect to ${path}`)
  return { path, callFromRust: (passes, count) => callRust(connection, passes, count) as number }
}
