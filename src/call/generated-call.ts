import { errnoOfThread, type NativeFunction } from '../ffi/index.js'
import { compile } from '../layout/accessor/code-generation.js'
import { hostTarget } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { nativeSpace } from '../memory/native-space.js'
import { scratchMemory } from '../memory/scratch.js'
import { recordMoves } from '../ownership/index.js'
import { borderSource, borderWords, discardStale, holdBack, rethrow } from './border.js'
import { passedParameters, refuseCount } from './call-arguments.js'
import { resultReader, resultSource } from './call-result.js'
import { lend } from './loan.js'
import type { Lowered, LoweredParameter, LoweredResult, CalledSignature } from './lowered.js'
import { toMirror } from './mirror.js'
import { mostNested, refuseNesting } from './nesting.js'
import { PlacedOut } from './out-value.js'
import { copyResult, placeResult } from './result-memory.js'
import { passingSource } from './stack-arguments.js'
import { spillerOf } from './struct-argument.js'
import { structSource } from './struct-source.js'

type Callable = (...values: unknown[]) => unknown

/** Source text around the call itself. */
class CallSource {
  /** What the text uses, by name. */
  readonly scope: Record<string, unknown> = {}
  /** Checks that leave nothing behind. */
  readonly checks: string[] = []
  /** Variables that are seen after the call. */
  readonly variables: string[] = []
  /** Conversions that take memory, move something or export something. */
  readonly prepared: string[] = []
  /** What the FFI gets. */
  readonly passed: string[] = []
  /** What is done right after the call. */
  readonly taken: string[] = []
  /** What is done in any case. */
  readonly ended: string[] = []
  /** What came back through pointers. */
  readonly outs: string[] = []

  /** Whether every call takes scratch memory. */
  alwaysUsesScratch = false

  add(parameter: LoweredParameter, index: number, path: string): void {
    const { lowered, out, lends } = parameter
    if (out !== undefined) this.#addOut(parameter, index, path)
    else if (lends !== undefined) this.#addFunction(parameter, index, path)
    else if (lowered.kind === 'scalar') this.#addScalar(lowered, index, path)
    else if (lowered.kind === 'parts') {
      const { prepare, passed } = structSource(lowered, index, path, this.scope)
      this.prepared.push(prepare)
      this.passed.push(...passed)
    } else if (lowered.kind === 'mirror') {
      const spill = spillerOf(lowered)
      this.alwaysUsesScratch = true
      this.scope[`$spill${index}`] = (value: unknown): unknown => {
        const { memory, offset } = spill(value, path, scratchMemory())
        return toMirror(lowered.mirror, memory, offset)
      }
      this.prepared.push(`const n${index} = $spill${index}(a${index})`)
      this.passed.push(`n${index}`)
    }
  }

  /** The place to which native code writes a result is passed before everything else. */
  addResult({ type }: Extract<Lowered, { kind: 'address' }>): void {
    this.alwaysUsesScratch = true
    this.scope.$placeResult = () => placeResult(type, scratchMemory())
    this.scope.$copyResult = copyResult
    this.prepared.unshift('const written = $placeResult()')
    this.passed.unshift('written.address')
    this.taken.unshift('r = $copyResult(written)')
  }

  #addScalar({ type, passing }: Extract<Lowered, { kind: 'scalar' }>, index: number, path: string): void {
    const argument = `a${index}`
    const convert = `$to${index}(${argument}, ${JSON.stringify(path)}, $space`
    this.scope[`$to${index}`] = passing.toNative
    // What is moved is moved when everything else was checked, so that it can be given back.
    if (passing.keepsBytes === true || movesValue(type)) {
      this.alwaysUsesScratch = true
      this.prepared.push(`const n${index} = ${convert}, $scratch.keep)`)
      this.passed.push(`n${index}`)
    } else if (passing.accepts === undefined) {
      this.checks.push(`const n${index} = ${convert})`)
      this.passed.push(`n${index}`)
    } else {
      this.checks.push(`const n${index} = ${passing.accepts(argument)} ? ${argument} : ${convert})`)
      this.passed.push(`n${index}`)
    }
  }

  #addFunction({ lowered, lends }: LoweredParameter, index: number, path: string): void {
    const text = JSON.stringify(path)
    const { passing } = lowered as Extract<Lowered, { kind: 'scalar' }>
    this.scope[`$to${index}`] = passing.toNative
    this.scope[`$lend${index}`] = (value: unknown) => lend(value, lends!, path)
    this.variables.push(`l${index}`)
    this.prepared.push(`l${index} = $lend${index}(a${index})
      const n${index} = l${index} === undefined ? $to${index}(a${index}, ${text}, $space) : l${index}.address`)
    this.passed.push(`n${index}`)
    this.ended.push(`if (l${index} !== undefined) l${index}.release()`)
  }

  #addOut({ out }: LoweredParameter, index: number, path: string): void {
    this.alwaysUsesScratch = true
    this.scope[`$place${index}`] = (value: unknown) => new PlacedOut(out!, value, scratchMemory(), path)
    this.variables.push(`o${index}`, `x${index}`)
    this.prepared.push(`o${index} = $place${index}(${out!.direction === 'inout' ? `a${index}` : ''})`)
    this.passed.push(`o${index}.address`)
    this.taken.push(`x${index} = o${index}.take(); o${index} = undefined`)
    this.ended.push(`if (o${index} !== undefined) o${index}.abandon()`)
    this.outs.push(`x${index}`)
  }
}

