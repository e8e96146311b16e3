import {
  bool,
  fn,
  generic,
  struct,
  u64,
  type AnyType,
  type Infer,
  type InputOf,
  type Type,
} from '../layout/index.js'
import { RDuration } from '../plain-types/index.js'
import { prefixType, type AnyPrefixType } from '../prefix/index.js'
import { dataPointer } from '../vtable/data-pointer.js'
import { tablePointer } from '../vtable/table-pointer.js'
import { accessorClass } from './accessor-class.js'
import { LockAccessor, makeLockLike } from './lock-accessor.js'
import type { LockGuard } from './lock-guard.js'
import { placedCodec } from './placed-accessor.js'

/** A value that one holder at a time may look at. */
export interface RMutex<T extends AnyType> extends Disposable {
  /**
   * Waits until nobody holds the lock, and takes it.
   *
   * @returns The value. Disposing of it lets the lock go.
   * @throws {@link MemoryError} `ABI-U022` where this thread holds it.
   */
  lock(): LockGuard<T>
  /** Takes the lock where nobody holds it; `undefined` otherwise. */
  tryLock(): LockGuard<T> | undefined
  /**
   * Waits for the lock for some time; gives `undefined` when that is over.
   *
   * @param milliseconds - How long, from 0 on.
   */
  tryLockFor(milliseconds: number): LockGuard<T> | undefined
}

/** The type of mutexes around values of a type. */
export interface RMutexType<T extends AnyType = AnyType> extends Type<RMutex<T>, Infer<T>, RMutex<T>> {
  readonly kind: 'RMutex'
  /** The type of the value. */
  readonly referent: T
  /** The table of functions. */
  readonly table: AnyPrefixType
  /**
   * Makes a lock of this side, which is locked as another one is: by the functions of its library.
   *
   * @param existing - Any lock of the family. Its own value does not matter.
   * @param value - The value of the new lock. It moves into it.
   * @returns A lock that belongs to the caller.
   * @throws {@link ValueError} `ABI-V001` for what is no such lock, and where the value does not fit; {@link MemoryError}
   * `ABI-U026` where the library's locks cannot be made by others.
   */
  readonly like: (existing: RMutex<AnyType>, value: InputOf<T>) => RMutex<T>
}

const MutexVTable = prefixType('RMutex_VTable', {
  version: '1.0.0',
  prefix: {
    lock: fn({ lock: dataPointer }),
    try_lock: fn({ lock: dataPointer }, bool),
    unlock: fn({ lock: dataPointer }),
    try_lock_for: fn([{ lock: dataPointer }, { timeout: RDuration }], bool),
  },
  lastPrefixField: 'try_lock_for',
  doc: 'How a mutex is locked.',
})

const mode = { wait: 'lock', attempt: 'try_lock', attemptFor: 'try_lock_for', letGo: 'unlock' } as const

class MutexAccessor extends LockAccessor {
  lock(): LockGuard<AnyType> {
    return this.$wait(mode, 'lock')
  }

  tryLock(): LockGuard<AnyType> | undefined {
    return this.$attempt(mode, 'tryLock')
  }

  tryLockFor(milliseconds: number): LockGuard<AnyType> | undefined {
    return this.$attempt(mode, 'tryLockFor', milliseconds)
  }
}

const classOf = accessorClass(MutexAccessor)

/**
 * A value and the lock around it: `abi_stable`'s `RMutex`. Whoever made it says how it is locked.
 *
 * @param referent - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-70 to T-72 and T-78 of the specification.
 *
 * @example
 * ```ts no-run
 * import { fn, loadModule, pointer, prefixType, RMutex, u64 } from 'abiding'
 *
 * const Counters = prefixType('Counters', {
 *   version: '1.0.0',
 *   prefix: { visits: pointer(RMutex(u64)) },
 *   lastPrefixField: 'visits',
 * })
 * const root = loadModule('./counters.so', Counters)
 * const visits = root.visits.deref()
 * {
 *   using guard = visits.lock()
 *   guard.store(guard.deref() + 1n)
 * }
 * ```
 */
export const RMutex: <T extends AnyType>(referent: T) => RMutexType<T> = generic(
  'RMutex',
  <T extends AnyType>(name: string, referent: T) => makeType(name, referent) as unknown as RMutexType<T>,
)

function makeType(name: string, referent: AnyType): RMutexType {
  const representation = struct(name, {
    raw_mutex: u64,
    data: referent,
    vtable: tablePointer(MutexVTable),
  }) as unknown as RMutexType
  const type: RMutexType = Object.freeze<RMutexType>({
    ...representation,
    kind: 'RMutex',
    isMoved: true,
    referent,
    like: (existing, value) =>
      makeLockLike(type, classOf(type), existing, value, mode) as unknown as RMutex<AnyType>,
    table: MutexVTable,
    makeCodec: (target) =>
      placedCodec(
        type,
        {
          rule: 'T-70',
          make: (address, isOwner) => new (classOf(type))(type, address, isOwner),
          copy: (lock: LockAccessor) => lock.$copy(),
        },
        target,
      ),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    abiStable: { name: 'RMutex', parameters: [referent] },
  })
  return type
}
