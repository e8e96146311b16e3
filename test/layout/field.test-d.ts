/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import { doc, struct, u32, u64, type FieldTypeOf, type ViewOf } from 'abiding'
import { expectTypeOf, test } from 'vitest'

test('S-2: a description changes no type', () => {
  const described = doc('Text.', u64)
  expectTypeOf<FieldTypeOf<typeof described>>().toEqualTypeOf<typeof u64>()
  expectTypeOf<FieldTypeOf<typeof u32>>().toEqualTypeOf<typeof u32>()
  const Reading = struct('Reading', { at: doc('Later.', described), value: u32 })
  expectTypeOf<ViewOf<typeof Reading>['at']>().toEqualTypeOf<bigint>()
  void (() => {
    // @ts-expect-error a number is no text
    doc(1, u32)
    // @ts-expect-error a string is no field
    doc('Text.', 'u32')
  })
})
