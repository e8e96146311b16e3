import type { NativeSignature, NativeValue } from '../koffi-types.js'

/** How many arguments of each kind travel in registers. */
const registers = { x64: { general: 6, vector: 8 }, arm64: { general: 8, vector: 8 } }

/** The machines whose calling conventions are known here. */
type Architecture = keyof typeof registers

/**
 * What of a call lies in memory: how many bytes of arguments may lie on the stack, a multiple of 16, and how many bytes a
 * result has for which the caller passes the place, 0 for others. Of the arguments it may be a little more than there is.
 *
 * @param signature - What is passed and comes back.
 * @param architecture - As `process.arch` spells it.
 *
 * @internal
 */
export function memoryBytes(
  { parameters, returns }: NativeSignature,
  architecture = process.arch as Architecture,
): { readonly stack: number; readonly result: number } {
  const hasPlace = returns !== 'void' && travelsInMemory(returns, architecture)
  return {
    stack: Math.ceil(stackBytes(parameters, hasPlace, architecture) / 16) * 16,
    result: hasPlace ? (returns as { readonly size: number }).size : 0,
  }
}

/** Bytes of arguments that may lie on the stack. Where the caller gives a place for the result, x86-64 passes that in a register. */
function stackBytes(
  parameters: readonly NativeValue[],
  hasPlace: boolean,
  architecture: Architecture,
): number {
  const { general, vector } = registers[architecture]
  if (parameters.every((one) => typeof one === 'string')) {
    const floats = parameters.filter((one) => one === 'f32' || one === 'f64').length
    const others = parameters.length - floats + (hasPlace && architecture === 'x64' ? 1 : 0)
    return 8 * (Math.max(0, floats - vector) + Math.max(0, others - general))
  }
  // Which structs found registers need not be known: reading a few words too many does no harm.
  return parameters.reduce((sum, one) => {
    const isPointer =
      typeof one === 'string' || (architecture === 'arm64' && travelsInMemory(one, architecture))
    return sum + (isPointer ? 8 : Math.ceil(one.size / 8) * 8)
  }, 0)
}

function travelsInMemory(value: NativeValue, architecture: Architecture): boolean {
  if (typeof value === 'string' || value.size <= 16) return false
  return architecture === 'x64' || !isHomogeneous(value)
}

/** Up to four floating-point numbers of one kind, which AArch64 passes in registers for them. */
function isHomogeneous({ runs }: Exclude<NativeValue, string>): boolean {
  const [first] = runs
  return runs.length === 1 && first!.count <= 4 && (first!.scalar === 'f32' || first!.scalar === 'f64')
}
