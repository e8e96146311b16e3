import { CallError } from '../errors/index.js'
import { functionAt, type NativeFunction } from '../ffi/index.js'
import { compile, mayGenerateCode } from '../layout/accessor/code-generation.js'
import { codecOf } from '../layout/layout.js'
import { locationOf } from '../layout/view.js'
import {
  formatAddress,
  isView,
  typeOfView,
  hostTarget,
  type AnyType,
  type BoundFunction,
  type FunctionType,
  type MemoryLocation,
} from '../layout/index.js'
import { isCode } from '../memory/mappings.js'
import { nativeSpace } from '../memory/native-space.js'
import { scratchMemory } from '../memory/scratch.js'
import { border, holdBack, rethrow } from './border.js'
import { rememberEntryPoint } from './entry-points.js'
import { lower, type Lowered, type LoweredSignature, type ScalarPart } from './lowering.js'
import { fromMirror, toMirror } from './mirror.js'

type Callable = (...values: unknown[]) => unknown

/**
 * Makes a JavaScript function of native code at an address.
 *
 * Its arguments are checked before native code sees them: their number, their types and their ranges. What a JavaScript
 * function throws that native code calls meanwhile is thrown again here.
 *
 * @param address - Entry point. Whoever passes it vouches that the code there has this signature.
 * @param type - The signature.
 * @param path - What the function is called in errors; its name is the last part.
 * @throws {@link CallError} `ABI-C003` where there is no code, `ABI-F005` for a signature that cannot be called;
 * {@link MemoryError} for what is no address.
 *
 * @see Rules K-1 to K-5 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Double = fn({ value: u32 }, u32)
 * using exported = exportFunction(Double, (value) => value * 2)
 * const double = bindFunction(exported.address, Double, 'double')
 * assert.equal(double(21), 42)
 * ```
 */
export function bindFunction<P, R extends AnyType>(
  address: number,
  type: FunctionType<P, R>,
  path: string = type.name,
): BoundFunction<P, R> {
  checkIsCode(address, path)
  const signature = lower(type, 'call', path)
  const native = functionAt(address, signature.native, path)
  const bound = mayGenerateCode()
    ? generateBound(signature, native, path)
    : composeBound(signature, native, path)
  Object.defineProperty(bound, 'name', { value: path.split('.').at(-1), configurable: true })
  rememberEntryPoint(bound, address)
  return bound as unknown as BoundFunction<P, R>
}

function checkIsCode(address: number, path: string): void {
  nativeSpace.memoryAt(address, 1, path)
  if (isCode(address)) return
  throw new CallError('a function pointer that does not point to code', {
    code: 'ABI-C003',
    rule: 'M-7',
    path,
    expected: 'an address in executable memory',
    found: formatAddress(address),
  })
}

function refuseCount(signature: LoweredSignature, path: string, found: number): never {
  const names = signature.parameters.map((parameter) => parameter.name)
  throw new CallError('a wrong number of arguments', {
    code: 'ABI-C001',
    rule: 'K-1',
    path,
    expected: names.length === 0 ? 'none' : `${names.length} (${names.join(', ')})`,
    found: String(found),
  })
}

/**
 * Writes the wrapper of one signature as source text, so that checks and conversions are inlined into one function.
 *
 * @internal
 */
export function generateBound(signature: LoweredSignature, native: NativeFunction, path: string): Callable {
  const scope: Record<string, unknown> = {
    $native: native,
    $border: border,
    $rethrow: rethrow,
    $holdBack: holdBack,
    $space: nativeSpace,
    $refuseCount: (found: number) => refuseCount(signature, path, found),
  }
  const checks: string[] = []
  const prepared: string[] = []
  const passed: string[] = []
  signature.parameters.forEach(({ name, lowered }, index) => {
    const argument = `a${index}`
    const argumentPath = JSON.stringify(`${path} → param ${name}`)
    if (lowered.kind === 'scalar') {
      scope[`$to${index}`] = lowered.passing.toNative
      if (lowered.passing.keepsBytes === true) {
        prepared.push(`const n${index} = $to${index}(${argument}, ${argumentPath}, $space, $scratch.keep)`)
        passed.push(`n${index}`)
      } else if (lowered.passing.accepts === undefined) {
        checks.push(`const n${index} = $to${index}(${argument}, ${argumentPath}, $space)`)
        passed.push(`n${index}`)
      } else {
        checks.push(
          `if (!(${lowered.passing.accepts(argument)})) $to${index}(${argument}, ${argumentPath}, $space)`,
        )
        passed.push(argument)
      }
      return
    }
    if (lowered.kind === 'nothing') return
    scope[`$spill${index}`] = spillerOf(lowered)
    prepared.push(`const n${index} = $spill${index}(${argument}, ${argumentPath})`)
    if (lowered.kind === 'parts') {
      scope.$part = readPart
      passed.push(...lowered.parts.map((part) => `$part(n${index}, ${part.offset}, '${part.scalar}')`))
    } else {
      passed.push(`n${index}`)
    }
  })
  const usesScratch = prepared.length > 0
  if (usesScratch) scope.$scratch = scratchMemory()
  const names = signature.parameters.map((_, index) => `a${index}`).join(', ')
  return compile(
    `return function (${names}) {
      if (arguments.length !== ${signature.parameters.length}) $refuseCount(arguments.length)
      ${checks.join('\n')}
      ${usesScratch ? 'const mark = $scratch.mark' : ''}
      let r
      const depth = $border.depth
      $border.depth = depth + 1
      try {
        ${prepared.join('\n')}
        r = $native(${passed.join(', ')})
      } catch (error) {
        $holdBack(error)
      } finally {
        $border.depth = depth
        ${usesScratch ? '$scratch.release(mark)' : ''}
      }
      if ($border.failure !== undefined) $rethrow()
      ${resultSource(signature.returns, path, scope)}
    }`,
    scope,
  ) as Callable
}

