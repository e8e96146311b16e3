import { MemoryError } from '../../errors/index.js'
import type { PackagedObject } from '../wire/passage.js'
import { HandleTable } from '../../vtable/handle-table.js'

/** Who keeps in mind what stands behind a handle. */
export interface InstanceHolder {
  /** The handle means nothing any more. */
  forget(): void
}

/** An object of this side that a peer holds. */
export interface HostInstance {
  /** What answers for its trait. */
  readonly host: object
  /** What implements the trait. */
  readonly implementation: Readonly<Record<string, unknown>>
  /** Ends it. */
  readonly onDrop: () => void
  /** Who is told when it is taken out. */
  holder?: InstanceHolder | undefined
}

const instances = new HandleTable<HostInstance>('an object of a trait')

/** Peers keep the second word and never look at it. */
const anyWord = 16n

/**
 * How many objects of this side peers hold, for tests that look for leaks.
 *
 * @internal
 */
export function hostedObjects(): number {
  return instances.size
}

/**
 * Gives an object a number by which a peer names it.
 *
 * @see Rule X-14 of the specification.
 *
 * @internal
 */
export function insertInstance(instance: HostInstance): Omit<PackagedObject, 'entry'> {
  return { data: BigInt(instances.insert(instance)), vtable: anyWord }
}

/**
 * The object that a peer names.
 *
 * @param data - The first word.
 * @param host - What answers for the trait that the peer means.
 * @param path - What is asked of it, for the error.
 * @throws MemoryError `ABI-B005` where it is gone, or belongs to another trait.
 *
 * @internal
 */
export function findInstance(data: number, host: object, path: string): HostInstance {
  const instance = instances.get(data, path)
  if (instance.host === host) return instance
  throw new MemoryError('an object of another trait', {
    code: 'ABI-B005',
    rule: 'X-14',
    path,
    expected: 'an object of the trait that the entry stands for',
    found: 'an object of another entry',
  })
}

/**
 * Takes an object out.
 *
 * @throws MemoryError as {@link findInstance}.
 *
 * @internal
 */
export function removeInstance(data: number, host: object, path: string): HostInstance {
  const instance = findInstance(data, host, path)
  instances.remove(data, path)
  instance.holder?.forget()
  return instance
}
