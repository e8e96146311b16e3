import { CallError } from '../../errors/index.js'
import type { TraitMethod } from '../trait/method.js'

/**
 * Refuses a wrong number of arguments.
 *
 * @see Rule X-9 of the specification.
 *
 * @internal
 */
export function refuseArgumentCount({ parameters }: TraitMethod, path: string, found: number): never {
  const names = parameters.map(({ name }) => name).join(', ')
  throw new CallError('a wrong number of arguments', {
    code: 'ABI-C001',
    rule: 'X-9',
    path,
    expected: parameters.length === 0 ? 'none' : `${parameters.length} (${names})`,
    found: `${found}`,
  })
}

/**
 * Refuses to call what the peer does not have.
 *
 * @see Rule X-10 of the specification.
 *
 * @internal
 */
export function refuseMissing(path: string, calleeVersion: number): never {
  throw new CallError('a method that the peer does not have', {
    code: 'ABI-J007',
    rule: 'X-10',
    path,
    expected: 'a method of the peer',
    found: `none in its version ${calleeVersion}`,
    hint: 'ask $has(…) before the call',
  })
}
