import type { Memory } from '../memory.js'
import type { AnyType, Codec } from '../type.js'
import type { ClassOptions } from './record-class.js'
import { typedElementsOf, type TypedElements } from './typed-elements.js'

/** An array type, as its accessors see it. */
export interface ArrayDescriptor extends AnyType {
  /** Type of the elements. */
  readonly element: AnyType
  /** Number of elements. */
  readonly length: number
  /** The array type of the same elements with another length. */
  readonly withLength: (length: number) => ArrayDescriptor
}

/** The class of accessors of arrays whose length is known when they are made. */
export type SliceClass = new (memory: Memory, offset: number, length: number) => object

type MakeSlice = (type: ArrayDescriptor, codec: Codec, options: ClassOptions) => SliceClass

/** By the codec of the elements: all arrays of a type share one class for their parts. */
const slices = new WeakMap<Codec, SliceClass>()

/**
 * What the accessors of an array type share. Its parts are made when they are first needed: most arrays are only read and
 * written element by element.
 *
 * @internal
 */
export class ArrayFamily {
  #typed: TypedElements | null | undefined
  #Slice: SliceClass | undefined

  constructor(
    /** An array type with these elements. */
    readonly type: ArrayDescriptor,
    /** Reads and writes an element. */
    readonly codec: Codec,
    private readonly options: ClassOptions,
    private readonly makeSlice: MakeSlice,
  ) {}

  /** The typed array whose elements are the same values, where there is one. */
  get typed(): TypedElements | undefined {
    if (this.#typed === undefined) this.#typed = typedElementsOf(this.codec) ?? null
    return this.#typed ?? undefined
  }

  /** The class of parts of the arrays. */
  get Slice(): SliceClass {
    return (this.#Slice ??= this.options.generate === undefined ? this.#sharedSlice() : this.#ownSlice())
  }

  #sharedSlice(): SliceClass {
    let known = slices.get(this.codec)
    if (known === undefined) slices.set(this.codec, (known = this.#ownSlice()))
    return known
  }

  #ownSlice(): SliceClass {
    return this.makeSlice(this.type, this.codec, this.options)
  }
}
