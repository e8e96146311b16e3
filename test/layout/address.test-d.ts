import { addressOf, bufferMemory, struct, u32, type Address } from 'abiding'
import { expectTypeOf, test } from 'vitest'

test('M-1: an address is a number, and a number is no address', () => {
  expectTypeOf<Address>().toExtend<number>()
  expectTypeOf<number>().not.toExtend<Address>()
  const view = bufferMemory(new ArrayBuffer(16)).at(struct('S', { a: u32 }), 8)
  expectTypeOf(addressOf(view)).toEqualTypeOf<Address>()
})
