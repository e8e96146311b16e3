import { ExpectationError } from '../errors/index.js'
import { liveArenaBytes } from '../memory/index.js'
import { liveRecords, nameOf, traceOwnership, type OwnedObject } from '../ownership/index.js'

/**
 * Runs something, and looks whether everything that it made and owned was disposed of or moved: arenas, exported
 * functions, implementations, and whatever else `liveObjects()` lists. Arenas that were there before may not have
 * grown either. Nothing else may make or own anything at the same time.
 *
 * @param run - What to run; it may be asynchronous.
 * @returns What it gives.
 * @throws ExpectationError `ABI-X005` where something is left, with where the first of it was made; whatever `run` throws.
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
  const before = new Set(liveRecords())
  const bytesBefore = liveArenaBytes()
  const result = await traced(run)
  const left = liveRecords().filter((object) => !before.has(object))
  const grown = liveArenaBytes() - bytesBefore
  if (left.length > 0 || grown > 0) refuse(left, grown)
  return result
}

/** What is made meanwhile remembers where. */
async function traced<Result>(run: () => Result | Promise<Result>): Promise<Awaited<Result>> {
  const wasTracing = traceOwnership(true)
  try {
    return await run()
  } finally {
    traceOwnership(wasTracing)
  }
}

/** As many as are worth reading. */
const shown = 10

function refuse(left: readonly OwnedObject[], grown: number): never {
  const names = left.slice(0, shown).map(nameOf)
  if (left.length > shown) names.push(`${left.length - shown} more objects`)
  if (grown > 0) names.push(`${grown} bytes of arenas`)
  const first = left[0]
  throw new ExpectationError('something was not released', {
    code: 'ABI-X005',
    rule: 'V-6',
    expected: 'nothing that was not there before',
    found: names.join(', '),
    hint:
      first?.since === undefined
        ? 'end the life of what owns something: using, or [Symbol.dispose]()'
        : `end its life: using, or [Symbol.dispose](); ${nameOf(first)} was made here:\n${first.since}`,
  })
}
