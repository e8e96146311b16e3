import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/**
 * Collects garbage until something has come of it. Finalizers run between tasks, and one collection may not find all.
 *
 * @param isEnough - Whether it has.
 * @returns Whether it has in the end; `false` after as many collections as should do.
 */
export async function collectUntil(isEnough: () => boolean): Promise<boolean> {
  for (let round = 0; round < 50; round++) {
    if (isEnough()) return true
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return isEnough()
}
