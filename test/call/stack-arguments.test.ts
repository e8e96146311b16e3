// Structs on the stack, which machine code puts there: what random signatures do not meet.
import { bindFunction, bool, exportFunction, f32, f64, fn, i64, i8, struct, u32, u64, usize } from 'abiding'
import { describe, expect, it } from 'vitest'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import { withArgumentsInMemory } from '../../src/call/stack-arguments.js'
import { functionAt } from '../../src/ffi/index.js'
import type { FunctionType } from '../../src/index.js'

type Callable = (...values: unknown[]) => unknown

const Three = struct('Three', { a: usize, b: f64, c: i64 })
const many = [...Array(9).keys()].map((index) => ({ [`d${index}`]: f64 }))

/** A function bound in both ways, with what machine code puts on the stack. */
function bothWays(type: unknown, address: number): Callable[] {
  const { entry, signature } = withArgumentsInMemory(address, type as FunctionType, 'it')!
  const native = functionAt(entry, signature.native, 'it')
  return [generateBound, composeBound].map((make) => make(signature, native, 'it'))
}

describe.runIf(process.arch === 'x64' && process.platform === 'linux')('arguments on the stack', () => {
  it('K-4: are left to the FFI where no struct is among them', () => {
    const sevenIntegers = [...Array(7).keys()].map((index) => ({ [`i${index}`]: u32 }))
    using exported = exportFunction(fn(sevenIntegers, u32), () => 0)
    expect(withArgumentsInMemory(exported.address, fn(sevenIntegers, u32) as never, 'it')).toBeUndefined()
  })

  it('K-4: scalars of every sort lie beside structs', () => {
    const type = fn(
      [
        ...many,
        { it: Three },
        { single: f32 },
        ...[...Array(6).keys()].map((index) => ({ [`i${index}`]: u32 })),
        { yes: bool },
        { small: i8 },
        { large: u64 },
        { negative: i64 },
        { last: Three },
      ],
      f64,
    )
    const received: unknown[] = []
    using exported = exportFunction(type as never, (...values: unknown[]) => {
      received.push(
        values.map((value) =>
          typeof value === 'object' ? (value as { toJSON(): unknown }).toJSON() : value,
        ),
      )
      return -0.5
    })
    const doubles = [...many.keys()].map((index) => index + 0.25)
    const one = { a: 7, b: -1.5, c: -(2n ** 63n) }
    const other = { a: 2 ** 53 - 1, b: 1e300, c: -1n }
    const values = [...doubles, one, 1.5, 1, 2, 3, 4, 5, 2 ** 32 - 1, true, -128, 2n ** 64n - 1n, -2n, other]
    for (const call of bothWays(type, exported.address)) expect(call(...values)).toBe(-0.5)
    const seen = (struct: typeof one) => ({ ...struct, c: String(struct.c) })
    const expected = values.map((value) => (value === one || value === other ? seen(value) : value))
    expect(received).toEqual([expected, expected])
  })

  it('K-4: are those of the innermost call, wherever another one begins', () => {
    const type = fn([{ it: Three }, { depth: u32 }], usize)
    let again: Callable | undefined
    using exported = exportFunction(type, (it, depth) => {
      const { a } = it
      if (depth > 0) again!({ a: a + 1, b: 0, c: 0n }, depth - 1)
      // What it was given is as it was, although the same function was called meanwhile.
      expect(it.a).toBe(a)
      return a
    })
    for (const call of [
      ...bothWays(type, exported.address),
      bindFunction(exported.address, type) as Callable,
    ]) {
      again = call
      expect(call({ a: 10, b: 0, c: 0n }, 5)).toBe(10)
      // A getter that makes a call while the arguments are prepared.
      const given = {
        get a() {
          expect(call({ a: 99, b: 9, c: 9n }, 0)).toBe(99)
          return 1
        },
        b: 0,
        c: 0n,
      }
      expect(call(given, 0)).toBe(1)
    }
  })

  it('K-4, K-15: calls off the thread do not share them', async () => {
    const type = fn({ it: Three }, usize)
    using exported = exportFunction(type, ({ a }) => a)
    const call = bindFunction(exported.address, type)
    const results = [...Array(20).keys()].map((a) => call.async({ a, b: 0, c: 0n }))
    expect(call({ a: 1000, b: 0, c: 0n })).toBe(1000)
    expect(await Promise.all(results)).toEqual([...Array(20).keys()])
  })
})
