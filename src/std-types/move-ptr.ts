import { ValueError } from '../errors/index.js'
import { dropValue, takeBytes } from '../layout/drop-value.js'
import {
  generic,
  pointer,
  type AnyType,
  type Infer,
  type InputOf,
  type Keep,
  type ScalarPassing,
  type Type,
  type ViewOf,
} from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { wordFromNative } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import type { Taken } from '../vtable/index.js'
import { owningCodec, refuseValue } from '../vtable/owning-codec.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { pointeeAt } from '../vtable/pointee.js'
import { rawOf } from '../vtable/raw-value.js'
import { refuseLent } from '../vtable/receiver.js'
import { ownershipKey } from '../ownership/index.js'
import { accessorClass } from './accessor-class.js'
import { takeRaw } from './take-raw.js'

/** A value that belongs to whoever holds the pointer, in memory that belongs to somebody else. */
export interface MovePtr<T extends AnyType> extends Disposable {
  /** The value: an accessor for structs and arrays, the value itself for scalars. */
  deref(): ViewOf<T>
  /**
   * Takes the value out.
   *
   * @returns A copy of the value, or what owns it from now on.
   */
  intoInner(): Taken<T>
}

/** The type of pointers that move a value. */
export interface MovePtrType<T extends AnyType = AnyType> extends Type<
  MovePtr<T>,
  Infer<T>,
  MovePtr<T> | InputOf<T>
> {
  readonly kind: 'MovePtr'
  /** The type of the value. */
  readonly referent: T
}

class MovePtrAccessor extends OwningAccessor {
  declare readonly $type: MovePtrType

  constructor(
    type: MovePtrType,
    data: number,
    isOwner: boolean,
    location: ConstructorParameters<typeof OwningAccessor>[3],
  ) {
    super('moved value', data, isOwner ? releaseOf(type.referent, data) : undefined, location)
  }

  $words(): readonly number[] {
    return [this.$data]
  }

  $asOwner(): OwningAccessor {
    return new (classOf(this.$type))(this.$type, this.$data, true, undefined)
  }

  deref(): unknown {
    const { memory, offset } = this.$at('deref')
    return codecOf(this.$type.referent, nativeSpace.target).get(memory, offset)
  }

  intoInner(): unknown {
    const path = `${this.$type.name}.intoInner`
    if (this[ownershipKey] === undefined) refuseLent(path)
    const { referent } = this.$type
    const { memory, offset } = this.$at('intoInner')
    const raw = takeBytes(memory, offset, codecOf(referent, nativeSpace.target).size)
    this.$moveOut(path)
    return takeRaw(referent, raw)
  }

  $at(name: string): ReturnType<typeof pointeeAt> {
    const path = `${this.$type.name}.${name}`
    this[ownershipKey]?.assertOwned(path)
    return pointeeAt(this.$type.referent, this.$data, path)
  }

  override toJSON(): unknown {
    const { memory, offset } = this.$at('toJSON')
    return codecOf(this.$type.referent, nativeSpace.target).json(memory, offset)
  }

  protected override $contents(): readonly unknown[] {
    return [this.deref()]
  }
}

const classOf = accessorClass(MovePtrAccessor)

/** Made where `this` is not in sight, so that it cannot keep the accessor alive. */
function releaseOf(referent: AnyType, data: number): () => void {
  return () => {
    const { memory, offset } = pointeeAt(referent, data, referent.name)
    dropValue(referent, memory, offset)
  }
}

/** Keeps a value for as long as a call, or as the memory that it is written to. */
function keepValue(referent: AnyType, value: unknown, path: string, keep: Keep | undefined): number {
  const { size, alignment } = codecOf(referent, nativeSpace.target)
  if (size > 0 && keep === undefined) refuseKeeping(referent, path)
  const raw = rawOf(referent, value, path)
  return size === 0 ? alignment : keep!(new Uint8Array(raw.view.buffer), alignment)
}

/**
 * A value that moves with the pointer to it, while its memory stays where it is: `abi_stable`'s `MovePtr`. It is how
 * Rust gives away by reference.
 *
 * Where one is declared, a value may be passed as well. Dropping one drops what the parts of the value own; what a type of
 * Rust does beyond that when it is dropped is not known here.
 *
 * @param referent - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-55 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, MovePtr, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Take = fn({ value: MovePtr(u32) }, u32)
 * using exported = exportFunction(Take, (value) => value.intoInner())
 * const take = bindFunction(exported.address, Take, 'take')
 * assert.equal(take(7), 7)
 * ```
 */
export const MovePtr: <T extends AnyType>(referent: T) => MovePtrType<T> = generic(
  'MovePtr',
  <T extends AnyType>(name: string, referent: T) => makeType(name, referent) as unknown as MovePtrType<T>,
)

function refuseKeeping(referent: AnyType, path: string): never {
  throw new ValueError('nobody would own the memory of the value', {
    code: 'ABI-V004',
    rule: 'T-55',
    path,
    expected: 'an argument of a call, or memory of an arena',
    found: `a ${referent.name} for memory that belongs to somebody else`,
  })
}

function makeType(name: string, referent: AnyType): MovePtrType {
  const representation = pointer(referent) as unknown as MovePtrType
  const own = (data: number): OwningAccessor => new (classOf(type))(type, data, true, undefined)
  const passing: ScalarPassing = {
    kind: 'scalar',
    scalar: 'address',
    keepsBytes: true,
    toNative(value, path, _space, keep) {
      if (!(value instanceof MovePtrAccessor)) return keepValue(referent, value, path, keep)
      if (value.$type !== type) refuseValue(type, 'T-55', value, path, `a ${referent.name}`)
      if (value[ownershipKey] === undefined) refuseLent(path)
      value.$moveOut(path)
      return value.$data
    },
    fromNative: (raw, path) => own(wordFromNative(raw, path)),
  }
  const type: MovePtrType = Object.freeze<MovePtrType>({
    ...representation,
    kind: 'MovePtr',
    name,
    isMoved: true,
    referent,
    passing,
    makeCodec: (target) =>
      owningCodec(
        type,
        {
          rule: 'T-55',
          make: ([data], isOwner, location) => new (classOf(type))(type, data!, isOwner, location),
          copy: (moved: MovePtrAccessor) => {
            const { memory, offset } = moved.$at('copy')
            return codecOf(referent, nativeSpace.target).copy(memory, offset)
          },
          build: (value, path, memory) => ({
            words: [keepValue(referent, value, path, memory.keep)],
            takeBack: () => undefined,
          }),
        },
        target,
      ),
    nullableForm: undefined,
    copiesBytes: undefined,
    domain: undefined,
    defaultValue: undefined,
    abiStable: { name: 'MovePtr', parameters: [referent] },
  })
  return type
}
