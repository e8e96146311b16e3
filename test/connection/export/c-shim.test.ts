// The library that exports the entry of a trait for hosts that look for a symbol, compiled, and called through that symbol.
import { bindSymbol, fn, openLibrary, u32, usize } from 'abiding'
import {
  connect,
  exportTrait,
  field,
  list,
  method,
  record,
  string,
  trait,
  traitShim,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { compile, judge } from '../../support/compile.js'
import { refusal } from '../../support/refusal.js'
import { requireTool, tools } from '../../support/tools.js'

const declare = () =>
  trait('Adder', {
    version: 3,
    methods: { add: method({ left: u32, right: u32 }, u32), greet: method({ name: string }, string) },
  })
const Adder = declare()
const Other = trait('Other', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) } })

describe.runIf(requireTool('cc'))('the shim of a trait', () => {
  const library = (): string => compile(traitShim(Adder), 'adder-shim')
  const setEntry = () =>
    bindSymbol(openLibrary(library()), 'abiding_shim_set_Adder', fn({ entry: usize }, usize))

  it('X-80: passes messages on', () => {
    const set = setEntry()
    let alive = 0
    using exported = exportTrait(Adder, () => {
      alive += 1
      return {
        add: (left: number, right: number) => left + right,
        greet: (name: string) => {
          if (name === '') throw new Error('who?')
          return `Hello ${name}`
        },
        [Symbol.dispose]: () => (alive -= 1),
      }
    })
    expect(set(exported.address)).toBe(0)
    try {
      using adder = connect(Adder, library())
      expect(alive).toBe(1)
      expect(adder.add(40, 2)).toBe(42)
      expect(adder.greet('Ada')).toBe('Hello Ada')
      expect(refusal(() => adder.greet(''))).toMatchObject({ code: 'ABI-J006' })
      expect(adder.$describe().peerVersion).toBe(3)
    } finally {
      expect(set(0)).toBe(exported.address)
    }
    expect(alive).toBe(0)
  })

  it('X-19, X-80: does not hide that results are written in the version of the call', () => {
    const shelf = (version: number) => {
      const Book = record('Book', { pages: u32, notes: field(u32, { since: 1, default: 0 }) })
      const Old = record('Book', { pages: u32 })
      return trait('Shelf', { version, methods: { books: method({}, list(version === 0 ? Old : Book)) } })
    }
    const New = shelf(1)
    const file = compile(traitShim(New), 'shelf-shim')
    const set = bindSymbol(openLibrary(file), 'abiding_shim_set_Shelf', fn({ entry: usize }, usize))
    const books = [
      { pages: 17, notes: 34 },
      { pages: 18, notes: 35 },
    ]
    using exported = exportTrait(New, { books: () => books })
    set(exported.address)
    try {
      using old = connect(shelf(0), file)
      expect(old.books()).toEqual([{ pages: 17 }, { pages: 18 }])
      using same = connect(New, file)
      expect(same.books()).toEqual(books)
    } finally {
      set(0)
    }
  })

  it('X-81: says that nobody implements the trait', () => {
    const set = setEntry()
    expect(refusal(() => connect(declare(), library()))).toMatchObject({ code: 'ABI-J003' })
    using exported = exportTrait(Adder, { add: (left, right) => left + right, greet: (name) => name })
    set(exported.address)
    const adder = connect(Adder, library())
    set(0)
    expect(refusal(() => adder.add(1, 2))).toMatchObject({
      code: 'ABI-J008',
      found: expect.stringContaining('no program implements Adder') as string,
    })
    expect(refusal(() => connect(Adder, library()))).toMatchObject({
      code: 'ABI-J004',
      found: expect.stringContaining('no program implements Adder') as string,
    })
    set(exported.address)
    expect(adder.add(1, 2)).toBe(3)
    adder[Symbol.dispose]()
    set(0)
  })

  it('X-80: stands beside others in one file, and compilers have nothing to say', () => {
    expect(judge(tools.cc!, traitShim(Adder) + traitShim(Other), ['-Wpedantic'])).toBe('')
  })

  it('X-80: is written for traits alone', () => {
    expect(refusal(() => traitShim({} as never))).toMatchObject({ code: 'ABI-V001', path: 'traitShim' })
  })
})
