// "x64 calling convention" and "x64 ABI conventions" of Microsoft's documentation.
import { ArgumentStack } from './argument-places.js'
import {
  inOnePlace,
  passesNothing,
  type Convention,
  type PassedValue,
  type Piece,
  type Place,
} from './convention.js'
import type { PassedType } from './passed-type.js'

const general = ['rcx', 'rdx', 'r8', 'r9']

/** Room on the stack in which the callee may keep the arguments of registers, in bytes. */
const homeSpace = 32

/** Windows on x86-64, whatever the compiler. */
export const windowsX64: Convention = {
  name: 'Windows x64',
  pass({ parameters, returns, named }) {
    const stack = new ArgumentStack(homeSpace)
    const returned = returns === undefined ? passesNothing : passResult(returns)
    const hidden = returned.how === 'reference' ? 1 : 0
    const passed = parameters.map((type, index) =>
      passParameter(type, index + hidden, index >= named, () => stack.take(8, 8)),
    )
    const resultAddress: Place = { kind: 'general', register: 'rcx' }
    return {
      parameters: passed,
      returns: returned,
      stackSize: stack.size,
      ...(hidden === 1 ? { resultAddress } : {}),
    }
  },
}

/** The first four values take the registers of their positions, a value that is one register of either kind. */
function passParameter(
  type: PassedType,
  position: number,
  isVariable: boolean,
  nextSlot: () => Place,
): PassedValue {
  if (!fitsRegister(type)) {
    const place: Place = position < 4 ? { kind: 'general', register: general[position]! } : nextSlot()
    return inOnePlace('reference', 8, place)
  }
  if (position >= 4) return extended(type, [nextSlot()])
  const register: Place = { kind: 'general', register: general[position]! }
  if (!isFloat(type)) return extended(type, [register])
  const vector: Place = { kind: 'vector', register: `xmm${position}` }
  // A callee with variable arguments does not know which ones are floating-point numbers.
  return extended(type, isVariable ? [vector, register] : [vector])
}

function passResult(type: PassedType): PassedValue {
  const register: Place = { kind: 'general', register: 'rax' }
  if (isFloat(type)) return extended(type, [{ kind: 'vector', register: 'xmm0' }])
  if (fitsRegister(type)) return extended(type, [register])
  if (!type.isAggregate) return extended(type, [{ kind: 'vector', register: 'xmm0' }])
  return inOnePlace('reference', 8, register)
}

function extended({ size, extension, isBool }: PassedType, places: readonly Place[]): PassedValue {
  const pieces = places.map((place): Piece => ({ offset: 0, size, place }))
  return { how: 'value', pieces, ...(isBool === true ? { extension } : {}) }
}

function fitsRegister({ size }: PassedType): boolean {
  return size === 1 || size === 2 || size === 4 || size === 8
}

/** Whether it is a floating-point number by itself: in a struct it travels as the struct does. */
function isFloat({ isAggregate, floats }: PassedType): boolean {
  return !isAggregate && floats !== undefined
}
