import { CallError } from '../errors/index.js'
import { nativeSpace } from '../memory/native-space.js'
import type { CallMemory } from './call-memory.js'
import { lend, type Loan } from './loan.js'
import type { LoweredParameter, CalledSignature } from './lowered.js'
import { toMirror } from './mirror.js'
import { PlacedOut } from './out-value.js'
import { copyResult, placeResult, type PlacedResult } from './result-memory.js'
import { readPart, spillerOf } from './struct-argument.js'

/** What one call holds while it is under way. */
export class CallState {
  /** What was made for `out` parameters. */
  readonly outs: PlacedOut[] = []
  /** The functions that native code may call meanwhile. */
  readonly loans: Loan[] = []
  /** Where native code writes a result that it is given an address for. */
  result: PlacedResult | undefined

  /**
   * @param memory - Keeps what arguments point to.
   * @param onError - Takes what a function throws that was passed; the border does where this is left out.
   */
  constructor(
    readonly memory: CallMemory,
    readonly onError?: (error: unknown) => void,
  ) {}

  /** The result: what native code gave back, or a copy of what it wrote. */
  resultOf(raw: unknown): unknown {
    return this.result === undefined ? raw : copyResult(this.result)
  }

  /** What came back through pointers. */
  take(): unknown[] {
    return this.outs.splice(0).map((one) => one.take())
  }

  /** Ends the call. The memory belongs to whoever gave it. */
  end(): void {
    for (const out of this.outs.splice(0)) out.abandon()
    for (const loan of this.loans.splice(0)) loan.release()
  }
}

/**
 * Checks an argument and gives what the FFI takes for it.
 *
 * @param take - Gives the next argument of the caller.
 */
export type PrepareArgument = (take: () => unknown, state: CallState) => readonly unknown[]

/**
 * Makes what prepares the argument of a parameter.
 *
 * @param path - The function, for errors.
 *
 * @internal
 */
export function argumentPreparer(parameter: LoweredParameter, path: string): PrepareArgument {
  const { lowered, out, lends } = parameter
  const argumentPath = `${path} → param ${parameter.name}`
  if (out !== undefined) {
    return (take, state) => {
      const value = out.direction === 'inout' ? take() : undefined
      const placed = new PlacedOut(out, value, state.memory, argumentPath)
      state.outs.push(placed)
      return [placed.address]
    }
  }
  switch (lowered.kind) {
    case 'nothing':
    case 'address':
      throw new TypeError(`${lowered.kind} cannot be passed`)
    case 'scalar':
      return (take, { memory, loans, onError }) => {
        const value = take()
        const loan = lends === undefined ? undefined : lend(value, lends, argumentPath, onError)
        if (loan === undefined)
          return [lowered.passing.toNative(value, argumentPath, nativeSpace, memory.keep)]
        loans.push(loan)
        return [loan.address]
      }
    case 'parts': {
      const spill = spillerOf(lowered)
      return (take, state) => {
        const { memory, offset } = spill(take(), argumentPath, state.memory)
        return lowered.parts.map((part) => readPart(memory.view, offset + part.offset, part.scalar))
      }
    }
    case 'mirror': {
      const spill = spillerOf(lowered)
      return (take, state) => {
        const { memory, offset } = spill(take(), argumentPath, state.memory)
        return [toMirror(lowered.mirror, memory, offset)]
      }
    }
  }
}

/**
 * Makes what prepares all arguments of a call.
 *
 * @internal
 */
export function argumentsPreparer(
  signature: CalledSignature,
  path: string,
): (values: readonly unknown[], state: CallState) => unknown[] {
  const prepare = signature.parameters.map((parameter) => argumentPreparer(parameter, path))
  const { returns } = signature
  return (values, state) => {
    let next = 0
    const take = (): unknown => values[next++]
    const prepared = prepare.flatMap((one) => one(take, state))
    if (returns.kind !== 'address') return prepared
    state.result = placeResult(returns.type, state.memory)
    return [state.result.address, ...prepared]
  }
}

/**
 * The parameters for which a caller passes something.
 *
 * @internal
 */
export function passedParameters({ parameters }: CalledSignature): readonly LoweredParameter[] {
  return parameters.filter(({ out }) => out?.direction !== 'out')
}

/**
 * Refuses a wrong number of arguments.
 *
 * @internal
 */
export function refuseCount(signature: CalledSignature, path: string, found: number): never {
  const names = passedParameters(signature).map((parameter) => parameter.name)
  const least = signature.native.variadic === true ? 'at least ' : ''
  throw new CallError('a wrong number of arguments', {
    code: 'ABI-C001',
    rule: 'K-1',
    path,
    expected: names.length === 0 ? 'none' : `${least}${names.length} (${names.join(', ')})`,
    found: String(found),
  })
}
