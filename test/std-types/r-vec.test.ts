import { inspect } from 'node:util'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  addressOf,
  array,
  bindFunction,
  bufferMemory,
  equals,
  exportFunction,
  f64,
  fn,
  i16,
  layoutOf,
  liveObjects,
  liveVectorBuffers,
  NativeArena,
  own,
  pointer,
  RStr,
  RString,
  RVec,
  snapshot,
  struct,
  u32,
  u64,
  u8,
  unit,
  usize,
  type View,
} from '../../src/index.js'
import { RVecAccessor } from '../../src/std-types/r-vec-accessor.js'
import { VectorAccessor } from '../../src/std-types/vector-accessor.js'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: f64, y: f64 })
const Person = struct('Person', { name: RString, age: u8 })
const Numbers = RVec(u32)

/** What the accessors of vectors inherit. */
interface Members {
  at(index: number): unknown
  cursor(): Iterable<unknown>
  [Symbol.iterator](): Iterator<unknown>
}

beforeEach(() => {
  const [objects, buffers] = [liveObjects().length, liveVectorBuffers()]
  return () => {
    expect(liveObjects().slice(objects)).toEqual([])
    expect(liveVectorBuffers()).toBe(buffers)
  }
})

describe('RVec', () => {
  it('T-3: is four words, one type for one type of elements', () => {
    expect(layoutOf(Numbers)).toMatchObject({ size: 32, alignment: 8 })
    expect(RVec(u32)).toBe(Numbers)
    expect(Numbers.abiStable).toEqual({ name: 'RVec', parameters: [u32] })
    expect(Numbers.declareC('numbers')).toBe('RVec_u32 numbers')
  })

  it('T-6: is made of any list', () => {
    using arena = new NativeArena()
    const inMemory = arena.allocate(array(u32, 3), [1, 2, 3])
    using vector = Numbers.from([1, 2, 3])
    for (const values of [[1, 2, 3], Uint32Array.of(1, 2, 3), new Set([1, 2, 3]), inMemory, vector]) {
      using made = Numbers.from(values as never)
      expect(made.toArray()).toEqual([1, 2, 3])
    }
    for (const wrong of [7, 'text', null, undefined, {}, arena.allocate(Point)])
      expect(refusal(() => Numbers.from(wrong as never))).toMatchObject({ code: 'ABI-V001', rule: 'T-6' })
    expect(refusal(() => Numbers.from([1, -1]))).toMatchObject({
      code: 'ABI-V002',
      path: 'RVec_u32.from → param values[1]',
    })
  })

  it('T-3, T-5: behaves as an array does', () => {
    const step = fc.record({
      what: fc.constantFrom('push', 'pop', 'shrink', 'truncate', 'set', 'reserve'),
      values: fc.array(fc.nat(), { maxLength: 9 }),
      value: fc.nat(20),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        using vector = Numbers.from([])
        const model: number[] = []
        for (const { what, values, value } of steps) {
          if (what === 'push') expect(vector.push(...values)).toBe(model.push(...values))
          else if (what === 'pop') expect(vector.pop()).toBe(model.pop())
          else if (what === 'shrink') vector.shrinkToFit()
          else if (what === 'reserve') vector.reserve(value)
          else if (what === 'truncate') {
            vector.truncate(value)
            model.splice(value)
          } else if (value < model.length) {
            vector.set(value, 7)
            model[value] = 7
          }
          expect(vector.capacity).toBeGreaterThanOrEqual(vector.length)
        }
        expect([vector.toArray(), [...vector], vector.length]).toEqual([model, model, model.length])
        vector.clear()
        expect(vector.toArray()).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it('T-5: what it contains cannot be touched outside of it', () => {
    using vector = Numbers.from([1])
    expect(refusal(() => vector.at(1))).toMatchObject({ code: 'ABI-V003' })
    expect(refusal(() => vector.set(1, 1))).toMatchObject({ code: 'ABI-V003' })
    for (const count of [-1, 1.5, NaN, '1'])
      for (const run of [() => vector.reserve(count as never), () => vector.truncate(count as never)])
        expect(refusal(run)).toMatchObject({ code: 'ABI-V001', rule: 'T-5' })
    for (const count of [2 ** 45, 2 ** 50, Number.MAX_SAFE_INTEGER - 1])
      expect(refusal(() => vector.reserve(count))).toMatchObject({ code: 'ABI-M007', rule: 'T-5' })
    expect(vector.toArray()).toEqual([1])
  })

  it('T-5: appends itself and parts of itself', () => {
    using vector = Numbers.from([1, 2, 3])
    vector.append(vector)
    vector.append(vector.elements.subarray(1, 3))
    vector.append(vector.asTypedArray())
    expect(vector.toArray()).toEqual([1, 2, 3, 1, 2, 3, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3])
    expect(refusal(() => vector.append(7 as never))).toMatchObject({ code: 'ABI-V001' })
    expect(refusal(() => vector.push(1, 2, 'three' as never))).toMatchObject({ code: 'ABI-V001' })
    expect(vector.length).toBe(16)
  })

  it('T-8: shows its memory', () => {
    using points = RVec(Point).from([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ])
    points.at(0).x = 5
    let sum = 0
    for (const point of points.cursor()) sum += point.x
    expect(sum).toBe(8)
    expect(points.elements.at(0).x).toBe(5)
    using samples = RVec(i16).from([1, -2])
    samples.asTypedArray()[0] = 9
    expect(samples.toArray()).toEqual([9, -2])
    expect(samples.toTypedArray()).toEqual(Int16Array.of(9, -2))
    expect(refusal(() => points.asTypedArray())).toMatchObject({ code: 'ABI-M009' })
  })

  it('L-19: its cursor goes over elements that own something in the ordinary way', () => {
    using names = RVec(RString).from(['Ada', 'Grace'])
    expect(Array.from(names.cursor(), String)).toEqual(['Ada', 'Grace'])
    using lists = RVec(Numbers).from([[1, 2], [3]]) // prettier-ignore
    expect(Array.from(lists.cursor(), (list) => list.toArray())).toEqual([[1, 2], [3]])
  })

  it('T-8: members of a class of its own do what the shared ones do', () => {
    const shared = RVecAccessor.prototype as unknown as Members
    const elementsOf = Object.getOwnPropertyDescriptor(VectorAccessor.prototype, 'elements')!.get!
    const vector = RVec(Point).from([{ x: 1, y: 2 }, { x: 3, y: 4 }]) // prettier-ignore
    const members = Object.getPrototypeOf(vector) as Members
    for (const key of ['at', 'cursor', Symbol.iterator] as const) expect(members[key]).not.toBe(shared[key])
    const agree = (): void => {
      expect(vector.elements).toBe(elementsOf.call(vector))
      const all = snapshot(vector)
      for (const walk of [vector, vector.cursor(), shared.cursor.call(vector)])
        expect(Array.from(walk as Iterable<View>, (point) => snapshot(point))).toEqual(all)
      expect(Array.from({ length: 2 }, (_, index) => snapshot(vector.at(index)))).toEqual(all.slice(0, 2))
    }
    agree()
    vector.push(...Array.from({ length: 100 }, (_, x) => ({ x, y: -x })))
    agree()
    vector.truncate(2)
    agree()
    for (const at of [members.at, shared.at])
      expect(refusal(() => at.call(vector, 2))).toMatchObject({ code: 'ABI-V003' })
    vector[Symbol.dispose]()
    for (const run of [
      () => vector.elements,
      () => elementsOf.call(vector) as unknown,
      () => members.at.call(vector, 0),
      () => shared.at.call(vector, 0),
    ])
      expect(refusal(run)).toMatchObject({ code: 'ABI-M004', path: 'RVec_Point' })
  })

  it('L-19, T-8: a long one is walked over like a short one, from its first walk on', () => {
    const Sample = struct('Sample', { value: u32 })
    for (const length of [0, 255, 256, 300]) {
      const samples = RVec(Sample).from(Array.from({ length }, (_, value) => ({ value })))
      for (let walk = 0; walk < 3; walk++)
        expect(Array.from(samples, ({ value }) => value)).toEqual(Array.from({ length }, (_, value) => value))
      samples[Symbol.dispose]()
      expect(refusal(() => [...samples])).toMatchObject({ code: 'ABI-M004', path: 'RVec_Sample' })
    }
  })

  it('T-3: its plain value is a typed array where one holds the elements', () => {
    const Holder = struct('Holder', {
      bytes: RVec(u8),
      words: RVec(RString),
      sizes: RVec(usize),
      rows: RVec(RVec(u64)),
    })
    using arena = new NativeArena()
    const holder = arena.allocate(Holder, { bytes: [1], words: ['a', 'b'], sizes: [3], rows: [[1n], []] })
    expect(snapshot(holder)).toEqual({
      bytes: Uint8Array.of(1),
      words: ['a', 'b'],
      sizes: [3],
      rows: [BigUint64Array.of(1n), new BigUint64Array()],
    })
    expect(JSON.stringify(holder)).toBe('{"bytes":[1],"words":["a","b"],"sizes":[3],"rows":[["1"],[]]}')
    for (const field of [holder.bytes, holder.words, holder.sizes, holder.rows])
      own(field as Disposable)[Symbol.dispose]()
  })

  it('T-3, L-20: is equal to one with equal elements', () => {
    const Slot = struct('Slot', { words: RVec(RString) })
    using arena = new NativeArena()
    const [one, two, three] = [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'c'],
    ].map((words) => arena.allocate(Slot, { words }))
    expect([equals(one!, two!), equals(one!, three!)]).toEqual([true, false])
    for (const slot of [one!, two!, three!]) own(slot.words)[Symbol.dispose]()
  })

  it('T-5, B-7: drops what elements own, also within structs, and gives it out', () => {
    using people = RVec(Person).from([
      { name: 'Ada', age: 36 },
      { name: RString.from('Grace'), age: 85 },
    ])
    people.set(0, { name: 'Alan', age: 41 })
    people.push({ name: 'Kurt', age: 71 })
    const last = people.pop()!
    expect(last.name.toString()).toBe('Kurt')
    last.name[Symbol.dispose]()
    people.truncate(1)
    expect(people.toArray()).toEqual([{ name: 'Alan', age: 41 }])
  })

  it('T-6, O-4: gives back what it could not take', () => {
    using first = RString.from('first')
    const wrong = [
      { name: first, age: 1 },
      { name: 'x', age: 1 },
      { name: 'third', age: -1 },
    ]
    expect(refusal(() => RVec(Person).from(wrong))).toMatchObject({ code: 'ABI-V002' })
    expect(first.toString()).toBe('first')
    using people = RVec(Person).from([])
    expect(refusal(() => people.append(wrong))).toMatchObject({ code: 'ABI-V002' })
    expect([first.toString(), people.length]).toEqual(['first', 0])
    // Borrowed text has no owner there.
    expect(refusal(() => RVec(RStr).from(['text']))).toMatchObject({ code: 'ABI-V004' })
  })

  it('T-3, O-3: is moved where it is passed and written', () => {
    const Take = fn([{ numbers: Numbers }, { count: u32 }], Numbers)
    using exported = exportFunction(Take, (numbers, count) => {
      numbers.push(count)
      return numbers
    })
    const take = bindFunction(exported.address, Take, 'take')
    const numbers = Numbers.from([1])
    expect(() => take(numbers, -1)).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
    expect(() => take([1, 2], -1)).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
    using grown = take(numbers, 2)
    expect(grown.toArray()).toEqual([1, 2])
    expect(refusal(() => numbers.length)).toMatchObject({ code: 'ABI-O002' })
    using made = take([7], 8)
    expect(made.toArray()).toEqual([7, 8])
    const Slot = struct('Slot', { numbers: Numbers })
    using arena = new NativeArena()
    const slot = arena.allocate(Slot, { numbers: made })
    expect(refusal(() => (slot.numbers = slot.numbers))).toMatchObject({ code: 'ABI-B003' })
    using back = own(slot.numbers)
    expect(back.toArray()).toEqual([7, 8])
    grown[Symbol.dispose]()
    expect(refusal(() => grown.at(0))).toMatchObject({ code: 'ABI-M004' })
  })

  it('T-3: lends its words to whoever takes a pointer', () => {
    const Push = fn({ numbers: pointer(Numbers) })
    using exported = exportFunction(Push, (numbers) => void numbers.deref().push(1, 2, 3))
    const push = bindFunction(exported.address, Push, 'push')
    const Give = fn({ numbers: Numbers }, usize)
    using taking = exportFunction(Give, (given) => {
      using numbers = given
      return numbers.length
    })
    const give = bindFunction(taking.address, Give, 'give')
    using numbers = Numbers.from([])
    push(numbers)
    push(numbers)
    expect(addressOf(numbers)).toBe(addressOf(numbers))
    expect(numbers.length).toBe(6)
    expect(give(numbers)).toBe(6)
    expect(refusal(() => addressOf(numbers))).toMatchObject({ code: 'ABI-O002' })
  })

  it('T-3: counts elements without bytes', () => {
    using units = RVec(unit).from([undefined, undefined])
    units.push(undefined)
    units.reserve(1000)
    units.shrinkToFit()
    expect([units.length, units.capacity, units.pop()]).toEqual([3, Infinity, undefined])
    expect(units.toArray()).toEqual([undefined, undefined])
  })

  it('T-7: is made by another vector of the same elements', () => {
    using one = Numbers.from([1])
    using two = Numbers.from([2, 3], { allocator: one })
    expect(two.toArray()).toEqual([2, 3])
    using bytes = RVec(u8).from([104, 105])
    using text = RString.from('hi', { allocator: bytes })
    expect(text.toString()).toBe('hi')
    for (const allocator of [bytes, {}, 7])
      expect(refusal(() => Numbers.from([1], { allocator: allocator }))).toMatchObject({
        code: 'ABI-V001',
        rule: 'T-7',
      })
  })

  it('T-3: is only written to native memory', () => {
    const Slot = struct('Slot', { numbers: Numbers })
    expect(refusal(() => bufferMemory(new ArrayBuffer(64)).allocate(Slot, { numbers: [1] }))).toMatchObject({
      code: 'ABI-U002',
      rule: 'T-3',
    })
  })

  it('T-3: is printed as what it holds', () => {
    using numbers = Numbers.from([1, 2])
    expect(inspect(numbers)).toBe('RVec_u32 [ 1, 2 ]')
    expect(inspect({ a: { b: { c: { numbers } } } })).toContain('[Object]')
    numbers[Symbol.dispose]()
    expect(inspect(numbers)).toBe('RVec_u32 { disposed }')
  })
})
