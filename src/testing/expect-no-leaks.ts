import { liveExports } from '../call/index.js'
import { ExpectationError } from '../errors/index.js'
import { liveArenaBytes } from '../memory/index.js'

/**
 * Runs something, and looks whether it released all native memory of arenas and all functions that it exported.
 * Nothing else may allocate or export at the same time.
 *
 * @param run - What to run; it may be asynchronous.
 * @returns What it gives.
 * @throws ExpectationError `ABI-X005` where something is left; whatever `run` throws.
 *
 * @see Rule V-6 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, u32 } from 'abiding'
 * import { expectNoLeaks } from 'abiding/testing'
 * import assert from 'node:assert/strict'
 *
 * await expectNoLeaks(() => {
 *   using arena = new NativeArena()
 *   arena.allocate(u32, 7)
 * })
 *
 * const kept: NativeArena[] = [new NativeArena()]
 * await assert.rejects(
 *   expectNoLeaks(() => kept[0]!.allocate(u32, 7)),
 *   { code: 'ABI-X005' },
 * )
 * ```
 */
export async function expectNoLeaks<Result>(run: () => Result | Promise<Result>): Promise<Awaited<Result>> {
  const before = countLive()
  const result = await run()
  const after = countLive()
  const grown = (Object.keys(before) as (keyof typeof before)[]).filter((what) => after[what] > before[what])
  if (grown.length === 0) return result
  throw new ExpectationError('something was not released', {
    code: 'ABI-X005',
    rule: 'V-6',
    expected: grown.map((what) => `${before[what]} ${what}, as before`).join(', '),
    found: grown.map((what) => `${after[what]} ${what}`).join(', '),
    hint: 'end the life of arenas, exported functions and implementations: using, or [Symbol.dispose]()',
  })
}

function countLive(): { 'bytes of arenas': number; 'exported functions': number } {
  return { 'bytes of arenas': liveArenaBytes(), 'exported functions': liveExports() }
}
