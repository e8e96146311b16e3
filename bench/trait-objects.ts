import { bindFunction, fn, implementTrait, leak, method, traitObject, u32, u64 } from 'abiding'
import { openLibrary } from 'abiding/ffi'
import koffi from 'koffi'
import { compileFixture } from './fixture.js'
import type { Suite } from './harness.js'
import { loop, take } from './loop.js'

const count = 1000

const Counter = traitObject('Counter', {
  methods: { get: method('ref', {}, u32), add: method('mut', { by: u32 }, u32) },
})

/** Methods of trait objects against the bare calls of the FFI with the same prototypes. */
export function traitObjects(): Suite | string {
  const library = compileFixture('trait-objects')
  if (library === undefined) return 'There is no C compiler (cc): trait objects are not measured.'
  const { symbol } = openLibrary(library)
  // Nobody drops what the loops use.
  const counter = leak(bindFunction(symbol('new_counter')!, fn({}, Counter), 'new_counter')())
  const data = bindFunction(symbol('the_tally')!, fn({}, u64), 'the_tally')()
  const bare = (name: string, parameters: readonly string[]): unknown =>
    koffi.decode(BigInt(symbol(name)!), koffi.proto('uint32_t', ['uintptr_t', ...parameters]))
  const scope = { counter, data: Number(data) }
  const hosted = leak(implementTrait(Counter, { get: () => 0, add: (by) => by }))
  return {
    name: 'trait objects',
    title: 'Methods of trait objects: bare koffi call, through the object',
    comparisons: [
      {
        name: 'trait object: method without arguments',
        operations: count,
        contenders: [
          {
            name: 'koffi',
            run: loop({ ...scope, call: bare('tally_get', []) }, { count, body: take('call(data)') }),
          },
          { name: 'method', atMost: 1.2, run: loop(scope, { count, body: take('counter.get()') }) },
        ],
      },
      {
        name: 'trait object: method with an argument',
        operations: count,
        contenders: [
          {
            name: 'koffi',
            run: loop(
              { ...scope, call: bare('tally_add', ['uint32_t']) },
              { count, body: take('call(data, 1)') },
            ),
          },
          { name: 'method', atMost: 1.2, run: loop(scope, { count, body: take('counter.add(1)') }) },
        ],
      },
      {
        name: 'trait object: implemented in TypeScript, called there and back',
        operations: count,
        contenders: [
          { name: 'of C', run: loop(scope, { count, body: take('counter.add(1)') }) },
          { name: 'of TypeScript', run: loop({ counter: hosted }, { count, body: take('counter.add(1)') }) },
        ],
      },
    ],
  }
}
