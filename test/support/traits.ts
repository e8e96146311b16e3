// The traits that the crate test/interop/trait-objects/ has too, and what implements them in TypeScript.
import { i64, method, nothing, traitObject, u32, usize, type Hasher } from '../../src/index.js'

export const Counter = traitObject('Counter', {
  version: '1.1.0',
  methods: {
    get: method('ref', {}, u32),
    add: method('mut', { by: u32 }, u32),
    finish: method('owned', {}, u32),
    twice: method('ref', {}, u32, { since: '1.1.0' }),
    reset: method('mut', {}, nothing, { since: '1.1.0' }),
  },
  lastPrefixMethod: 'finish',
  supertraits: ['Clone', 'Debug', 'Display'],
  defaults: { twice: (self) => 2 * self.get() },
})

export const Level = traitObject('Level', {
  methods: { value: method('ref', {}, i64), raise: method('mut', { by: i64 }, i64) },
})

export const Word = traitObject('Word', {
  form: 'DynTrait',
  methods: {
    length: method('ref', {}, usize),
    push: method('mut', { code: u32 }),
    consume: method('owned', {}, usize),
  },
  lastPrefixMethod: 'consume',
  supertraits: ['Clone', 'Debug', 'Display', 'PartialEq', 'Eq', 'PartialOrd', 'Ord', 'Hash'],
})

export const Steps = traitObject('Steps', {
  form: 'DynTrait',
  supertraits: ['Iterator', 'Debug'],
  item: u32,
})

/** A counter in TypeScript. */
export class Tally {
  /** The values of tallies that were dropped, not those that were used up. */
  static dropped: number[] = []

  constructor(public value: number) {}
  get(): number {
    return this.value
  }
  add(by: number): number {
    return (this.value += by)
  }
  finish(): number {
    return this.value + 3000
  }
  reset(): void {
    this.value = 0
  }
  clone(): Tally {
    return new Tally(this.value)
  }
  debug(alternate: boolean): string {
    return alternate ? `Tally {\n    ${this.value}\n}` : `Tally(${this.value})`
  }
  display(alternate: boolean): string {
    return `${alternate ? '#' : ''}${this.value} – in TypeScript`
  }
  [Symbol.dispose](): void {
    Tally.dropped.push(this.value)
  }
}

/** A word in TypeScript. */
export class Text {
  static dropped = 0

  constructor(public text: string) {}
  length(): number {
    return [...this.text].length
  }
  push(code: number): void {
    this.text += String.fromCodePoint(code)
  }
  consume(): number {
    return this.text.length
  }
  clone(): Text {
    return new Text(this.text)
  }
  debug(): string {
    return JSON.stringify(this.text)
  }
  display(): string {
    return this.text
  }
  equals(other: Text): boolean {
    return this.text === other.text
  }
  compare(other: Text): number {
    return this.text < other.text ? -1 : this.text > other.text ? 1 : 0
  }
  partialCompare(other: Text): number | undefined {
    return this.text === '?' || other.text === '?' ? undefined : this.compare(other)
  }
  hash(hasher: Hasher): void {
    hasher.write(new TextEncoder().encode(this.text))
    hasher.write(new Uint8Array([0xff]))
  }
  [Symbol.dispose](): void {
    Text.dropped += 1
  }
}

/** FNV-1a with 64 bits. */
export class Fnv implements Hasher {
  value = 0xcbf29ce484222325n
  write(bytes: Uint8Array): void {
    for (const byte of bytes) this.value = BigInt.asUintN(64, (this.value ^ BigInt(byte)) * 0x100000001b3n)
  }
  finish(): bigint {
    return this.value
  }
}
