// What an object was made as, in whichever realm: `instanceof` knows the classes of its own realm alone, and believes any object
// with their prototype. Asked is a member that throws for all other objects. Each function asks on its own, so that the engine
// knows whom it calls.

/**
 * Whether a value is a `Map`, of any realm.
 *
 * @internal
 */
export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  try {
    mapSize.call(value)
    return true
  } catch {
    return false
  }
}

/**
 * Whether a value is a `Set`, of any realm.
 *
 * @internal
 */
export function isSet(value: unknown): value is ReadonlySet<unknown> {
  try {
    setSize.call(value)
    return true
  } catch {
    return false
  }
}

/**
 * Whether a value is a `Date`, of any realm.
 *
 * @internal
 */
export function isDate(value: unknown): value is Date {
  try {
    getTime.call(value)
    return true
  } catch {
    return false
  }
}

/**
 * Whether a value is a `Uint8Array`, of any realm.
 *
 * @internal
 */
export function isBytes(value: unknown): value is Uint8Array {
  return typedArrayName.call(value) === 'Uint8Array'
}

/**
 * Whether a value is a typed array, of any realm.
 *
 * @internal
 */
export function isTypedArray(value: unknown): value is ArrayLike<number | bigint> {
  return typedArrayName.call(value) !== undefined
}

type Member = (this: any) => unknown

const mapSize = getterOf(Map.prototype, 'size')
const setSize = getterOf(Set.prototype, 'size')
const getTime: Member = Date.prototype.getTime
/** Gives `undefined` for all else. */
const typedArrayName = getterOf(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)

function getterOf(prototype: object, name: PropertyKey): Member {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get as Member
}
