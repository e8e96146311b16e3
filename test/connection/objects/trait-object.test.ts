import { u32, unit } from 'abiding'
import {
  boxedTrait,
  method,
  Result,
  string,
  trait,
  traitMut,
  traitRef,
  type AnyTrait,
  type Connection,
  type ImplementationOf,
  type Trait,
  type TraitMethod,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { expectNoObjectsLeft, ways } from './peers.js'

const Counter = trait('Counter', {
  version: 0,
  methods: {
    add: method({ by: u32 }, u32, { receiver: 'mut' }),
    total: method({}, u32),
  },
})

const Bank = trait('Bank', {
  version: 0,
  methods: {
    look: method({ at: traitRef(Counter) }, u32),
    fill: method([{ counter: traitMut(Counter) }, { times: u32 }], u32),
    deposit: method({ counter: boxedTrait(Counter) }, u32, { receiver: 'mut' }),
    withdraw: method({}, Result(boxedTrait(Counter), string), { receiver: 'mut' }),
    open: method({ start: u32 }, boxedTrait(Counter)),
    close: method({}, unit, { receiver: 'mut' }),
  },
})

type Counters = Connection<typeof Counter>

class OwnCounter {
  drops = 0
  constructor(private sum = 0) {}
  add(by: number): number {
    return (this.sum += by)
  }
  total(): number {
    return this.sum
  }
  [Symbol.dispose](): void {
    this.drops += 1
  }
}

function bank(): ImplementationOf<typeof Bank> & { lent: Counters[]; opened: OwnCounter[] } {
  let own: Counters | undefined
  const lent: Counters[] = []
  const opened: OwnCounter[] = []
  return {
    lent,
    opened,
    look: (at) => {
      lent.push(at)
      return at.total()
    },
    fill: (counter, times) => {
      for (let time = 0; time < times; time++) counter.add(1)
      return counter.total()
    },
    deposit: (counter) => {
      own = counter
      return counter.total()
    },
    withdraw: () => {
      const counter = own
      own = undefined
      return counter === undefined ? { err: 'empty' } : { ok: counter }
    },
    open: (start) => {
      const counter = new OwnCounter(start)
      opened.push(counter)
      return counter
    },
    close: () => {
      own?.[Symbol.dispose]()
      own = undefined
    },
  }
}

expectNoObjectsLeft()

describe.each(ways)('an object %s', (_way, connectIn) => {
  it('X-25: that is lent has its methods, until the call is over', () => {
    const implementation = bank()
    using peer = connectIn(Bank, implementation)
    const counter = new OwnCounter(5)
    expect(peer.look(counter)).toBe(5)
    expect(peer.fill(counter, 3)).toBe(8)
    expect(counter.total()).toBe(8)
    const over = expect.objectContaining({ code: 'ABI-J012' }) as Error
    expect(() => implementation.lent[0]!.total()).toThrow(over)
    // Who borrowed it does not own it.
    implementation.lent[0]![Symbol.dispose]()
    expect(counter.drops).toBe(0)
  })

  it('X-26: that is boxed belongs to who gets it, and is dropped once', () => {
    using peer = connectIn(Bank, bank())
    const counter = new OwnCounter(5)
    expect(peer.deposit(counter)).toBe(5)
    expect(counter.drops).toBe(0)
    peer.close()
    peer.close()
    expect(counter.drops).toBe(1)
  })

  it('X-26: that a peer gives outlives its connection, and is dropped once', () => {
    const implementation = bank()
    const peer = connectIn(Bank, implementation)
    const counter = peer.open(7)
    peer[Symbol.dispose]()
    expect(counter.add(1)).toBe(8)
    expect(counter.$has('total')).toBe(true)
    counter[Symbol.dispose]()
    counter[Symbol.dispose]()
    expect(implementation.opened[0]!.drops).toBe(1)
    expect(() => counter.total()).toThrow(expect.objectContaining({ code: 'ABI-M004' }) as Error)
  })

  it('X-26: that is passed back and forth is a proxy of a proxy, and ends with the outermost', () => {
    using peer = connectIn(Bank, bank())
    const counter = new OwnCounter(1)
    let given: OwnCounter | Counters = counter
    for (let round = 0; round < 4; round++) {
      peer.deposit(given)
      const back = peer.withdraw()
      if (!back.isOk) throw new Error(back.err)
      given = back.ok
    }
    expect(given.add(4)).toBe(5)
    expect(counter.drops).toBe(0)
    ;(given as Counters)[Symbol.dispose]()
    expect(counter.drops).toBe(1)
    expect(peer.withdraw()).toEqual({ isOk: false, err: 'empty' })
  })

  it('X-25: of another peer is lent on', () => {
    using first = connectIn(Bank, bank())
    using second = connectIn(Bank, bank())
    using counter = first.open(2)
    expect(second.fill(counter, 2)).toBe(4)
    expect(counter.total()).toBe(4)
  })

  it('X-25, X-26: that lacks methods is refused with all of them, before anything is called', () => {
    const implementation = bank()
    using peer = connectIn(Bank, implementation)
    const refused = (path: string): Error =>
      expect.objectContaining({ code: 'ABI-V001', path, hint: 'it lacks add, total' }) as Error
    expect(() => peer.look({} as never)).toThrow(refused('Bank.look → param at'))
    expect(() => peer.deposit({ add: 5 } as never)).toThrow(refused('Bank.deposit → param counter'))
    for (const bad of [undefined, null, 7, 'counter'])
      expect(() => peer.fill(bad as never, 1)).toThrow(expect.objectContaining({ code: 'ABI-V001' }) as Error)
    expect(implementation.lent).toEqual([])
  })
})

interface TreeMethods {
  readonly [name: string]: TraitMethod
  readonly depth: TraitMethod<Record<never, never>, typeof u32>
}

describe('a trait that leads to itself', () => {
  const Tree: Trait<TreeMethods> = trait('Tree', {
    version: 0,
    methods: {
      depth: method({}, u32),
      child: method(
        {},
        Result(
          boxedTrait((): AnyTrait => Tree),
          string,
        ),
      ),
      below: method({ other: traitRef((): AnyTrait => Tree) }, u32),
    },
  })
  interface Tree extends Disposable {
    depth(): number
    child(): { isOk: true; ok: Tree } | { isOk: false; err: string }
    below(other: unknown): number
  }
  const tree = (depth: number): unknown => ({
    depth: () => depth,
    child: () => (depth === 9 ? { err: 'a leaf' } : { ok: tree(depth + 1) }),
    below: (other: Tree) => depth - other.depth(),
  })

  it.each(ways)('X-22: is walked %s', (_way, connectIn) => {
    const path: Tree[] = [connectIn(Tree, tree(0) as never) as unknown as Tree]
    for (let next = path[0]!.child(); next.isOk; next = next.ok.child()) path.push(next.ok)
    expect(path.map((node) => node.depth())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(path[7]!.below(path[3])).toBe(4)
    for (const node of path) node[Symbol.dispose]()
  })
})
