import {
  exportFunction,
  fn,
  implement,
  leak,
  liveObjects,
  NativeArena,
  ownershipOf,
  prefixType,
  u32,
} from 'abiding'
import { expectNoLeaks } from 'abiding/testing'
import { describe, expect, it } from 'vitest'

const Lamp = prefixType('Lamp', {
  version: '1.0.0',
  prefix: { watts: fn({}, u32) },
  lastPrefixField: 'watts',
})

describe('expectNoLeaks', () => {
  it('V-6: gives what was run, where all is released', async () => {
    const run = async (): Promise<number> => {
      using arena = new NativeArena()
      using exported = exportFunction(fn({ x: u32 }, u32), (x) => x)
      await Promise.resolve()
      arena.allocate(u32, 1)
      return exported.address > 0 ? 5 : 6
    }
    await expect(expectNoLeaks(run)).resolves.toBe(5)
    await expect(expectNoLeaks(() => 'at once')).resolves.toBe('at once')
  })

  it('V-6: finds memory and functions that are left', async () => {
    const left: Disposable[] = []
    const keep = <Kept extends Disposable>(kept: Kept): Kept => {
      left.push(kept)
      return kept
    }
    const leaking = expectNoLeaks(() => void keep(new NativeArena()).allocate(u32, 1))
    await expect(leaking).rejects.toMatchObject({ code: 'ABI-X005', rule: 'V-6' })
    await expect(leaking).rejects.toThrow(/found: +arena, \d+ bytes of arenas$/m)
    await expect(expectNoLeaks(() => void keep(new NativeArena()))).rejects.toThrow(/found: +arena$/m)
    const exported = expectNoLeaks(() => void keep(exportFunction(fn({ x: u32 }, u32), (x) => x)))
    await expect(exported).rejects.toThrow(/found: +exported function fn\(x: u32\) → u32$/m)
    const implemented = expectNoLeaks(() => void keep(implement(Lamp, { watts: () => 40 })))
    await expect(implemented).rejects.toThrow(/found: +implementation Lamp 1.0.0, \d+ bytes of arenas$/m)
    const [arena] = left as [NativeArena]
    const grown = expectNoLeaks(() => void arena.allocateBytes(100_000))
    await expect(grown).rejects.toThrow(/found: +\d+ bytes of arenas$/m)
    for (const one of left) one[Symbol.dispose]()
  })

  it('V-6: says where the first of what is left was made', async () => {
    const left: Disposable[] = []
    function makeAndForget(): void {
      for (let count = 0; count < 12; count++) left.push(new NativeArena())
    }
    const leaking = expectNoLeaks(makeAndForget)
    await expect(leaking).rejects.toThrow(/found: +(arena, ){10}2 more objects$/m)
    await expect(leaking).rejects.toThrow(/arena was made here:\n(.*\n)* +at makeAndForget/)
    for (const one of left) one[Symbol.dispose]()
    // Tracing is off again.
    using untraced = new NativeArena()
    expect(untraced).toBeInstanceOf(NativeArena)
    expect(liveObjects().at(-1)!.since).toBeUndefined()
  })

  it('V-6: does not take what was leaked on purpose for a leak', async () => {
    const exported = await expectNoLeaks(() => leak(exportFunction(fn({}), () => {})))
    expect(ownershipOf(exported)?.state).toBe('owned')
    exported[Symbol.dispose]()
  })

  it('V-6: does not take what is released in addition for a leak', async () => {
    const arena = new NativeArena()
    arena.allocate(u32, 1)
    await expect(expectNoLeaks(() => arena[Symbol.dispose]())).resolves.toBeUndefined()
  })

  it('V-6: lets an error of what was run through', async () => {
    await expect(
      expectNoLeaks(() => {
        throw new RangeError('mine')
      }),
    ).rejects.toThrow(RangeError)
  })
})
