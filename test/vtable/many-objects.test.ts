// What a hundred thousand live objects cost.
import { describe, expect, it } from 'vitest'
import { implementTrait, liveExports, liveObjects, type ObjectOf } from '../../src/index.js'
import { registeredCallbacks } from '../../src/ffi/callbacks.js'
import { hostObjects } from '../../src/vtable/host-objects.js'
import { Counter, Steps, Tally, Text, Word } from '../support/traits.js'

describe('100,000 live objects', () => {
  it('B-6: take a few dozen entry points, and none when there are more of them', () => {
    const before = registeredCallbacks()
    const others = liveObjects()
    const objects: Disposable[] = []
    const make = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        if (index % 3 === 0) objects.push(implementTrait(Counter, new Tally(index)))
        else if (index % 3 === 1) objects.push(implementTrait(Word, new Text(String(index))))
        else
          objects.push(
            implementTrait(Steps, { next: () => ({ done: true, value: 0 }), debug: () => String(index) }),
          )
      }
    }
    make(1000)
    const entryPoints = registeredCallbacks()
    expect(entryPoints - before).toBeLessThan(48)
    const exports = liveExports()
    make(99_000)
    expect(registeredCallbacks()).toBe(entryPoints)
    expect(liveExports()).toBe(exports)
    expect(hostObjects.size).toBe(100_000)
    const word = objects[1] as ObjectOf<typeof Word>
    expect(word.display()).toBe('1')
    for (const one of objects) one[Symbol.dispose]()
    expect(hostObjects.size).toBe(0)
    expect(liveObjects()).toEqual(others)
  }, 60_000)
})
