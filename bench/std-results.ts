import { bindFunction, fn, ROption, RResult, u32, u64 } from 'abiding'
import { openLibrary } from 'abiding/ffi'
import { compileFixture } from './fixture.js'
import type { Suite } from './harness.js'
import { loop, take } from './loop.js'

const count = 1000

/** Functions that give an option or a result in registers, against the same ones that give the scalar. */
export function stdResults(): Suite | string {
  const library = compileFixture('std-results')
  if (library === undefined) return 'There is no C compiler (cc): options and results are not measured.'
  const { symbol } = openLibrary(library)
  const address = (name: string): number => symbol(name)!
  const scope = {
    scalar: bindFunction(address('give_u32'), fn({ value: u32 }, u32), 'give_u32'),
    wide: bindFunction(address('give_u64'), fn({ value: u64 }, u64), 'give_u64'),
    option: bindFunction(address('option_u32'), fn({ value: u32 }, ROption(u32)), 'option_u32'),
    wideOption: bindFunction(address('option_u64'), fn({ value: u64 }, ROption(u64)), 'option_u64'),
    result: bindFunction(address('result_u32'), fn({ value: u32 }, RResult(u32, u32)), 'result_u32'),
  }
  return {
    name: 'options and results',
    title: 'Functions that give a scalar, and that give it in an option or a result',
    comparisons: [
      {
        name: 'result: 32 bits, in one register',
        operations: count,
        contenders: [
          { name: 'u32', run: loop(scope, { count, body: take('scalar(i + 1)') }) },
          { name: 'ROption(u32)', atMost: 2, run: loop(scope, { count, body: take('option(i + 1)') }) },
          { name: 'none', atMost: 2, run: loop(scope, { count, body: take('option(0) ?? i + 1') }) },
          {
            name: 'RResult(u32, u32)',
            atMost: 2,
            run: loop(scope, { count, body: take('result(i + 1).ok') }),
          },
        ],
      },
      {
        name: 'result: 64 bits, in two registers',
        operations: count,
        contenders: [
          { name: 'u64', run: loop(scope, { count, body: take('Number(wide(7n))') }) },
          {
            name: 'ROption(u64)',
            atMost: 2,
            run: loop(scope, { count, body: take('Number(wideOption(7n))') }),
          },
        ],
      },
    ],
  }
}
