import { resolve } from 'node:path'
import { ModuleError, ValueError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import { inspectFile } from '../inspect-file.js'
import type { InspectedFile } from '../inspected-file.js'
import { askEntry } from './ask-entry.js'
import type { InspectedTrait } from './inspected-trait.js'

/** Nobody exports more traits from one library. */
const mostTraits = 32

/** How entries are asked. */
export interface AskOptions {
  /** Milliseconds that an entry has for its answer, from 1; 30,000 if left out. */
  readonly timeout?: number
}

/**
 * Says what a file is, and asks the entries of traits in it for their versions and definitions. **This runs code of the
 * library**, in a process of its own for each entry: one that ends its process, never answers or takes all memory ends
 * nothing but that.
 *
 * @param path - The library, relative to the working directory.
 * @param options - How long to wait.
 * @returns What {@link inspectFile} tells, with the answers: a definition, or the problem that stood in its way.
 * @throws What {@link inspectFile} throws, `ModuleError` `ABI-J028` for a library that exports no entry of a trait, and
 * `ValueError` `ABI-V001` for what is no time.
 *
 * @see Rule X-71 of the specification.
 *
 * @example
 * ```ts
 * import { askTraits } from 'abiding/inspect'
 * import assert from 'node:assert/strict'
 *
 * assert.throws(() => askTraits('package.json'), { code: 'ABI-J028' })
 * ```
 */
export function askTraits(path: string, { timeout = 30_000 }: AskOptions = {}): InspectedFile {
  checkTimeout(timeout)
  const inspected = inspectFile(path)
  const { traits } = inspected
  if (traits.length === 0) {
    throw new ModuleError('a library that has no traits to be asked for', {
      code: 'ABI-J028',
      rule: 'X-71',
      path,
      expected: 'an exported symbol abi_entry_ with the name of a trait',
      found: traitless(inspected),
    })
  }
  const file = resolve(path)
  return { ...inspected, traits: traits.map((trait, index) => ask(file, trait, index, timeout)) }
}

function ask(file: string, trait: InspectedTrait, index: number, timeout: number): InspectedTrait {
  if (index >= mostTraits) return { ...trait, problem: `only ${mostTraits} entries are asked` }
  return { ...trait, ...askEntry(file, trait.symbol, timeout) }
}

function checkTimeout(timeout: unknown): void {
  if (Number.isInteger(timeout) && (timeout as number) > 0 && (timeout as number) < 2 ** 31) return
  throw new ValueError('no time in which anybody could answer', {
    code: 'ABI-V001',
    rule: 'X-71',
    path: 'askTraits → timeout',
    expected: 'an integer of milliseconds from 1 to 2147483647',
    found: describeValue(timeout),
  })
}

function traitless({ description, elf }: InspectedFile): string {
  return elf === null ? description : `${description} with other symbols`
}