/**
 * Writes the wrapper of one signature as source text, so that checks and conversions are inlined into one function.
 *
 * @internal
 */
export function generateBound(signature: CalledSignature, native: NativeFunction, path: string): Callable {
  const source = new CallSource()
  signature.parameters.forEach((parameter, index) => {
    source.add(parameter, index, `${path} → param ${parameter.name}`)
  })
  if (signature.returns.kind === 'address') source.addResult(signature.returns)
  const { scope, variables, prepared } = source
  const usesScratch = prepared.length > 0
  // Where only a struct may need scratch memory, and rarely does, it says so when it does.
  const seldomUsesScratch = usesScratch && !source.alwaysUsesScratch
  const { moves, givesErrno } = signature
  Object.assign(scope, {
    $native: native,
    $words: borderWords,
    $rethrow: rethrow,
    $discardStale: discardStale,
    $holdBack: holdBack,
    $space: nativeSpace,
    $refuseCount: (found: number) => refuseCount(signature, path, found),
    $refuseNesting: () => refuseNesting(path),
    ...(usesScratch ? { $scratch: scratchMemory() } : {}),
    ...(moves ? { $recordMoves: recordMoves } : {}),
    ...(givesErrno ? { $errno: errnoOfThread() } : {}),
  })
  const { stores, passed: nativeValues } = passingSource(source.passed, signature.stack, scope)
  const passed = new Set(passedParameters(signature))
  const names = signature.parameters.flatMap((one, index) => (passed.has(one) ? [`a${index}`] : []))
  const result = resultSource(signature, readSource(signature.returns, path, scope), source.outs, 'e')
  return compile(
    `return function (${names.join(', ')}) {
      if (arguments.length !== ${names.length}) $refuseCount(arguments.length)
      ${source.checks.join('\n')}
      ${usesScratch ? `let mark = ${seldomUsesScratch ? '-1' : '$scratch.mark'}` : ''}
      ${moves ? 'const moves = $recordMoves()' : ''}
      let ${['r', ...(givesErrno ? ['e'] : []), ...variables].join(', ')}
      ${borderSource.begin}
      try {
        if (depth >= ${mostNested}) $refuseNesting()
        ${prepared.join('\n')}
        ${moves ? 'moves.commit()' : ''}
        ${givesErrno ? '$errno.clear()' : ''}
        ${borderSource.enter}
        ${stores}
        r = $native(${nativeValues.join(', ')})
        ${givesErrno ? 'e = $errno.read()' : ''}
        ${source.taken.join('\n')}
      } catch (error) {
        ${moves ? 'moves.undo()' : ''}
        ${borderSource.fail}
        $holdBack(error)
      } finally {
        ${borderSource.leave}
        ${source.ended.join('\n')}
        ${usesScratch ? `${seldomUsesScratch ? 'if (mark !== -1) ' : ''}$scratch.release(mark)` : ''}
      }
      if (${borderSource.needsAttention}) $rethrow()
      return ${result}
    }`,
    scope,
  ) as Callable
}

function readSource(returns: LoweredResult, path: string, scope: Record<string, unknown>): string {
  if (returns.kind === 'nothing') return 'undefined'
  if (returns.kind === 'scalar' && returns.passing.fromNativeSource !== undefined)
    return returns.passing.fromNativeSource('r')
  if (returns.kind === 'registers') {
    const { dataView } = codecOf(returns.type, hostTarget())
    const { memory, offset } = returns.place
    if (dataView !== undefined) {
      scope.$view = memory.view
      return `$view.get${dataView.scalar}(${offset}, ${dataView.littleEndian})`
    }
  }
  scope.$result = resultReader(returns, path)
  return '$result(r)'
}
