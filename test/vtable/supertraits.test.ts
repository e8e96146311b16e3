// What objects can do whatever their trait is, between two sides in TypeScript.
import { describe, expect, it } from 'vitest'
import {
  bindFunction,
  f64,
  fn,
  implementTrait,
  method,
  native,
  struct,
  traitObject,
  u32,
  u64,
  type Address,
  type Hasher,
} from '../../src/index.js'
import { isSameType, type ObjectFunctions } from '../../src/vtable/object-functions.js'
import { lendHasher } from '../../src/vtable/host-hasher.js'
import { WriteFunctions } from '../../src/vtable/tables/hasher.js'
import { Fnv, Steps, Text, Word } from '../support/traits.js'

describe('equality and order', () => {
  it('B-12: are those of the implementation', () => {
    using one = implementTrait(Word, new Text('a'))
    using other = implementTrait(Word, new Text('b'))
    using same = implementTrait(Word, new Text('a'))
    expect([one.equals(other), one.equals(same)]).toEqual([false, true])
    expect([one.compare(other), other.compare(one), one.compare(same)]).toEqual([-1, 1, 0])
    expect(one.partialCompare(other)).toBe(-1)
    using unknown = implementTrait(Word, new Text('?'))
    expect(one.partialCompare(unknown)).toBe(undefined)
    expect(() => one.equals({} as never)).toThrow(
      expect.objectContaining({ code: 'ABI-V001', path: 'Word.equal → param other' }),
    )
  })

  it('B-12: of two types are decided by their tables', () => {
    const functions = (objectTable: number, identity: number, id: number): ObjectFunctions =>
      ({
        objectTable,
        typeInfo: {
          uid: () => ({
            tag: 'Just',
            value: { executable_identity: { address: identity }, type_id: [id, 0] },
          }),
        },
      }) as never
    const nothing = (objectTable: number): ObjectFunctions =>
      ({ objectTable, typeInfo: { uid: () => ({ tag: 'Nothing' }) } }) as never
    expect(isSameType(functions(1, 5, 5), functions(1, 6, 6))).toBe(true)
    expect(isSameType(functions(1, 5, 5), functions(2, 5, 5))).toBe(true)
    expect(isSameType(functions(1, 5, 5), functions(2, 5, 6))).toBe(false)
    expect(isSameType(functions(1, 5, 5), functions(2, 6, 5))).toBe(false)
    expect(isSameType(nothing(1), nothing(2))).toBe(false)
    expect(isSameType(nothing(1), functions(2, 5, 5))).toBe(false)
  })

  it('B-11, B-12: of implementations that give something else are refused', () => {
    class Wrong extends Text {
      override compare(): number {
        return NaN
      }
      override display(): string {
        return 7 as never
      }
    }
    using one = implementTrait(Word, new Wrong('a'))
    using other = implementTrait(Word, new Wrong('b'))
    expect(() => one.compare(other)).toThrow(
      expect.objectContaining({ code: 'ABI-V001', path: 'compare → returns' }),
    )
    expect(() => one.display()).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
  })
})

describe('hashers', () => {
  it('B-12: get integers as they lie in memory', () => {
    const pieces: number[][] = []
    const hasher: Hasher = { write: (bytes) => void pieces.push([...bytes]), finish: () => 99n }
    const values = { i8: -1, u16: 0x0102, i32: -2, u64: 2n ** 63n, usize: 7, isize: -1, u8: 255 } as const
    const numbers = lendHasher(hasher, (given) => {
      const lent = given as { self: number; write_fns: Address; finish: { address: Address } }
      const functions = native.at(WriteFunctions, lent.write_fns) as unknown as Record<
        string,
        (self: number, value: unknown) => void
      >
      for (const [name, value] of Object.entries(values)) functions[`write_${name}`]!(lent.self, value)
      functions['write']!(lent.self, { data: 1, length: 0 })
      return bindFunction(lent.finish.address, fn({ self: u64 }, u64))(BigInt(lent.self))
    })
    expect(numbers).toBe(99n)
    expect(pieces.splice(0)).toEqual([
      [255],
      [2, 1],
      [254, 255, 255, 255],
      [0, 0, 0, 0, 0, 0, 0, 128],
      [7, 0, 0, 0, 0, 0, 0, 0],
      [255, 255, 255, 255, 255, 255, 255, 255],
      [255],
    ])
    using word = implementTrait(Word, new Text('hä'))
    word.hash(hasher)
    expect(pieces).toEqual([[...new TextEncoder().encode('hä')], [0xff]])
    const [one, other] = [new Fnv(), new Fnv()]
    word.hash(one)
    new Text('hä').hash(other)
    expect(one.value).toBe(other.value)
  })

  it('B-12: can be asked for their number by an implementation', () => {
    const Hashed = traitObject('Hashed', { form: 'DynTrait', supertraits: ['Hash'] })
    const seen: unknown[] = []
    using hashed = implementTrait(Hashed, {
      hash(hasher: Hasher) {
        hasher.write(new Uint8Array())
        hasher.write(new Uint8Array([1, 2, 3]))
        seen.push(hasher.finish?.())
      },
    })
    const fnv = new Fnv()
    hashed.hash(fnv)
    expect(seen).toEqual([fnv.value])
    hashed.hash({ write: () => undefined })
    expect(seen[1]).toBe(0n)
  })
})

describe('iterators', () => {
  it('B-13: give structs and texts too', () => {
    const Point = struct('Point', { x: f64, y: f64 })
    const Points = traitObject('Points', { form: 'DynTrait', supertraits: ['Iterator'], item: Point })
    const points = [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ].values()
    using iterator = implementTrait(Points, { next: () => points.next() })
    expect([...iterator].map((point) => point.toJSON())).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ])
  })

  it('K-5, B-13: throw what their implementation throws', () => {
    using steps = implementTrait(Steps, {
      next: () => {
        throw new RangeError('no more')
      },
      debug: () => '',
    })
    expect(() => [...steps]).toThrow(new RangeError('no more'))
  })
})

describe('methods', () => {
  it('B-14, N-1: carry their thread rule into the table', () => {
    const Both = traitObject('Both', {
      methods: {
        anywhere: method('ref', {}, u32, { thread: 'any' }),
        here: method('ref', {}, u32, { thread: 'javascript' }),
        unsaid: method('ref', {}, u32),
      },
    })
    const rules = Both.trait
      .methodTable!.fields.slice(2)
      .map(({ type }) => (type as ReturnType<typeof fn>).thread)
    expect(rules).toEqual(['any', 'javascript', undefined])
    using both = implementTrait(Both, { anywhere: () => 1, here: () => 2, unsaid: () => 3 })
    expect([both.anywhere(), both.here(), both.unsaid()]).toEqual([1, 2, 3])
  })
})
