import type { AnyTrait } from '../trait/trait.js'
import type { Giving } from '../wire/passage.js'
import type { Schema } from '../wire/schema.js'
import { within } from '../wire/wire-problem.js'
import type { AnyWireType, CallPlace, WireType } from '../wire/wire-type.js'
import { packagedSize, passageOf, readPackaged, writePackaged } from './packaged-object.js'

/** What tells a type of objects from others. */
export interface ObjectTypeParts {
  /** What sort of type it is. */
  readonly kind: string
  /** How it is called in messages. */
  readonly name: string
  /** Where it stands in a call. */
  readonly standsAs: CallPlace | 'either'
  /** Who drops its objects. */
  readonly giving: Giving
  /** The trait of its objects in a version of the trait that the method belongs to. */
  readonly traitIn: (version: number) => AnyTrait
  /** Whether its values are promises. */
  readonly comesLater?: boolean
  /** What peers are told of it. */
  readonly makeSchema: (version: number) => Schema
  /** Refuses what is not among its values. */
  readonly check: (value: unknown) => void
  /** The implementation of the trait that a value stands for. */
  readonly implement: (value: any, trait: AnyTrait) => object
  /** The value that stands for an object of a peer. */
  readonly receive: (object: object) => unknown
  /** The types that it is made of. */
  readonly parts?: () => readonly AnyWireType[]
}

/**
 * A type whose values are objects: three words that lead to whoever made them.
 *
 * @see Rule X-21 of the specification.
 *
 * @internal
 */
export function objectType<Value, Input>(own: ObjectTypeParts): WireType<Value, Input> {
  const { kind, name, standsAs, giving, traitIn, makeSchema, check, implement, receive, comesLater, parts } =
    own
  return Object.freeze<WireType<any, any>>({
    kind,
    name,
    standsAs,
    comesLater,
    makeSchema,
    parts,
    makeCodec(version) {
      // What is declared later may not be there yet.
      let known: AnyTrait | undefined
      const trait = (): AnyTrait => (known ??= traitIn(version))
      return {
        smallest: packagedSize,
        check,
        write(writer, value: unknown) {
          check(value)
          writePackaged(writer, passageOf(writer).pack(trait(), implement(value, trait()), giving))
        },
        read(reader) {
          const packaged = readPackaged(reader)
          try {
            return receive(passageOf(reader).unpack(trait(), packaged, giving))
          } catch (error) {
            throw within('', error)
          }
        },
      }
    },
  })
}
