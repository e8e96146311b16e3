// Procedure Call Standard for the Arm 64-bit Architecture (AAPCS64), sections 6.8 and 6.9, and what it leaves to systems.
import { alignUp } from '../../layout/index.js'
import { ArgumentRegisters, ArgumentStack, inWords } from './argument-places.js'
import {
  inOnePlace,
  passesNothing,
  type Convention,
  type PassedValue,
  type PassedValues,
  type Place,
} from './convention.js'
import { largestInRegisters, type EqualFloats, type PassedType } from './passed-type.js'

/** In what a system departs from the standard. */
export interface Aarch64System {
  /** What the convention is called. */
  readonly name: string
  /** Whether an argument on the stack takes no more than its size, aligned as in a struct. */
  readonly packsStack: boolean
  /** Whether what is aligned to 16 bytes begins with a register of an even number. */
  readonly pairsBeginEven: boolean
  /** Whether the caller extends small integers to 32 bits. */
  readonly callerExtends: boolean
  /** Whether an alignment that was asked for a struct as a whole counts. */
  readonly countsRaisedAlignment: boolean
  /** Whether variable arguments all lie on the stack. */
  readonly variablesOnStack: boolean
}

/**
 * A calling convention of AArch64.
 *
 * @internal
 */
export function aarch64Convention(system: Aarch64System): Convention {
  return {
    name: system.name,
    pass({ parameters, returns, named }): PassedValues {
      const places = new ArgumentPlaces(system)
      const passed = parameters.map((type, index) => {
        if (index === named && system.variablesOnStack) places.leaveRegisters()
        return details(type, places.pass(type), system)
      })
      const returned = returns === undefined ? passesNothing : details(returns, passResult(returns), system)
      const resultAddress: Place = { kind: 'general', register: 'x8' }
      return {
        parameters: passed,
        returns: returned,
        stackSize: places.stackSize,
        ...(returned.how === 'reference' ? { resultAddress } : {}),
      }
    },
  }
}

const names = (letter: string): string[] => Array.from({ length: 8 }, (_, index) => `${letter}${index}`)
const generalRegisters = (): ArgumentRegisters => new ArgumentRegisters('general', names('x'))
const vectorRegisters = (): ArgumentRegisters => new ArgumentRegisters('vector', names('v'))

class ArgumentPlaces {
  readonly #general = generalRegisters()
  readonly #vector = vectorRegisters()
  readonly #stack = new ArgumentStack()
  readonly #system: Aarch64System
  #packs: boolean

  constructor(system: Aarch64System) {
    this.#system = system
    this.#packs = system.packsStack
  }

  get stackSize(): number {
    return alignUp(this.#stack.size, 8)
  }

  /** From here on everything lies on the stack, each in slots of 8 bytes. */
  leaveRegisters(): void {
    this.#general.exhaust()
    this.#vector.exhaust()
    this.#packs = false
  }

  pass(type: PassedType): PassedValue {
    if (type.size === 0) return passesNothing
    const floats = homogeneous(type)
    if (floats !== undefined) return this.#passFloats(type, floats)
    if (type.isAggregate && type.size > 16)
      return this.#passWords({ ...type, size: 8, alignment: 8 }, 'reference')
    return this.#passWords(type, 'value')
  }

  #passFloats(type: PassedType, floats: EqualFloats): PassedValue {
    if (floats.count <= this.#vector.free) return inFloatRegisters(floats, this.#vector)
    this.#vector.exhaust()
    const alignment = this.#packs ? floats.size : Math.min(16, Math.max(8, type.naturalAlignment))
    return this.#onStack(type.size, alignment)
  }

  #passWords(type: PassedType, how: 'value' | 'reference'): PassedValue {
    const { size, alignment, naturalAlignment, isAggregate } = type
    const isPair =
      how === 'value' && (this.#system.countsRaisedAlignment ? alignment : naturalAlignment) >= 16
    if (isPair && this.#system.pairsBeginEven) this.#general.skipToEven()
    if (Math.ceil(size / 8) <= this.#general.free) return { how, pieces: inWords(size, this.#general) }
    this.#general.exhaust()
    const ownAlignment = this.#packs && !isAggregate ? size : 8
    return this.#onStack(isAggregate ? alignUp(size, 8) : size, isPair ? 16 : ownAlignment, how, size)
  }

  #onStack(room: number, alignment: number, how: 'value' | 'reference' = 'value', size = room): PassedValue {
    return inOnePlace(how, size, this.#stack.take(this.#packs ? room : alignUp(room, 8), alignment))
  }
}

function passResult(type: PassedType): PassedValue {
  if (type.size === 0) return passesNothing
  const floats = homogeneous(type)
  if (floats !== undefined) return inFloatRegisters(floats, vectorRegisters())
  if (type.size > 16) return { how: 'reference', pieces: [] }
  return { how: 'value', pieces: inWords(type.size, generalRegisters()) }
}

/** One to four equal floating-point numbers. */
function homogeneous({ floats }: PassedType): EqualFloats | undefined {
  return floats !== undefined && floats.count <= 4 ? floats : undefined
}

function inFloatRegisters({ size, count }: EqualFloats, registers: ArgumentRegisters): PassedValue {
  const pieces = Array.from({ length: count }, (_, index) => ({
    offset: index * size,
    size,
    place: registers.take(),
  }))
  return { how: 'value', pieces }
}

function details(type: PassedType, passed: PassedValue, system: Aarch64System): PassedValue {
  const disagreement = disagreementOver(type)
  return {
    ...passed,
    ...(system.callerExtends && type.extension !== undefined ? { extension: type.extension } : {}),
    ...(disagreement === undefined ? {} : { disagreement }),
  }
}

/** Where compilers read the standard in different ways. */
function disagreementOver({ size, parts, floats, floatsByName }: PassedType): string | undefined {
  const isEmpty = parts.every((part) => part.kind === 'unnamed bits')
  if (isEmpty && size > 0 && size <= largestInRegisters) return 'in which nothing with a name takes bytes'
  const byName = floatsByName?.count ?? Infinity
  if (byName > 4 || floats?.count === byName) return undefined
  return 'with equal floating-point numbers and fields that have no name or take no bytes'
}
