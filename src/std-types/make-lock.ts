import { MemoryError, ValueError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import type { Address, AnyType } from '../layout/index.js'
import { codecOf, layoutOf, type StructLayout } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { readUnsignedWord, writeWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { moveTogether } from '../ownership/index.js'
import type { AnyPrefixType } from '../prefix/index.js'
import { boundTable } from '../vtable/bound-table.js'
import { PlacedAccessor } from './placed-accessor.js'

/** How locks of a type are made. */
export interface LockMaker<Functions> {
  /** The type of the lock. */
  readonly type: AnyType
  /** Its table. */
  readonly table: AnyPrefixType
  /** Whether nobody holds the lock at an address, of which all bytes are zero. */
  readonly isFree: (functions: Functions, address: number) => boolean
  /** Writes the value, if there is one. */
  readonly write: (address: number, path: string) => void
  /** Makes the owner, which gets the block that the lock lies in. */
  readonly make: (address: Address) => PlacedAccessor
}

/**
 * Makes a lock with the table of another one.
 *
 * @param maker - How it is made.
 * @param existing - The other lock.
 * @param hasTable - Whether locks of a type have the same table.
 * @param path - What is called, for errors.
 * @throws {@link ValueError} `ABI-V001` for what is no such lock, and where the value does not fit; {@link MemoryError}
 * `ABI-U026` where zeros are no lock that nobody holds.
 *
 * @see Rule T-78 of the specification.
 *
 * @internal
 */
export function makeLock<Functions>(
  { type, table, isFree, write, make }: LockMaker<Functions>,
  existing: unknown,
  hasTable: (type: AnyType) => boolean,
  path: string,
): PlacedAccessor {
  if (!(existing instanceof PlacedAccessor) || !hasTable(existing.$type))
    return refuseExisting(type, existing, path)
  const tableAddress = tableOf(existing)
  const { size } = layoutOf(type, nativeSpace.target)
  const block = allocateNative(size)
  try {
    const memory = nativeSpace.memoryAt(block, size, path)
    writeWord(memory.view, block - memory.base! + tableOffset(type), tableAddress, nativeSpace.target)
    if (!isFree(boundTable<Functions>(table, tableAddress), block)) refuseState(type, path)
    write(block, path)
  } catch (error) {
    freeNative(block)
    throw error
  }
  return make(block)
}

/**
 * Writes the value of a new lock. What is moved belongs to its owner again where it does not fit.
 *
 * @param type - The type of the lock.
 * @param referent - The type of the value, the second field.
 * @param value - Anything that may be written where that type is declared.
 *
 * @internal
 */
export function writeLocked(
  type: AnyType,
  referent: AnyType,
  address: number,
  value: unknown,
  path: string,
): void {
  const { fields, size } = layoutOf(type, nativeSpace.target) as StructLayout
  const memory = nativeSpace.memoryAt(address, size, path)
  const offset = address - memory.base! + fields[1]!.offset
  moveTogether(() =>
    codecOf(referent, nativeSpace.target).set(memory, offset, value, `${path} → param value`),
  )
}

function tableOf({ $type, $memory, $offset }: PlacedAccessor): number {
  return readUnsignedWord($memory.view, $offset + tableOffset($type), nativeSpace.target, $type.name)
}

/** The table is the last field of every lock. */
function tableOffset(type: AnyType): number {
  return (layoutOf(type, nativeSpace.target) as StructLayout).fields.at(-1)!.offset
}

function refuseExisting(type: AnyType, existing: unknown, path: string): never {
  throw new ValueError('no lock whose table could be taken', {
    code: 'ABI-V001',
    rule: 'T-78',
    path: `${path} → param existing`,
    expected: `a lock of the family of ${type.name}`,
    found: existing instanceof PlacedAccessor ? `a ${existing.$type.name}` : describeValue(existing),
  })
}

function refuseState(type: AnyType, path: string): never {
  throw new MemoryError('a lock that this side cannot make', {
    code: 'ABI-U026',
    rule: 'T-78',
    path,
    expected: `a ${type.name} that nobody holds where all of its bytes are zero`,
    found: 'one that cannot be taken and let go',
    hint: 'let the library make it',
  })
}
