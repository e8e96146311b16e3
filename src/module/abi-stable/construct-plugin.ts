import { valueMemory } from '../../call/mirror.js'
import { registerFunction } from '../../call/register-function.js'
import { ModuleError, ModulePanicError } from '../../errors/index.js'
import { addressOfBytes } from '../../ffi/index.js'
import { refuseNull } from '../../layout/function-pointer.js'
import { hostTarget, layoutOf, type Address, type FieldLayout, type ViewOf } from '../../layout/index.js'
import { codecOf } from '../../layout/layout.js'
import { readUnsignedWord } from '../../layout/pointer-sized.js'
import { NativeMemory } from '../../memory/native-memory.js'
import { nativeSpace } from '../../memory/native-space.js'
import { LateStaticRef, LibHeader } from './lib-header.js'
import { withPluginLock } from './plugin-lock.js'
import { RootModuleResult } from './root-module-result.js'

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
  const header = headerAt(address)
  const { pointer, lock } = partsOf(header)
  const read = (): Address => Number(Atomics.load(pointer, 0)) as Address
  const before = read()
  if (before !== 0) return before
  return withPluginLock(plugin.path, lock, () => {
    const meanwhile = read()
    if (meanwhile !== 0) return meanwhile
    const root = construct(plugin, header)
    Atomics.store(pointer, 0, BigInt(root))
    return root
  })
}

/** The part of the header that the threads of the process share. */
function partsOf(header: NativeMemory): { pointer: BigUint64Array; lock: Address } {
  const { offset } = fieldOf('module')
  const { fields } = layoutOf(LateStaticRef)
  const offsetOf = (name: string): number => fields.find((field) => field.name === name)!.offset
  const start = header.view.byteOffset + offset
  return {
    pointer: new BigUint64Array(header.view.buffer, start + offsetOf('pointer'), 1),
    lock: (header.base + offset + offsetOf('raw_mutex')) as Address,
  }
}

/** No window over the memory around it: each counts as memory that V8 has to collect, which it begins to do meanwhile. */
function headerAt(address: Address): NativeMemory {
  return new NativeMemory(address, layoutOf(LibHeader).size, { space: nativeSpace })
}

function fieldOf(name: string): FieldLayout {
  return layoutOf(LibHeader).fields.find((field) => field.name === name)!
}

type Result = ViewOf<typeof RootModuleResult>

/**
 * Calls the constructor.
 *
 * @param isDirect - Whether the result is written to a place whose address is the first argument, as on x86-64 results of more than
 * two registers are: then nothing has to be lowered, and no wrapper made, for this one call.
 *
 * @internal
 */
export function construct(plugin: Plugin, header: NativeMemory, isDirect = process.arch === 'x64'): Address {
  const result = isDirect ? callDirectly(plugin, header) : callAsDeclared(plugin, header)
  if (typeof result === 'number') return result
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

function callAsDeclared({ path }: Plugin, header: NativeMemory): Result {
  const { offset, type } = fieldOf('construct')
  return (codecOf(type, hostTarget()).get(header, offset, `${path} → constructor`) as () => Result)()
}

/** The first form of the result: the tag, and in the next word the root module. */
const okTag = 0

/** Gives the address alone where the constructor succeeded. */
function callDirectly({ path }: Plugin, header: NativeMemory): Result | Address {
  const place = `${path} → constructor`
  const target = hostTarget()
  const entry = readUnsignedWord(header.view, fieldOf('construct').offset, target, place)
  const signature = { parameters: ['address'], returns: 'address' } as const
  const call = registerFunction(entry === 0 ? refuseNull(place) : entry, signature, place)
  const memory = valueMemory(new ArrayBuffer(layoutOf(RootModuleResult).size))
  call(addressOfBytes(new Uint8Array(memory.view.buffer)))
  if (memory.view.getUint8(0) === okTag)
    return readUnsignedWord(memory.view, target.pointerSize, target, place) as Address
  return codecOf(RootModuleResult, target).get(memory, 0, place) as Result
}
