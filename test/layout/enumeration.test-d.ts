/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import { c_int, enumeration, transparent, u64, u8, type Infer, type ViewOf } from 'abiding'
import { describe, expectTypeOf, it } from 'vitest'

describe('enums', () => {
  it('L-33: are unions of their names', () => {
    const Color = enumeration('Color', u8, ['red', 'green'])
    expectTypeOf<Infer<typeof Color>>().toEqualTypeOf<'red' | 'green'>()
    const Level = enumeration('Level', u8, { low: 1, high: 9 })
    expectTypeOf<ViewOf<typeof Level>>().toEqualTypeOf<'low' | 'high'>()
  })

  it('L-33: open ones may also be integers of the type that holds them', () => {
    const Code = enumeration('Code', c_int, { ok: 0 }, { open: true })
    expectTypeOf<Infer<typeof Code>>().toEqualTypeOf<'ok' | number>()
    const Wide = enumeration('Wide', u64, { none: 0 }, { open: true })
    expectTypeOf<Infer<typeof Wide>>().toEqualTypeOf<'none' | bigint>()
  })

  it('L-31: a transparent type has the values of its inner type', () => {
    const Color = transparent('Paint', enumeration('Color', u8, ['red', 'green']))
    expectTypeOf<Infer<typeof Color>>().toEqualTypeOf<'red' | 'green'>()
  })
})
