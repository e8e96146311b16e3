import type { Memory } from '../memory.js'
import type { AnyType, WriteMode } from '../type.js'
import { mayGenerateCode } from './code-generation.js'
import { makeBy, Maker, type Make } from './maker.js'
import {
  closureFields,
  compileFields,
  generatedFields,
  type FieldGroup,
  type Member,
} from './record-fields.js'
import { installSharedMembers, stateSource } from './shared-members.js'

/** The class of an accessor: made for a place in a memory. */
export interface AccessorClass {
  new (memory: Memory, offset: number): object
  /** Makes an accessor. Classes that are made of closures have none. */
  readonly $make?: Make | undefined
  /** Generates the code of all fields now, for classes that do so only when their fields turn out to be used. */
  readonly $generate?: (() => void) | undefined
}

/** How an accessor class is made. */
export interface ClassOptions {
  /** Whether values are checked before they are written. */
  readonly mode?: WriteMode
  /** Whether to make the class from source text; closures otherwise. */
  readonly generate?: boolean
}

/**
 * How often fields are used before their code is generated. Until then closures are cheaper; and this is before V8 optimises
 * a loop that uses them, so that it need not do so twice.
 */
export const usesBeforeCode = 100

/**
 * The most fields of a class whose code is generated later. In an object that is a prototype already V8 copies what it knows
 * of all properties for each that is replaced.
 */
const mostDeferred = 50

/** The most fields that one source text defines: V8 refuses texts with very many. */
const fieldsPerText = 500

/**
 * Makes the accessor class of a struct or union: one property per field on the prototype, and nothing in an instance but
 * the memory and the offset.
 *
 * Most types of a program are hardly used, and a few are used all the time. So the properties are closures until their use
 * shows that generating their code will pay. The class stays the same one, and so does the shape of its instances.
 *
 * @param type - The struct or union.
 * @param members - Its fields.
 *
 * @internal
 */
export function makeRecordClass(
  type: AnyType,
  members: readonly Member[],
  { mode = 'checked', generate = mayGenerateCode() }: ClassOptions = {},
): AccessorClass {
  const fields: FieldGroup = { typeName: type.name, members, mode }
  const Accessor = !generate
    ? composeClass(fields)
    : members.length > mostDeferred
      ? generateClass(fields)
      : deferClass(fields)
  installSharedMembers(Accessor, type)
  return Accessor
}

/**
 * A function that makes accessors of a class.
 *
 * @internal
 */
export function makerOf(Accessor: AccessorClass): Make {
  return Accessor.$make ?? ((memory, offset) => new Accessor(memory, offset))
}

/**
 * Gives a generated class a function that makes its accessors.
 *
 * @internal
 */
export function withMaker<T extends AccessorClass>(Accessor: T): T {
  return Object.assign(Accessor, { $make: makeBy(new Maker(Accessor.prototype as object)) })
}

/** A class of source text. */
function generateClass({ members, ...group }: FieldGroup): AccessorClass {
  const Accessor = compileFields((body) => `return class { ${stateSource} ${body} }`, {
    ...group,
    members: members.slice(0, fieldsPerText),
  })
  for (let start = fieldsPerText; start < members.length; start += fieldsPerText) {
    const others = { ...group, members: members.slice(start, start + fieldsPerText) }
    Object.defineProperties(Accessor.prototype, generatedFields(others))
  }
  return withMaker(Accessor as AccessorClass)
}

/**
 * A class whose fields are closures, which count how often they are used and then give way to generated code. So does what
 * makes its accessors.
 */
function deferClass(fields: FieldGroup): AccessorClass {
  const Accessor = composeState()
  const prototype = Accessor.prototype as object
  let left = usesBeforeCode
  const closures = closureFields(fields, () => {
    if (left > 0 && --left === 0) $generate()
  })
  const $generate = (): void => {
    left = 0
    replace(prototype, closures, generatedFields(fields))
  }
  Object.defineProperties(prototype, closures)
  return Object.assign(withMaker(Accessor), { $generate })
}

/** Replaces properties. One that somebody else replaced or froze meanwhile stays as it is. */
function replace(object: object, before: PropertyDescriptorMap, after: PropertyDescriptorMap): void {
  for (const [name, descriptor] of Object.entries(after)) {
    const current = Object.getOwnPropertyDescriptor(object, name)
    if (current?.configurable === true && current.get === before[name]?.get)
      Object.defineProperty(object, name, descriptor)
  }
}

/** A class of closures. */
function composeClass(fields: FieldGroup): AccessorClass {
  const Accessor = composeState()
  Object.defineProperties(Accessor.prototype, closureFields(fields))
  return Accessor
}

/** A class of its own whose instances have a memory and an offset. */
function composeState(): AccessorClass {
  return class {
    $memory: Memory
    $offset: number
    constructor(memory: Memory, offset: number) {
      this.$memory = memory
      this.$offset = offset
    }
  }
}
