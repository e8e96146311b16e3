import { CallError } from '../errors/index.js'
import type { Hasher } from './hasher.js'
import { lendHasher } from './host-hasher.js'
import { asObject, type ObjectAccessor } from './object-accessor.js'
import { withPointer } from './object-drop.js'
import { isSameType, type ObjectFunctions, type OrderingName } from './object-functions.js'
import { addressOfTable } from './table-pointer.js'
import { spell } from './spell.js'
import type { Supertrait } from './supertrait.js'
import type { ObjectType } from './trait-object.js'

type Capability = keyof ObjectFunctions
type Calls = Readonly<Record<string, (this: ObjectAccessor, ...values: never[]) => unknown>>

/**
 * Gives the class of a trait's objects the methods of its supertraits.
 *
 * @see Rules B-11 to B-13 of the specification.
 *
 * @internal
 */
export function installSupertraits(prototype: object, type: ObjectType): void {
  const { supertraits } = type.trait
  for (const supertrait of supertraits) {
    for (const [name, value] of Object.entries(callsOf[supertrait] ?? {})) define(prototype, name, value)
    if (supertrait === 'Iterator')
      define(prototype, Symbol.iterator, function (this: unknown) {
        return this
      })
  }
  const spelling = supertraits.includes('Display')
    ? 'display'
    : supertraits.includes('Debug')
      ? 'debug'
      : undefined
  if (spelling !== undefined)
    define(prototype, 'toString', function (this: ObjectAccessor) {
      return format(this, spelling, false)
    })
}

function define(prototype: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(prototype, key, { value, writable: true, configurable: true })
}

const callsOf: Partial<Record<Supertrait, Calls>> = {
  Clone: {
    clone(): unknown {
      const { $type, $data } = this
      // What was lent to be read is copied as the pointer that it is.
      if ($type.pointer === 'ref') return this.$like($data, 0, false)
      return using(this, 'clone', (clone) => {
        if ($type.pointer === 'mut') refuse(this, 'clone')
        const { data, vtable } = withPointer($data, this.$box, clone)
        return this.$like(data, addressOfTable(vtable), true)
      })
    },
  },
  Debug: {
    debug(alternate = false): unknown {
      return format(this, 'debug', alternate)
    },
  },
  Display: {
    display(alternate = false): unknown {
      return format(this, 'display', alternate)
    },
  },
  PartialEq: {
    equals(other): unknown {
      return withOther(this, other, 'equal', (equal, data) =>
        data === undefined ? false : equal(this.$data, data),
      )
    },
  },
  PartialOrd: {
    partialCompare(other): unknown {
      return withOther(this, other, 'partialCompare', (compare, data, foreign) => {
        if (data === undefined) return foreign
        const ordering = compare(this.$data, data)
        return ordering && signs[ordering]
      })
    },
  },
  Ord: {
    compare(other): unknown {
      return withOther(this, other, 'compare', (compare, data, foreign) =>
        data === undefined ? foreign : signs[compare(this.$data, data)],
      )
    },
  },
  Hash: {
    hash(hasher: Hasher): void {
      using(this, 'hash', (hash) => lendHasher(hasher, (lent) => hash(this.$data, lent)))
    },
  },
  Iterator: {
    next(): unknown {
      return using(this, 'iterator', (iterator): IteratorResult<unknown, undefined> => {
        const item = iterator.next(this.$data)
        if (item === undefined) return { done: true, value: undefined }
        const isWrapped = this.$type.trait.item?.hasUndefined === true
        return { done: false, value: isWrapped ? (item as { some: unknown }).some : item }
      })
    },
  },
}

const signs: Readonly<Record<OrderingName, number>> = { Less: -1, Equal: 0, Greater: 1 }

/** Calls a function of the object's table, and says that the object is in use meanwhile. */
function using<K extends Capability, Result>(
  self: ObjectAccessor,
  capability: K,
  call: (bound: NonNullable<ObjectFunctions[K]>) => Result,
): Result {
  self.$use.beginUse(`${self.$type.trait.name}.${capability}`)
  try {
    const bound = self.$functions[capability]
    if (bound === undefined) refuse(self, capability)
    return call(bound)
  } finally {
    self.$use.endUse()
  }
}

/** The same with a second object. Objects of two types are ordered by their tables and never equal, as in Rust. */
function withOther<K extends Capability>(
  self: ObjectAccessor,
  given: unknown,
  capability: K,
  call: (bound: NonNullable<ObjectFunctions[K]>, data: number | undefined, foreign: number) => unknown,
): unknown {
  const other = asObject(given)
  if (other?.$type.trait.family !== self.$type.trait.family) refuseOther(self, capability)
  const path = `${self.$type.trait.name}.${capability}`
  other.$use.beginUse(path)
  try {
    return using(self, capability, (bound) => {
      const isSame = isSameType(self.$functions, other.$functions)
      const foreign = Math.sign(self.$functions.objectTable - other.$functions.objectTable)
      return call(bound, isSame ? other.$data : undefined, foreign)
    })
  } finally {
    other.$use.endUse()
  }
}

function format(self: ObjectAccessor, capability: 'debug' | 'display', alternate: boolean): string {
  const path = `${self.$type.trait.name}.${capability}`
  return using(self, capability, (format) => spell(format, self.$data, alternate, path))
}

function refuse(self: ObjectAccessor, capability: string): never {
  throw new CallError(`this object does not have ${capability}`, {
    code: 'ABI-B007',
    rule: 'B-11',
    path: `${self.$type.trait.name}.${capability}`,
    expected: 'an object whose maker knew this supertrait',
    found:
      self.$type.pointer === 'mut' && capability === 'clone'
        ? 'an object that was lent to be changed'
        : 'one without it',
  })
}

function refuseOther(self: ObjectAccessor, capability: string): never {
  throw new CallError(`not an object of ${self.$type.trait.name}`, {
    code: 'ABI-V001',
    rule: 'B-12',
    path: `${self.$type.trait.name}.${capability} → param other`,
    expected: `an object of ${self.$type.trait.name}`,
  })
}
