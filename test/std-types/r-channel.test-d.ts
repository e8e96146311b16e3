import { describe, expectTypeOf, it } from 'vitest'
import { RChannel, RString, u32, u64, type RReceiver, type RSender, type ViewOf } from '../../src/index.js'

describe('the types of channels of this side', () => {
  it('T-79: their ends are those of the type of values', () => {
    const { sender, receiver } = RChannel(u64).bounded(1)
    expectTypeOf(sender).toEqualTypeOf<RSender<typeof u64>>()
    expectTypeOf(receiver).toEqualTypeOf<RReceiver<typeof u64>>()
    expectTypeOf(sender.send).parameter(0).toEqualTypeOf<bigint>()
    expectTypeOf(receiver.receive()).toEqualTypeOf<bigint>()
    // @ts-expect-error A number is no bigint.
    void (() => sender.send(1))
    // @ts-expect-error A capacity is a number.
    void (() => RChannel(u32).bounded())
  })

  it('T-76: values come later, too', () => {
    const { receiver } = RChannel(RString).unbounded()
    expectTypeOf(receiver.receiveAsync()).resolves.toEqualTypeOf<ViewOf<typeof RString>>()
  })
})
