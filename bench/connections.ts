import { openLibrary, u32 } from 'abiding'
import { connect, exportTrait, method, trait } from 'abiding/connection'
import koffi from 'koffi'
import { rustAdder } from './connections-rust.js'
import { compileDirectAdder } from './direct-adder.js'
import { compileFixture } from './fixture.js'
import type { Contender, Suite } from './harness.js'
import { loop, take } from './loop.js'

const count = 1000

const Adder = trait('Adder', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) } })

const implementation = { add: (left: number, right: number) => (left + right) >>> 0 }

/** Calls of a plugin in Rust, from here and from Rust, and what there is to say where there is no cargo. */
function rustContenders(): Required<Pick<Suite, 'notes'>> & { readonly contenders: readonly Contender[] } {
  const rust = rustAdder()
  if (rust === undefined) {
    return { contenders: [], notes: ['There is no cargo: calls of plugins in Rust are not measured.'] }
  }
  const plugin = connect(Adder, rust.path)
  return {
    contenders: [
      {
        name: 'connection to Rust',
        run: loop({ plugin }, { count, body: take('plugin.add(i, 7)') }),
        atMost: 12,
      },
      { name: 'Rust calls Rust', run: (passes) => rust.callFromRust(passes, count) },
    ],
    notes: [],
  }
}

/** Calls through connections against the bare call of the FFI, and against the plain call of a method. */
export function connections(): Suite | string {
  const path = compileFixture('connection')
  if (path === undefined) return 'There is no C compiler (cc): connections are not measured.'
  const library = openLibrary(path)
  const prototype = koffi.proto('uint32_t', ['uint32_t', 'uint32_t'])
  const call: unknown = koffi.decode(BigInt(library.symbol('add')!), prototype)
  const native = connect(Adder, path)
  const direct = connect(Adder, compileDirectAdder(Adder))
  const local = connect(Adder, implementation)
  const hosted = connect(Adder, exportTrait(Adder, implementation))
  const rust = rustContenders()
  const body = (name: string): { count: number; body: string } => ({ count, body: take(`${name}(i, 7)`) })
  return {
    name: 'connections',
    title: 'Calls of traits through the protocol, and within one program',
    notes: rust.notes,
    comparisons: [
      {
        name: 'add(u32, u32), a native peer',
        operations: count,
        contenders: [
          { name: 'koffi, two integers', run: loop({ call }, body('call')) },
          { name: 'connection to C', run: loop({ native }, body('native.add')), atMost: 12 },
          ...rust.contenders,
          { name: 'connection, fast path', run: loop({ direct }, body('direct.add')), atMost: 1.5 },
        ],
      },
      {
        name: 'add(u32, u32), one program',
        operations: count,
        contenders: [
          { name: 'plain method', run: loop({ implementation }, body('implementation.add')) },
          { name: 'connection', run: loop({ local }, body('local.add')), atMost: 3 },
          { name: 'connection to what is exported', run: loop({ hosted }, body('hosted.add')), atMost: 3 },
        ],
      },
    ],
  }
}
