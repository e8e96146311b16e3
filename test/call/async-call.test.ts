import {
  array,
  bindFunction,
  cString,
  exportFunction,
  f64,
  fn,
  hasField,
  i32,
  implement,
  missing,
  NativeArena,
  out,
  pointer,
  prefixType,
  since,
  struct,
  u64,
  usize,
  type AbidingError,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'
import { feature, hasFeatures } from '../support/features.js'

const Point = struct('Point', { x: i32, y: f64 })
const Unary = fn({ value: i32 }, i32)

/** What a promise is rejected with. */
const rejection = (promise: Promise<unknown>): Promise<AbidingError> =>
  promise.then(
    () => expect.fail('nothing was refused'),
    (error: unknown) => error as AbidingError,
  )

describe.runIf(hasFeatures)('calls off the thread', () => {
  it('K-15: run elsewhere and give the same', async () => {
    const here = feature('this_thread', fn({}, u64))
    const thread = here()
    expect(await here.async()).not.toBe(thread)
    expect(here()).toBe(thread)
    const wait = feature('wait_for', Unary)
    expect(await wait.async(3)).toBe(6)
  })

  it('K-15: JavaScript goes on meanwhile', async () => {
    const order: string[] = []
    const call = feature('wait_for', Unary)
      .async(1)
      .then(() => order.push('returned'))
    order.push('went on')
    await call
    expect(order).toEqual(['went on', 'returned'])
  })

  it('K-15: arguments are copied before the call returns', async () => {
    const long = feature('long_after', fn({ text: cString }, usize))
    const calls = [5, 100, 100_000].map((length) => long.async('x'.repeat(length)))
    // What a synchronous call writes into scratch memory does not touch them.
    const short = feature('long_after', fn({ text: cString }, usize))
    short('y'.repeat(50))
    expect(await Promise.all(calls)).toEqual([5, 100, 100_000])

    using arena = new NativeArena()
    const given = arena.allocate(Point, { x: 1, y: 2 })
    const after = feature('point_after', fn({ point: Point }, Point)).async(given)
    given.x = 100
    expect((await after) as object).toMatchObject({ x: 2, y: 3 })
  })

  it('K-3, K-15: structs come back that native code writes to memory', async () => {
    const Wide = struct('Wide', { first: u64, second: f64, third: u64 })
    const Make = fn({ first: u64 }, Wide)
    using exported = exportFunction(Make, (first) => ({ first, second: 0.5, third: first + 1n }))
    const made = await bindFunction(exported.address, Make, 'make').async(41n)
    expect({ ...(made.toJSON() as object) }).toEqual({ first: '41', second: 0.5, third: '42' })
  })

  it('K-15, K-17: values come back through pointers', async () => {
    const Divide = fn([{ a: i32 }, { b: i32 }, { q: out(i32) }, { r: out(i32) }], i32)
    const divide = feature('divide', Divide)
    const calls = Array.from({ length: 100 }, (_, index) => divide.async(1000 + index, 7))
    for (const [index, result] of (await Promise.all(calls)).entries())
      expect(result).toEqual({ returns: 0, q: Math.trunc((1000 + index) / 7), r: (1000 + index) % 7 })
  })

  it('K-15, K-16: give the errno of their own thread', async () => {
    const wait = feature('wait_for', fn({ milliseconds: i32 }, i32, { errno: true }))
    const results = await Promise.all([5, 1, 3, 2, 4].map((one) => wait.async(one)))
    expect(results).toEqual([5, 1, 3, 2, 4].map((errno) => ({ value: errno * 2, errno })))
  })

  it('K-15: more of them than the FFI takes wait for others', async () => {
    const crowd = feature('crowd', fn({}, i32))
    const most = (await Promise.all(Array.from({ length: 600 }, () => crowd.async()))) as number[]
    expect(most).toHaveLength(600)
    expect(Math.max(...most)).toBeLessThanOrEqual(64)
  })

  it('K-1: what is refused rejects the promise', async () => {
    const wait = feature('wait_for', Unary)
    expect(await rejection(wait.async('x'))).toMatchObject({
      code: 'ABI-V001',
      path: 'wait_for → param value',
    })
    expect(await rejection(wait.async())).toMatchObject({ code: 'ABI-C001' })
  })

  it("K-15, K-19: a function that was passed is called back, and what it throws is the promise's", async () => {
    const apply = feature('apply', fn([{ callback: Unary }, { times: i32 }], i32))
    expect(await apply.async((value: number) => value * 10, 5)).toBe(100)
    const problem = new RangeError('no')
    const calls: number[] = []
    const failing = apply.async((value: number) => {
      calls.push(value)
      if (value > 0) throw problem
      return 1
    }, 3)
    expect(await rejection(failing)).toBe(problem)
    expect(calls).toEqual([0, 1, 2])
    expect(await apply.async(() => 'no', 1).catch((error: AbidingError) => error.path)).toBe(
      'apply → param callback → returns',
    )
  })

  it('K-15: an exported function serves many of them', async () => {
    const apply = feature('apply', fn([{ callback: Unary }, { times: i32 }], i32))
    using exported = exportFunction(Unary, (value) => value + 1)
    const results = await Promise.all(Array.from({ length: 40 }, () => apply.async(exported, 3)))
    expect(new Set(results)).toEqual(new Set([6]))
  })

  it('K-15: a pointer argument may come from an accessor that nobody else keeps', async () => {
    using arena = new NativeArena()
    const only = feature('only_one', fn({ value: pointer(array(u64, 1)) }))
    await Promise.all(Array.from({ length: 20 }, () => only.async(arena.allocate(array(u64, 1), [1n]))))
  })

  it('K-15: methods of prefix types have the form, and so have those that stand in for missing ones', async () => {
    const Shop = prefixType('Shop', {
      version: '1.1.0',
      prefix: { twice: Unary },
      lastPrefixField: 'twice',
      suffix: {
        half: since(
          '1.1.0',
          missing.with(Unary, () => (value) => value / 2),
        ),
      },
    })
    using old = implement(Shop.upTo('1.0.0'), { twice: (value) => value * 2 })
    const shop = old.as(Shop)
    expect(hasField(shop, 'half')).toBe(false)
    expect(await Promise.all([shop.twice.async(4), shop.half.async(4)])).toEqual([8, 2])
    expect(shop.half(8)).toBe(4)
  })

  it('K-15: a variadic function has no such form', async () => {
    const Total = fn({ kinds: cString }, f64, { variadic: true })
    expect(await rejection(feature('total', Total).async('')).catch(String)).toMatchObject({
      code: 'ABI-C007',
    })
  })

  it('K-15: is made once', () => {
    using exported = exportFunction(Unary, (value) => value)
    const call = bindFunction(exported.address, Unary)
    expect(call.async).toBe(call.async)
  })

  it.each(['stays alive', 'uncaught', 'exit'])('K-15: the process ends well: %s', async (name) => {
    const result = await runProgram('async-calls.ts', [name])
    const expected = { 'stays alive': 10, uncaught: 'no', exit: 'left' }[name]
    expect(result).toMatchObject({ status: 0, signal: null, output: expected })
  })
})
