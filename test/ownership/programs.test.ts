// Random programs of making, moving, disposing and using, against a model that knows who owns what.
import {
  AbidingError,
  array,
  bindFunction,
  exportFunction,
  fn,
  liveObjects,
  NativeArena,
  ownershipOf,
  struct,
  u8,
} from 'abiding'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { releases, Token, TokenObject } from '../support/tokens.js'

const Purse = struct('Purse', { token: Token, count: u8 })
const Purses = array(Purse, 2)
const Store = fn([{ first: Token }, { purse: Purse }, { last: u8 }])

/** What the model knows of a token. */
interface Expected {
  readonly token: TokenObject
  state: 'owned' | 'moved' | 'disposed'
  movedTo: string | undefined
  uses: number
  releases: number
}

/** One step: what is done, to which tokens, and whether a value is wrong on purpose. */
const step = fc.record({
  action: fc.constantFrom(
    'make',
    'read',
    'dispose',
    'write',
    'write two',
    'pass',
    'begin use',
    'end use',
    'dispose within a call',
  ),
  first: fc.nat(4),
  second: fc.nat(4),
  isWrong: fc.boolean(),
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class Program {
  readonly #arena = new NativeArena()
  readonly #tokens: Expected[] = []
  #meanwhile = (): void => {}
  readonly #exported = exportFunction(Store, () => this.#meanwhile())
  readonly #store = bindFunction(this.#exported.address, Store, 'Bank.store')

  /** Does a step, and checks what came of it. */
  run({ action, first, second, isWrong }: Step): void {
    const [one, other] = [this.#tokens[first], this.#tokens[second]]
    if (action === 'make' && this.#tokens.length < 5) this.#make()
    if (one === undefined || other === undefined) return
    const count = isWrong ? 256 : 1
    switch (action) {
      case 'read':
        this.#expect(one.state === 'owned', () => one.token.read())
        break
      case 'dispose':
        one.token[Symbol.dispose]()
        this.#disposed(one)
        break
      case 'begin use':
        this.#expect(one.state === 'owned', () => ownershipOf(one.token)!.beginUse('token'))
        if (one.state === 'owned') one.uses += 1
        break
      case 'end use':
        if (one.uses > 0) this.#endUse(one)
        break
      case 'write':
        this.#moving(isWrong, [[one, 'Purse.token']], () =>
          this.#arena.allocate(Purse, { token: one.token, count }),
        )
        break
      case 'write two': {
        const places: [Expected, string][] = [
          [one, 'array(Purse, 2)[0].token'],
          [other, 'array(Purse, 2)[1].token'],
        ]
        const value = [
          { token: one.token, count: 1 },
          { token: other.token, count },
        ]
        this.#moving(isWrong, places, () => this.#arena.allocate(Purses, value))
        break
      }
      case 'pass':
      case 'dispose within a call': {
        const places: [Expected, string][] = [
          [one, 'Bank.store → param first'],
          [other, 'Bank.store → param purse.token'],
        ]
        if (action !== 'pass') this.#meanwhile = () => one.token[Symbol.dispose]()
        this.#moving(isWrong, places, () => this.#store(one.token, { token: other.token, count: 1 }, count))
        this.#meanwhile = () => {}
        break
      }
      case 'make':
        break
    }
    this.#compare()
  }

  /** Gives everything back. */
  end(): void {
    for (const expected of this.#tokens) {
      while (expected.uses > 0) this.#endUse(expected)
      expected.token[Symbol.dispose]()
      this.#disposed(expected)
    }
    this.#compare()
    this.#exported[Symbol.dispose]()
    this.#arena[Symbol.dispose]()
  }

  #make(): void {
    const token = new TokenObject()
    this.#tokens.push({ token, state: 'owned', movedTo: undefined, uses: 0, releases: 0 })
  }

  #endUse(expected: Expected): void {
    ownershipOf(expected.token)!.endUse()
    expected.uses -= 1
    if (expected.uses === 0 && expected.state === 'disposed') expected.releases += 1
  }

  #disposed(expected: Expected): void {
    if (expected.state !== 'owned') return
    expected.state = 'disposed'
    if (expected.uses === 0) expected.releases += 1
  }

  /** All tokens are moved, or none. */
  #moving(isWrong: boolean, places: readonly [Expected, string][], action: () => unknown): void {
    const tokens = places.map(([expected]) => expected)
    const isPossible =
      !isWrong &&
      new Set(tokens).size === tokens.length &&
      tokens.every(({ state, uses }) => state === 'owned' && uses === 0)
    this.#expect(isPossible, action)
    if (!isPossible) return
    for (const [expected, where] of places) {
      expected.state = 'moved'
      expected.movedTo = where
    }
  }

  #expect(isPossible: boolean, action: () => unknown): void {
    let error: unknown
    try {
      action()
    } catch (thrown) {
      error = thrown
    }
    if (isPossible) expect(error).toBeUndefined()
    else expect(error).toBeInstanceOf(AbidingError)
  }

  #compare(): void {
    const names = new Set<unknown>(this.#tokens.map(({ token }) => `Token.${token.id}`))
    const listed = liveObjects().flatMap(({ path }) => (names.has(path) ? [path] : []))
    expect(listed).toEqual(
      this.#tokens.filter(({ state }) => state === 'owned').map(({ token }) => `Token.${token.id}`),
    )
    for (const { token, state, movedTo, releases: expected } of this.#tokens) {
      expect(ownershipOf(token)).toMatchObject({ state, movedTo })
      expect(releases.get(token.id)).toBe(expected)
    }
  }
}

it('O-1, O-2, O-3, O-4, O-7: random programs own what the model says', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const program = new Program()
      program.run({ action: 'make', first: 0, second: 0, isWrong: false })
      for (const one of steps) program.run(one)
      program.end()
    }),
  )
})
