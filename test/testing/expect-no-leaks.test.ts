import { exportFunction, fn, NativeArena, u32 } from 'abiding'
import { expectNoLeaks } from 'abiding/testing'
import { describe, expect, it } from 'vitest'

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
    const leak = expectNoLeaks(() => void keep(new NativeArena()).allocate(u32, 1))
    await expect(leak).rejects.toMatchObject({ code: 'ABI-X005', rule: 'V-6' })
    await expect(leak).rejects.toThrow(/found: +\d+ bytes of arenas$/m)
    const exported = expectNoLeaks(() => void keep(exportFunction(fn({ x: u32 }, u32), (x) => x)))
    await expect(exported).rejects.toThrow(/found: +\d+ exported functions$/m)
    for (const one of left) one[Symbol.dispose]()
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
