import { keepShape } from '../keep-shape.js'
import type { Memory } from '../memory.js'
import { compile } from './code-generation.js'
import { storeSource } from './move-to.js'

/** Makes accessors of one class. */
export type Make = (memory: Memory, offset: number) => object

/** A function that makes accessors by what is replaced when it turns out that many are made. */
export interface DeferredMake extends Make {
  /** What makes them; for generated code, which sees through it. */
  readonly maker: { readonly make: Make }
}

/**
 * How many accessors of a class are made before their constructor is compiled. V8 notes what a function calls from its eighth
 * call on: whoever makes accessors then never meets the first constructor, which all classes share.
 */
export const makesBeforeCode = 4

/**
 * A function that makes accessors, as source, where `Empty` is in scope. It does not call the constructor of the class: an empty
 * one has nothing that V8 must check in every loop that makes accessors.
 */
const makeSource = `(memory, offset) => {
  const accessor = new Empty()
  accessor.$memory = memory
  ${storeSource('offset', 'accessor')}
  return accessor
}`

/**
 * Makes the accessors of one class: the first of them by code that all classes share, the others by text of its own, by which
 * V8 knows what is made. To compile that takes longer than all else that is done for a class. Both make objects of one shape,
 * so that who has some of either does not notice.
 *
 * @internal
 */
export class Maker {
  private left = makesBeforeCode
  private readonly Empty: EmptyClass

  /** @param prototype - What the accessors inherit from. */
  constructor(prototype: object) {
    this.Empty = composeEmpty(prototype)
  }

  /**
   * Makes an accessor. A property of that name takes the place of this method, and never changes: in generated code, where the
   * maker is a constant, V8 takes such a property for a constant too.
   */
  make(memory: Memory, offset: number): object {
    if (--this.left < 0) {
      this.make = compile(`return ${makeSource}`, { Empty: this.Empty }) as Make
      return this.make(memory, offset)
    }
    if (this.left === makesBeforeCode - 1) keepValuesAsTheyAre(this.Empty)
    const accessor = new this.Empty()
    accessor.$memory = memory
    if ((offset | 0) === offset) accessor.$offset = offset | 0
    else accessor.$offset = offset
    return accessor
  }
}

/**
 * Makes the accessors of a class that is itself made when the first of them is: many a type is only written, or counted.
 *
 * @internal
 */
export class LateMaker {
  /** @param prepare - Makes the class, and gives what makes its accessors. */
  constructor(private readonly prepare: () => Make) {}

  /** Makes an accessor. A property of that name takes the place of this method, as that of {@link Maker.make} does. */
  make(memory: Memory, offset: number): object {
    this.make = this.prepare()
    return this.make(memory, offset)
  }
}

/** Makes objects without properties that inherit from a prototype. */
type EmptyClass = new () => { $memory?: Memory | null; $offset?: number | null }

/**
 * Makes an accessor of nothing, for nobody.
 *
 * V8 knows of a property that always held small integers, or objects of one shape, that it does, and checks each value that is stored
 * and brings it into the form in which it lies in memory. An accessor that V8 takes apart lies nowhere: in each step of a loop its
 * offset would be brought into that form and back again, and lose what was known of its size, and its memory be checked twice.
 */
function keepValuesAsTheyAre(Empty: EmptyClass): void {
  const accessor = new Empty()
  accessor.$memory = null
  accessor.$offset = null
  keepShape(accessor)
}

/** A constructor that stores nothing: all that V8 notes of such constructors, which share their code, is good for each. */
function composeEmpty(prototype: object): EmptyClass {
  const Empty = function () {}
  Empty.prototype = prototype
  return Empty as unknown as EmptyClass
}

/**
 * A function that makes accessors by a maker.
 *
 * @internal
 */
export function makeBy(maker: DeferredMake['maker']): DeferredMake {
  return Object.assign((memory: Memory, offset: number) => maker.make(memory, offset), { maker })
}
