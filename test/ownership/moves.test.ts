import {
  array,
  bindFunction,
  bufferMemory,
  exportFunction,
  fn,
  implement,
  liveObjects,
  NativeArena,
  ownershipOf,
  pointer,
  prefixType,
  struct,
  taggedUnion,
  transparent,
  u32,
  u8,
  union,
  type AnyType,
  type FunctionType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import { lower } from '../../src/call/lowering.js'
import { functionAt } from '../../src/ffi/index.js'
import { movesValue } from '../../src/layout/moved-value.js'
import { refusal } from '../support/refusal.js'
import { releases, Token, TokenObject } from '../support/tokens.js'

const Purse = struct('Purse', { token: Token, count: u8 })
const Wallet = struct('Wallet', { purse: Purse, rest: array(Token, 2) })
const Coin = transparent('Coin', Token)
const Either = union('Either', { token: Token, number: u32 })
const Maybe = taggedUnion('Maybe', u8, { some: { token: Token, checked: u8 }, none: {} })

const state = (token: TokenObject) => ownershipOf(token)!.state
const movedTo = (token: TokenObject) => ownershipOf(token)!.movedTo

describe('types whose values are moved', () => {
  it.each<[AnyType, boolean]>([
    [Token, true],
    [Purse, true],
    [Wallet, true],
    [Coin, true],
    [Either, true],
    [Maybe, true],
    [array(Purse, 3), true],
    [pointer(Token), false],
    [pointer(Purse), false],
    [fn({ token: Token }), false],
    [struct('Plain', { x: u32, p: pointer(Purse) }), false],
  ])('O-3: %# is one, or contains one by value, or neither', (type, isMoved) => {
    expect(movesValue(type)).toBe(isMoved)
  })
})

describe('what is written into memory', () => {
  it('O-3: is moved there', () => {
    using arena = new NativeArena()
    const token = new TokenObject()
    const purse = arena.allocate(Purse, { token, count: 1 })
    expect([state(token), movedTo(token)]).toEqual(['moved', 'Purse.token'])
    expect(purse.token).toBe(token.id)
    expect(refusal(() => token.read())).toMatchObject({ code: 'ABI-O002', rule: 'O-3' })
    expect(refusal(() => (purse.token = token as never)).code).toBe('ABI-O002')
    token[Symbol.dispose]()
    expect(releases.get(token.id)).toBe(0)
  })

  it.each(['native', 'buffer'])('O-4: is moved whole or not at all, in %s memory', (place) => {
    using arena = new NativeArena()
    const wallet = (place === 'native' ? arena : bufferMemory(new ArrayBuffer(64))).allocate(Wallet)
    const tokens = Array.from({ length: 3 }, () => new TokenObject())
    const [first, second, third] = tokens as [TokenObject, TokenObject, TokenObject]
    const failing: (() => void)[] = [
      () => (wallet.purse = { token: first, count: 256 } as never),
      () => (wallet.rest = [first, 'no'] as never),
      () => (wallet.rest = [first, first] as never),
      () => arena.allocate(Wallet, { purse: { token: first, count: 1 }, rest: [second, first] }),
      () => arena.allocate(Wallet, { purse: { token: first, count: 1 }, rest: [second] }),
      () => arena.allocate(array(Token, 4)).copyFrom([first, second, second] as never),
      () => arena.allocate(Maybe, { tag: 'some', token: first, checked: -1 } as never),
      () => arena.allocate(array(Maybe, 2), [{ tag: 'some', token: first, checked: 1 }, null] as never),
    ]
    for (const write of failing) {
      expect(write).toThrow()
      expect(tokens.map(state)).toEqual(['owned', 'owned', 'owned'])
      expect(liveObjects().filter(({ kind }) => kind === 'token')).toHaveLength(3)
    }
    arena.allocate(Wallet, { purse: { token: first, count: 1 }, rest: [second, third] })
    expect(tokens.map(movedTo)).toEqual(['Wallet.purse.token', 'Wallet.rest[0]', 'Wallet.rest[1]'])
  })

  it('O-4: is moved into an implementation, or not', () => {
    const Holder = prefixType('Holder', {
      version: '1.0.0',
      prefix: { token: Token, count: u8 },
      lastPrefixField: 'count',
    })
    const token = new TokenObject()
    expect(() => implement(Holder, { token, count: 256 })).toThrow()
    expect(state(token)).toBe('owned')
    using holder = implement(Holder, { token, count: 255 })
    expect([movedTo(token), holder.as().token]).toEqual(['Holder.token', token.id])
  })

  it('O-4: is moved by unions, tagged unions and elements', () => {
    using arena = new NativeArena()
    const write = [
      (token: TokenObject) => arena.allocate(Either, { token }),
      (token: TokenObject) => arena.allocate(Maybe, { tag: 'some', token, checked: 0 } as never),
      (token: TokenObject) => arena.allocate(Coin, token),
      (token: TokenObject) => arena.allocate(array(Token, 4)).set(2, token),
      (token: TokenObject) => (arena.allocate(pointer(Token), null as never) as unknown, token),
    ]
    const states = write.map((one) => {
      using token = new TokenObject()
      try {
        one(token)
      } catch {
        // A null pointer is refused, and the token not even looked at.
      }
      return state(token)
    })
    expect(states).toEqual(['moved', 'moved', 'moved', 'moved', 'owned'])
  })

  it('O-4: is not copied out of memory', () => {
    using arena = new NativeArena()
    const wallet = arena.allocate(Wallet)
    const list = arena.allocate(array(Purse, 2))
    const copies: (() => unknown)[] = [
      () => arena.allocate(Wallet, wallet),
      () => (wallet.purse = list.at(0) as never),
      () => arena.allocate(array(Purse, 2), list),
      () => arena.allocate(array(Purse, 2)).copyFrom(list),
      () => arena.allocate(Maybe, arena.allocate(Maybe)),
      () => arena.allocate(Either, arena.allocate(Either)),
    ]
    for (const copy of copies) expect(refusal(copy)).toMatchObject({ code: 'ABI-O004', rule: 'O-4' })
  })
})

describe.each(['generated', 'composed'])('what is passed by value, %s', (how) => {
  const bind = (address: number, type: FunctionType, path: string) => {
    const signature = lower(type, 'call', path)
    const native = functionAt(address, signature.native, path)
    return (how === 'generated' ? generateBound : composeBound)(signature, native, path)
  }

  it('O-3: is moved into the parameter', () => {
    const seen: unknown[] = []
    const type = fn([{ a: Token }, { b: u32 }], u32)
    using exported = exportFunction(type, (a, b) => {
      seen.push(a, b)
      return a
    })
    const call = bind(exported.address, type, 'Bank.store')
    const token = new TokenObject()
    expect(call(token, 5)).toBe(token.id)
    expect(seen).toEqual([token.id, 5])
    expect([state(token), movedTo(token)]).toEqual(['moved', 'Bank.store → param a'])
    expect(refusal(() => call(token, 5))).toMatchObject({ code: 'ABI-O002', path: 'Bank.store → param a' })
    expect(refusal(() => token.read()).found).toContain('moved into Bank.store → param a')
    expect(seen).toHaveLength(2)
  })

  it('O-3: is moved with the struct that contains it', () => {
    const type = fn([{ purse: Purse }, { wallet: Wallet }], u32)
    using exported = exportFunction(type, (purse, wallet) => purse.token + wallet.rest.at(1))
    const call = bind(exported.address, type, 'Bank.merge')
    const [a, b, c, d] = Array.from({ length: 4 }, () => new TokenObject()) as [
      TokenObject,
      TokenObject,
      TokenObject,
      TokenObject,
    ]
    expect(call({ token: a, count: 1 }, { purse: { token: b, count: 2 }, rest: [c, d] })).toBe(a.id + d.id)
    expect([a, b, c, d].map(movedTo)).toEqual([
      'Bank.merge → param purse.token',
      'Bank.merge → param wallet.purse.token',
      'Bank.merge → param wallet.rest[0]',
      'Bank.merge → param wallet.rest[1]',
    ])
  })

  it('O-4: stays owned where the call is not made', () => {
    let calls = 0
    const type = fn([{ first: Token }, { purse: Purse }, { last: u8 }])
    using exported = exportFunction(type, () => void (calls += 1))
    const call = bind(exported.address, type, 'Bank.store')
    using first = new TokenObject()
    using second = new TokenObject()
    using arena = new NativeArena()
    const purse = { token: second, count: 1 }
    const refused: unknown[][] = [
      [first, purse, 256],
      [first, { token: second, count: -1 }, 1],
      [first, { token: first, count: 1 }, 1],
      [first, { token: null, count: 1 }, 1],
      [first, arena.allocate(Purse), 1],
      [null, purse, 1],
      [first, purse],
      [first, purse, 1, 1],
    ]
    for (const values of refused) {
      expect(() => call(...values)).toThrow()
      expect([state(first), state(second), calls]).toEqual(['owned', 'owned', 0])
    }
    call(first, purse, 1)
    expect([state(first), state(second), calls]).toEqual(['moved', 'moved', 1])
  })

  it('O-4: stays moved where the call was made and failed', () => {
    const type = fn({ token: Token })
    const token = new TokenObject()
    let during: unknown
    using exported = exportFunction(type, () => {
      during = state(token)
      throw new RangeError('too late')
    })
    expect(() => bind(exported.address, type as never, 'Bank.store')(token)).toThrow('too late')
    expect([during, state(token)]).toEqual(['moved', 'moved'])
  })

  it('O-4: calls within calls give back what is theirs', () => {
    const type = fn([{ token: Token }, { last: u8 }])
    const [outer, inner] = [new TokenObject(), new TokenObject()]
    using exportedInner = exportFunction(type, () => {})
    const callInner = bind(exportedInner.address, type, 'Inner.call')
    using exportedOuter = exportFunction(type, () => void callInner(inner, 256))
    const callOuter = bind(exportedOuter.address, type, 'Outer.call')
    expect(refusal(() => callOuter(outer, 1)).path).toBe('Inner.call → param last')
    expect([state(outer), state(inner)]).toEqual(['moved', 'owned'])

    // A value may run anything while it is read.
    const third = new TokenObject()
    const lazy = {
      token: third,
      get count() {
        callInner(inner, 1)
        return 256
      },
    }
    using exportedPurse = exportFunction(fn({ purse: Purse }), () => {})
    const callPurse = bind(exportedPurse.address, fn({ purse: Purse }), 'Outer.purse')
    expect(refusal(() => callPurse(lazy)).path).toBe('Outer.purse → param purse.count')
    expect([state(third), state(inner)]).toEqual(['owned', 'moved'])
  })
})

describe('what is passed off the thread', () => {
  it('O-4: is moved when the call begins, and not when it is refused', async () => {
    const Take = fn([{ token: Token }, { last: u8 }], u32)
    using exported = exportFunction(Take, (token, last) => token + last)
    const take = bindFunction(exported.address, Take, 'Bank.take')
    const token = new TokenObject()
    await expect(take.async(token, 256)).rejects.toMatchObject({ path: 'Bank.take → param last' })
    expect(state(token)).toBe('owned')
    const calling = take.async(token, 1)
    expect([state(token), movedTo(token)]).toEqual(['moved', 'Bank.take → param token'])
    await expect(calling).resolves.toBe(token.id + 1)
    await expect(take.async(token, 1)).rejects.toMatchObject({ code: 'ABI-O002' })
  })
})

describe('what an exported function gives back', () => {
  it('O-3: is moved to native code', () => {
    const tokens = [new TokenObject(), new TokenObject()] as const
    const Give = fn({ index: u32 }, Token)
    using exported = exportFunction(Give, (index) => tokens[index as 0 | 1], { path: 'Mint.give' })
    const give = bindFunction(exported.address, Give, 'Mint.give')
    expect(give(0)).toBe(tokens[0].id)
    expect(tokens.map(movedTo)).toEqual(['Mint.give → returns', undefined])
    expect(refusal(() => give(0))).toMatchObject({ code: 'ABI-O002', path: 'Mint.give → returns' })

    const GivePurse = fn({ count: u32 }, Purse)
    using purses = exportFunction(GivePurse, (count) => ({ token: tokens[1], count }))
    const givePurse = bindFunction(purses.address, GivePurse)
    expect(() => givePurse(256)).toThrow()
    expect(state(tokens[1])).toBe('owned')
    expect(givePurse(255).token).toBe(tokens[1].id)
    expect(state(tokens[1])).toBe('moved')
  })
})
