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

/** A value that many may read at a time, or one may write. */
export interface RRwLock<T extends AnyType> extends Disposable {
  /**
   * Waits until nobody writes.
   *
   * @returns The value, to be read. Disposing of it lets the lock go.
   * @throws {@link MemoryError} `ABI-U022` where this thread holds the lock.
   */
  read(): Omit<LockGuard<T>, 'store'>
  /** Takes the lock to read where nobody writes; `undefined` otherwise. */
  tryRead(): Omit<LockGuard<T>, 'store'> | undefined
  /**
   * Waits to read for some time; gives `undefined` when that is over.
   *
   * @param milliseconds - How long, from 0 on.
   */
  tryReadFor(milliseconds: number): Omit<LockGuard<T>, 'store'> | undefined
  /**
   * Waits until nobody holds the lock.
   *
   * @returns The value. Disposing of it lets the lock go.
   * @throws {@link MemoryError} `ABI-U022` where this thread holds the lock.
   */
  write(): LockGuard<T>
  /** Takes the lock to write where nobody holds it; `undefined` otherwise. */
  tryWrite(): LockGuard<T> | undefined
  /**
   * Waits to write for some time; gives `undefined` when that is over.
   *
   * @param milliseconds - How long, from 0 on.
   */
  tryWriteFor(milliseconds: number): LockGuard<T> | undefined
}

/** The type of locks around values of a type that many may read. */
export interface RRwLockType<T extends AnyType = AnyType> extends Type<RRwLock<T>, Infer<T>, RRwLock<T>> {
  readonly kind: 'RRwLock'
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
  readonly like: (existing: RRwLock<AnyType>, value: InputOf<T>) => RRwLock<T>
}

const lock = { lock: dataPointer }
const wait = fn(lock)
const attempt = fn(lock, bool)
const attemptFor = fn([lock, { timeout: RDuration }], bool)

const RwLockVTable = prefixType('RRwLock_VTable', {
  version: '1.0.0',
  prefix: {
    lock_shared: wait,
    try_lock_shared: attempt,
    try_lock_shared_for: attemptFor,
    unlock_shared: wait,
    lock_exclusive: wait,
    try_lock_exclusive: attempt,
    try_lock_exclusive_for: attemptFor,
    unlock_exclusive: wait,
  },
  lastPrefixField: 'unlock_exclusive',
  doc: 'How a lock is taken to read or to write.',
})

const modeFor = (how: 'shared' | 'exclusive') => ({
  wait: `lock_${how}`,
  attempt: `try_lock_${how}`,
  attemptFor: `try_lock_${how}_for`,
  letGo: `unlock_${how}`,
})
const [shared, exclusive] = [modeFor('shared'), modeFor('exclusive')]

class RwLockAccessor extends LockAccessor {
  read(): LockGuard<AnyType> {
    return this.$wait(shared, 'read')
  }

  tryRead(): LockGuard<AnyType> | undefined {
    return this.$attempt(shared, 'tryRead')
  }

  tryReadFor(milliseconds: number): LockGuard<AnyType> | undefined {
    return this.$attempt(shared, 'tryReadFor', milliseconds)
  }

  write(): LockGuard<AnyType> {
    return this.$wait(exclusive, 'write')
  }

  tryWrite(): LockGuard<AnyType> | undefined {
    return this.$attempt(exclusive, 'tryWrite')
  }

  tryWriteFor(milliseconds: number): LockGuard<AnyType> | undefined {
    return this.$attempt(exclusive, 'tryWriteFor', milliseconds)
  }
}

const classOf = accessorClass(RwLockAccessor)

/**
 * A value and a lock around it that many may take to read, or one to write: `abi_stable`'s `RRwLock`. Whoever made it says
 * how it is locked.
 *
 * @param referent - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-70 to T-72 and T-78 of the specification.
 *
 * @example
 * ```ts no-run
 * import { loadModule, pointer, prefixType, RRwLock, u64 } from 'abiding'
 *
 * const Prices = prefixType('Prices', {
 *   version: '1.0.0',
 *   prefix: { current: pointer(RRwLock(u64)) },
 *   lastPrefixField: 'current',
 * })
 * const root = loadModule('./prices.so', Prices)
 * using price = root.current.deref().read()
 * console.log(price.deref())
 * ```
 */
export const RRwLock: <T extends AnyType>(referent: T) => RRwLockType<T> = generic(
  'RRwLock',
  <T extends AnyType>(name: string, referent: T) => makeType(name, referent) as unknown as RRwLockType<T>,
)

function makeType(name: string, referent: AnyType): RRwLockType {
  const representation = struct(name, {
    raw_lock: u64,
    data: referent,
    vtable: tablePointer(RwLockVTable),
  }) as unknown as RRwLockType
  const type: RRwLockType = Object.freeze<RRwLockType>({
    ...representation,
    kind: 'RRwLock',
    isMoved: true,
    referent,
    like: (existing, value) =>
      makeLockLike(type, classOf(type), existing, value, exclusive) as unknown as RRwLock<AnyType>,
    table: RwLockVTable,
    makeCodec: (target) =>
      placedCodec(
        type,
        {
          rule: 'T-70',
          make: (address, isOwner) => new (classOf(type))(type, address, isOwner),
          copy: (held: LockAccessor) => held.$copy(),
        },
        target,
      ),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    abiStable: { name: 'RRwLock', parameters: [referent] },
  })
  return type
}
