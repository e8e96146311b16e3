// Following a pointer remembers where the last one of its type led: the next one may lead elsewhere.
import { native, NativeArena, pointer, struct, u32 } from 'abiding'
import { expect, it } from 'vitest'
import { makePointerReader } from '../../../src/layout/accessor/pointer-class.js'
import { codecOf } from '../../../src/layout/layout.js'
import { hostTarget, Pointer } from '../../../src/layout/index.js'

const Item = struct('Item', { id: u32 })
const Pair = struct('Pair', { near: pointer(Item), far: pointer(Item) })

it.each([true, false])('L-10: reads pointers, from source text or closures (%s)', (generate) => {
  using arena = new NativeArena()
  const room = arena.allocateBytes(80 * 2 ** 20)
  const near = room.memory.base! + room.offset
  const far = near + 70 * 2 ** 20
  native.unsafeAt(Item, near).id = 1
  native.unsafeAt(Item, far).id = 2
  const pair = arena.allocate(Pair, { near: near as never, far: far as never })
  const state = pair as unknown as { $memory: Parameters<typeof read>[0]; $offset: number }
  const read = makePointerReader(
    {
      Pointer: Pointer,
      isNullable: false,
      target: hostTarget(),
      pointee: () => Item,
      codec: () => codecOf(Item, hostTarget()),
      describe: () => 'pointer(Item)',
    },
    generate,
  )
  const idAt = (offset: number): number =>
    (read(state.$memory, state.$offset + offset, 'Pair') as Pointer<typeof Item>).deref().id
  expect([idAt(0), idAt(8), idAt(0), idAt(8)]).toEqual([1, 2, 1, 2])
  expect([pair.near.deref().id, pair.far.deref().id, pair.near.deref().id]).toEqual([1, 2, 1])
})
