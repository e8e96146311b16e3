import { array, bytesOf, NativeArena, u32, u8 } from 'abiding'
import { connect, method, slice, trait } from 'abiding/connection'
import { compileFixture } from './fixture.js'
import type { Contender, Suite } from './harness.js'

const few = 1024
const many = 2 ** 20

/** A call with many bytes may take this many times one with few. */
const atMost = 1.2

/** A slice that is lent to a peer, by its length and by where it lies. */
export function connectionSlices(): Suite | string {
  const library = compileFixture('slices')
  if (library === undefined) return 'connection-slices: there is no C compiler'
  const Gauge = trait('Gauge', { version: 0, methods: { ends: method({ bytes: slice(u8) }, u32) } })
  const gauge = connect(Gauge, library)
  if (!gauge.$passableByRef('ends', 0)) throw new Error('the slice is not passed as a pointer')
  const arena = new NativeArena()
  const native = (length: number): Uint8Array => bytesOf(arena.allocate(array(u8, length)))
  const contender = (name: string, bytes: Uint8Array): Contender => {
    bytes[0] = 3
    bytes[bytes.length - 1] = 4
    return {
      name,
      run(passes) {
        let sum = 0
        for (let pass = 0; pass < passes; pass++) sum += gauge.ends(bytes)
        return sum / passes
      },
    }
  }
  const informative = contender('16 bytes, which are copied', new Uint8Array(16))
  return {
    name: 'connection-slices',
    title: 'A call of a trait with a slice of bytes, which a peer in C looks at',
    comparisons: [
      {
        name: 'a slice by reference',
        operations: 1,
        contenders: [
          contender('1 KiB of JavaScript', new Uint8Array(few)),
          { ...contender('1 MiB of JavaScript', new Uint8Array(many)), atMost },
          { ...contender('1 KiB of native memory', native(few)), atMost },
          { ...contender('1 MiB of native memory', native(many)), atMost },
          informative,
        ],
      },
    ],
  }
}
