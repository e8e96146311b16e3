import { ModuleError, ModulePanicError } from '../../errors/index.js'
import { hostTarget, layoutOf, type Address, type Memory, type ViewOf } from '../../layout/index.js'
import { codecOf } from '../../layout/layout.js'
import { nativeSpace } from '../../memory/native-space.js'
import { LateStaticRef, LibHeader } from './lib-header.js'
import { withPluginLock } from './plugin-lock.js'
import type { RootModuleResult } from './root-module-result.js'

/** What errors say of a plugin. */
interface Plugin {
  readonly path: string
  readonly name: string
  readonly version: string
}

/**
 * The root module of a plugin. Its constructor succeeds once in a process: the header remembers what it gave for all
 * threads, and for hosts in Rust.
 *
 * @param plugin - The plugin, for errors.
 * @param address - Where its header lies; it was checked before.
 * @throws {@link ModuleError} `ABI-A007` where the constructor gives an error, `ABI-H008` where another thread never finishes it;
 * {@link ModulePanicError} `ABI-A008` where it panics; {@link CallError} where the constructor is null or no code;
 * {@link ValueError} where its result cannot be read.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function rootOfPlugin(plugin: Plugin, address: Address): Address {
  const { pointer, lock } = partsOf(plugin.path, address)
  const read = (): Address => Number(Atomics.load(pointer, 0)) as Address
  const before = read()
  if (before !== 0) return before
  return withPluginLock(plugin.path, lock, () => {
    const meanwhile = read()
    if (meanwhile !== 0) return meanwhile
    const root = construct(plugin, address)
    Atomics.store(pointer, 0, BigInt(root))
    return root
  })
}

/** The part of the header that the threads of the process share. */
function partsOf(path: string, address: Address): { pointer: BigUint64Array; lock: Address } {
  const { memory, offset } = fieldAt(path, address, 'module')
  const { fields } = layoutOf(LateStaticRef)
  const offsetOf = (name: string): number => fields.find((field) => field.name === name)!.offset
  const start = memory.view.byteOffset + offset
  return {
    pointer: new BigUint64Array(memory.view.buffer, start + offsetOf('pointer'), 1),
    lock: (memory.base! + offset + offsetOf('raw_mutex')) as Address,
  }
}

function fieldAt(path: string, address: Address, name: string): { memory: Memory; offset: number } {
  const { size, fields } = layoutOf(LibHeader)
  const memory = nativeSpace.memoryAt(address, size, path)
  return { memory, offset: address - memory.base! + fields.find((field) => field.name === name)!.offset }
}

type Result = ViewOf<typeof RootModuleResult>

function construct(plugin: Plugin, address: Address): Address {
  const { memory, offset } = fieldAt(plugin.path, address, 'construct')
  const { type } = layoutOf(LibHeader).fields.find((field) => field.name === 'construct')!
  const path = `${plugin.path} → constructor`
  const call = codecOf(type, hostTarget()).get(memory, offset, path) as () => Result
  const result = call()
  if (result.tag === 'ROk') return result.root
  const { failure } = result
  if (failure.tag === 'Unwound') {
    throw new ModulePanicError('the root function of the plugin panicked', {
      code: 'ABI-A008',
      rule: 'A-7',
      path: plugin.path,
      expected: `a root module of ${plugin.name} ${plugin.version}`,
      found: 'a panic, whose message the plugin wrote to its standard error stream',
    })
  }
  using error = failure.error
  throw new ModuleError('the root function of the plugin gives an error', {
    code: 'ABI-A007',
    rule: 'A-7',
    path: plugin.path,
    expected: `a root module of ${plugin.name} ${plugin.version}`,
    found: String(error),
  })
}
