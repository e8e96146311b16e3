// What tests of trait objects have in common: each begins with nothing dropped, and leaves nothing behind.
import { beforeEach, expect } from 'vitest'
import { liveObjects } from '../../src/index.js'
import { hostObjects } from '../../src/vtable/host-objects.js'
import { Tally } from './traits.js'

/** Checks after each test of a file that it left nothing behind. What lives when this is called may live on. */
export function leaveNoObjects(): void {
  const kept = liveObjects().length
  beforeEach(() => {
    Tally.dropped = []
    return () => {
      expect(liveObjects().slice(kept)).toEqual([])
      expect(hostObjects.size).toBe(0)
    }
  })
}
