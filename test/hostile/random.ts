/** Random numbers from a seed: the same ones in every process. */
export class Random {
  #state: number

  /** Numbers that depend on all the seeds. */
  constructor(...seeds: readonly number[]) {
    this.#state = 0x9e3779b9
    for (const seed of seeds) {
      this.#state = Math.imul(this.#state ^ (seed >>> 0), 0x85ebca6b)
      this.next()
    }
  }

  /** A whole number from 0 to 2^32 - 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + (this.next() % (most - least + 1))
  }

  /** Whether something happens that happens once in so many times. */
  once(times: number): boolean {
    return this.next() % times === 0
  }

  /** One of some values. */
  pick<Value>(values: readonly Value[]): Value {
    return values[this.next() % values.length]!
  }

  /** A whole number of 64 bits. */
  word(): bigint {
    return (BigInt(this.next()) << 32n) | BigInt(this.next())
  }
}
