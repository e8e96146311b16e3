import type { TraitMethod } from '../trait/method.js'
import type { Schema } from '../wire/schema.js'
import type { AnyTrait } from '../trait/trait.js'
import { nothing } from '../wire/nothing.js'
import { schemaOf, wireCodec, type AnyWireType, type WireCodec } from '../wire/wire-type.js'
import { WireProblem, within, withPath } from '../wire/wire-problem.js'
import type { WireReader } from '../wire/wire-reader.js'
import type { WireWriter } from '../wire/wire-writer.js'
import { discardArguments } from './discard-arguments.js'

/** A parameter as it is read in one version. */
interface HostParameter {
  readonly name: string
  readonly codec: WireCodec
  /** Reads a pointer to the value; absent where this side does not know where the value lies. */
  readonly byReference: WireCodec | undefined
  /** Whether the peer may say that it passes a pointer. For all others, what it says means nothing. */
  readonly isReference: boolean
  /** What peers are told of its type. */
  readonly schema: Schema
}

/** Which arguments are pointers: the first 32, and the others. */
interface PointerMask {
  readonly low: number
  readonly high: number
}

/**
 * A method of a trait as it is implemented for peers, in one version.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class HostMethod {
  readonly #parameters: readonly HostParameter[]
  readonly #returns: WireCodec
  /** Whether the method gives nothing, so that the peer hears nothing. */
  readonly isUnit: boolean

  constructor(
    readonly name: string,
    { parameters, returns }: TraitMethod,
    version: number,
    readonly path: string,
  ) {
    this.#parameters = parameters.map(({ name, type }) => {
      const schema = schemaOf(type, version)
      return {
        name,
        codec: wireCodec(type, version),
        byReference: byReferenceOf(type, version),
        isReference: schema.kind === 'reference',
        schema,
      }
    })
    this.#returns = wireCodec(returns, version)
    this.isUnit = returns === nothing
  }

  /**
   * Reads the arguments. Where one of them cannot be read, the objects behind it are dropped.
   *
   * @param reader - Stands behind the version.
   * @param low - Which of the first 32 arguments are pointers.
   * @param high - Which of the others.
   */
  read(reader: WireReader, low: number, high: number): unknown[] {
    return withPath(this.path, () =>
      this.#parameters.map((parameter, index) => {
        const start = reader.position
        try {
          return this.#codecOf(parameter, isPointerAt(index, { low, high })).read(reader)
        } catch (error) {
          this.#discard(reader, start, index, index, { low, high })
          throw within(` → ${parameter.name}`, error)
        }
      }),
    )
  }

  /**
   * Looks for what a call needs besides its arguments. Where it is not there, the objects among the arguments are dropped.
   *
   * @param reader - Stands behind the version.
   * @param low - Which of the first 32 arguments are pointers.
   * @param high - Which of the others.
   * @param find - Finds it.
   *
   * @see Rule X-92 of the specification.
   */
  findOrDiscard<Found>(reader: WireReader, low: number, high: number, find: () => Found): Found {
    try {
      return find()
    } catch (error) {
      this.#discard(reader, reader.position, 0, -1, { low, high })
      throw error
    }
  }

  #discard(reader: WireReader, start: number, first: number, tried: number, mask: PointerMask): void {
    const unused = this.#parameters.slice(first).map(({ schema }, index) => ({
      schema,
      isPointer: isPointerAt(first + index, mask),
      isTried: first + index === tried,
    }))
    discardArguments(reader.bytes, start, unused, this.path)
  }

  #codecOf({ codec, byReference, isReference }: HostParameter, isPointer: boolean): WireCodec {
    if (!isPointer || !isReference) return codec
    if (byReference !== undefined) return byReference
    throw new WireProblem('a pointer to a value whose place in memory nobody agreed upon', {
      code: 'ABI-J008',
      rule: 'X-14',
      expected: 'the value as bytes',
      found: 'a pointer',
    })
  }

  /** Writes the result. */
  write(writer: WireWriter, result: unknown): void {
    withPath(`${this.path} → result`, () => this.#returns.write(writer, result))
  }
}

function isPointerAt(index: number, { low, high }: PointerMask): boolean {
  return (((index < 32 ? low : high) >>> (index % 32)) & 1) !== 0
}

/** What types of references offer that can be passed as pointers. */
interface ReferenceType extends AnyWireType {
  readonly byReference?: ((version: number) => WireCodec | undefined) | undefined
}

/**
 * How a value is passed as a pointer; `undefined` where it is not.
 *
 * @internal
 */
export function byReferenceOf(type: AnyWireType, version: number): WireCodec | undefined {
  return (type as ReferenceType).byReference?.(version)
}

/**
 * The methods of a trait in one version, by number.
 *
 * @internal
 */
export function hostMethods(trait: AnyTrait, version: number): readonly HostMethod[] {
  return [...trait.methods].map(
    ([name, method]) => new HostMethod(name, method, version, `${trait.name}.${name}`),
  )
}
