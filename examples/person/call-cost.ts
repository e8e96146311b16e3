import { entryPointOf, type ModuleOf } from 'abiding'
import koffi from 'koffi'
import { measure } from '../../bench/harness.js'
import type { PersonMod } from './person.abi.js'

/** What a call through the interface costs, as a ratio to the bare FFI call of the same function. */
export function callCost(module: ModuleOf<typeof PersonMod>): number {
  const bare = koffi.decode(BigInt(entryPointOf(module.score)!), koffi.proto('uint32_t', ['uint32_t'])) as (
    id: number,
  ) => number
  const work = (call: (id: number) => number) => (passes: number) => {
    let sum = 0
    for (let pass = 0; pass < passes * 1000; pass++) sum = (sum + call(pass)) >>> 0
    return sum
  }
  const [, through] = measure(
    {
      name: 'score',
      operations: 1000,
      contenders: [
        { name: 'bare FFI call', run: work(bare) },
        {
          name: 'through the interface',
          run: (passes) => {
            let sum = 0
            for (let pass = 0; pass < passes * 1000; pass++) sum = (sum + module.score(pass)) >>> 0
            return sum
          },
        },
      ],
    },
    { rounds: 15, runTime: 10, warmUp: 50, pause: 10 },
  )
  return through!.ratio
}
