import { registerFunction, type RegisterSignature } from '../../call/register-function.js'
import { ModuleError } from '../../errors/index.js'
import { checkPointer } from '../../ffi/index.js'
import { bool, fn, type Address } from '../../layout/index.js'
import { readUnsignedWord } from '../../layout/pointer-sized.js'
import { NativeMemory } from '../../memory/native-memory.js'
import { nativeSpace } from '../../memory/native-space.js'
import { safeRead } from '../../memory/safe-read.js'
import { RDuration } from '../../plain-types/index.js'
import { prefixType } from '../../prefix/index.js'
import { referentAt } from '../../prefix/referents.js'
import { dataPointer } from '../../vtable/data-pointer.js'

/**
 * The table of a mutex of `abi_stable`.
 *
 * @internal
 */
export const MutexVTable = prefixType('RMutexVTable', {
  version: '1.0.0',
  prefix: {
    lock: fn({ mutex: dataPointer }),
    try_lock: fn({ mutex: dataPointer }, bool),
    unlock: fn({ mutex: dataPointer }),
    try_lock_for: fn([{ mutex: dataPointer }, { timeout: RDuration }], bool),
  },
  lastPrefixField: 'try_lock_for',
})

/** Seconds after which nobody is waited for any more. */
const patience = 10

/**
 * Does something under the lock of a plugin, which its other hosts take too.
 *
 * @param path - The plugin, for errors.
 * @param mutex - Where the lock lies: a word, and the address of its table.
 * @param action - What to do.
 * @throws {@link ModuleError} `ABI-H008` where another thread does not let go of the lock, `ABI-A003` where there is no such
 * lock; {@link MemoryError}, {@link ModuleError} and {@link CallError} for a table that cannot be; whatever the
 * action throws.
 *
 * @see Rule A-8 of the specification.
 *
 * @internal
 */
export function withPluginLock<T>(path: string, mutex: Address, action: () => T): T {
  const { table, simple } = tableOf(path, mutex)
  // As a rule nobody holds it, and then the longer call need not even be prepared.
  if (
    simple('try_lock', 'bool')(mutex) !== true &&
    !table.try_lock_for(mutex, { secs: BigInt(patience), nanos: 0 })
  ) {
    throw new ModuleError('another thread never finished constructing the plugin', {
      code: 'ABI-H008',
      rule: 'A-8',
      path,
      expected: `an end within ${patience} seconds`,
      found: 'a lock that is still held',
    })
  }
  try {
    return action()
  } finally {
    simple('unlock', 'void')(mutex)
  }
}

interface LockTable {
  readonly table: Lock
  /** A function that takes the lock alone. */
  readonly simple: (
    name: 'try_lock' | 'unlock',
    returns: RegisterSignature['returns'],
  ) => ReturnType<typeof registerFunction>
}

function tableOf(path: string, mutex: Address): LockTable {
  const { target } = nativeSpace
  const wordAt = (address: number, place: string): number => {
    const { buffer } = safeRead(address, target.pointerSize, place)
    return readUnsignedWord(new DataView(buffer), 0, target, place)
  }
  const place = `${path} → lock`
  const address = wordAt(mutex + target.pointerSize, place)
  checkPointer(address, place)
  const { size, fields } = MutexVTable.measure(target)
  // No window over the memory around it: each counts as memory that V8 has to collect, which it begins to do meanwhile.
  const memory = new NativeMemory(address as Address, size, { space: nativeSpace })
  // All of the table is checked before anything of it is called.
  const table = referentAt(MutexVTable, address, place, memory) as Lock
  return {
    table,
    simple(name, returns) {
      const { offset } = fields.find((field) => field.name === name)!
      const entry = wordAt(address + offset, `${place}.${name}`)
      return registerFunction(entry, { parameters: ['address'], returns }, `${place}.${name}`)
    },
  }
}

interface Lock {
  readonly try_lock_for: (
    mutex: Address,
    timeout: { readonly secs: bigint; readonly nanos: number },
  ) => boolean
}