function resultSource(returns: Lowered, path: string, scope: Record<string, unknown>): string {
  if (returns.kind === 'nothing') return ''
  if (returns.kind === 'scalar' && returns.passing.fromNativeSource !== undefined) {
    return `return ${returns.passing.fromNativeSource('r')}`
  }
  scope.$result = resultReader(returns, path)
  return 'return $result(r)'
}

function resultReader(returns: Lowered, path: string): (raw: unknown) => unknown {
  const resultPath = `${path} → returns`
  switch (returns.kind) {
    case 'nothing':
      return () => undefined
    case 'scalar':
      return (raw) => returns.passing.fromNative(raw, resultPath, nativeSpace)
    case 'mirror': {
      const codec = codecOf(returns.type, hostTarget())
      return (raw) => codec.get(fromMirror(returns.mirror, raw), 0)
    }
    case 'parts':
      throw new TypeError('a result has no parts')
  }
}

/** Writes a struct that is passed by value into scratch memory. */
function spillerOf(
  lowered: Exclude<Lowered, { kind: 'scalar' | 'nothing' }>,
): (value: unknown, path: string) => unknown {
  const codec = codecOf(lowered.type, hostTarget())
  const scratch = scratchMemory()
  // Whole registers are read, so there must be whole registers.
  const size = Math.ceil(codec.size / 8) * 8
  const spill = (value: unknown, path: string): MemoryLocation => {
    if (size === codec.size && isView(value) && typeOfView(value) === lowered.type) {
      const { memory, offset } = locationOf(value)
      // What an accessor shows need not be copied to be read.
      if (memory.space === nativeSpace) return { memory, offset }
    }
    const location = scratch.allocate(size, 8)
    codec.set(location.memory, location.offset, value, path)
    return location
  }
  if (lowered.kind === 'parts') return spill
  return (value, path) => {
    const { memory, offset } = spill(value, path)
    return toMirror(lowered.mirror, memory, offset)
  }
}

const littleEndian = hostTarget().byteOrder === 'little'

function readPart(location: MemoryLocation, offset: number, scalar: ScalarPart['scalar']): number | bigint {
  const { view } = location.memory
  const start = location.offset + offset
  if (scalar === 'f64') return view.getFloat64(start, littleEndian)
  if (scalar === 'f32') return view.getFloat32(start, littleEndian)
  const upper = view.getUint32(start + 4, littleEndian)
  // Numbers cross several times faster than bigints, which is possible as long as they are exact.
  if (upper > 0x1fffff) return view.getBigUint64(start, littleEndian)
  return upper * 2 ** 32 + view.getUint32(start, littleEndian)
}

/**
 * The same wrapper without source text.
 *
 * @internal
 */
export function composeBound(signature: LoweredSignature, native: NativeFunction, path: string): Callable {
  const readResult = resultReader(signature.returns, path)
  const prepare = signature.parameters.map(({ name, lowered }) => {
    const argumentPath = `${path} → param ${name}`
    if (lowered.kind === 'nothing') throw new TypeError('nothing cannot be passed')
    if (lowered.kind === 'scalar') {
      return (value: unknown) => [
        lowered.passing.toNative(value, argumentPath, nativeSpace, scratchMemory().keep),
      ]
    }
    const spill = spillerOf(lowered)
    if (lowered.kind === 'mirror') return (value: unknown) => [spill(value, argumentPath)]
    return (value: unknown) => {
      const location = spill(value, argumentPath) as MemoryLocation
      return lowered.parts.map((part) => readPart(location, part.offset, part.scalar))
    }
  })
  const scratch = scratchMemory()
  return (...values) => {
    if (values.length !== prepare.length) refuseCount(signature, path, values.length)
    const mark = scratch.mark
    let raw: unknown
    const depth = border.depth
    border.depth = depth + 1
    try {
      raw = native(...values.flatMap((value, index) => prepare[index]!(value)))
    } catch (error) {
      holdBack(error)
    } finally {
      border.depth = depth
      scratch.release(mark)
    }
    if (border.failure !== undefined) rethrow()
    return readResult(raw)
  }
}
