import { ValueError } from '../../errors/index.js'
import type { Codec } from '../../layout/index.js'
import { nativeSpace } from '../../memory/native-space.js'
import { WireProblem } from './wire-problem.js'

/** Values as the layout layer lays them into bytes. */
export interface LayoutImage {
  /** Checks a value and lays it into bytes. */
  readonly set: (view: DataView, offset: number, value: unknown) => void
  /** A copy of the value that lies there. */
  readonly get: (view: DataView, offset: number) => unknown
}

/**
 * How values of the layout layer are laid into bytes of this machine, and found there. What is wrong with them is told as
 * other problems of values are.
 *
 * @see Rule W-17 of the specification.
 *
 * @internal
 */
export function layoutImage({ set, copy }: Codec): LayoutImage {
  return {
    set(view, offset, value) {
      try {
        set({ view, base: undefined, space: nativeSpace }, offset, value, '')
      } catch (error) {
        throw toProblem(error)
      }
    },
    get(view, offset) {
      try {
        return copy({ view, base: undefined, space: nativeSpace }, offset)
      } catch (error) {
        throw toProblem(error)
      }
    },
  }
}

function toProblem(error: unknown): unknown {
  if (!(error instanceof ValueError)) return error
  const { code, rule, expected, found, hint } = error
  const problem = new WireProblem('a value that does not fit', {
    code,
    rule: rule ?? 'W-17',
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
  return problem.within(error.path ?? '')
}
