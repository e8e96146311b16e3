import { ModuleError } from '../../errors/index.js'
import { bool, fn, type Address } from '../../layout/index.js'
import { readUnsignedWord } from '../../layout/pointer-sized.js'
import { nativeSpace } from '../../memory/native-space.js'
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
  const { try_lock_for, unlock } = tableOf(path, mutex)
  if (!try_lock_for(mutex, { secs: BigInt(patience), nanos: 0 })) {
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
    unlock(mutex)
  }
}

function tableOf(path: string, mutex: Address): Lock {
  const { pointerSize } = nativeSpace.target
  const memory = nativeSpace.memoryAt(mutex, 2 * pointerSize, path)
  const place = `${path} → lock`
  const address = readUnsignedWord(memory.view, mutex - memory.base! + pointerSize, nativeSpace.target, place)
  return referentAt(MutexVTable, address, place) as Lock
}

interface Lock {
  readonly try_lock_for: (
    mutex: Address,
    timeout: { readonly secs: bigint; readonly nanos: number },
  ) => boolean
  readonly unlock: (mutex: Address) => void
}
