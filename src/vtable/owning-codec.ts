import { MemoryError, ValueError } from '../errors/index.js'
import { layoutOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { readUnsignedWord, writeWord } from '../layout/pointer-sized.js'
import type { AnyType, Codec, Memory, MemoryLocation, Target } from '../layout/index.js'
import { ownershipKey } from '../ownership/index.js'
import { recordMove } from '../ownership/moves.js'
import { OwningAccessor } from './owning-accessor.js'
import { received } from './received.js'
import { refuseLent } from './receiver.js'

/** Words of an owner that were made of a plain value. */
export interface NewWords {
  /** All of its words in order. */
  readonly words: readonly number[]
  /** Frees what was made for the words alone, where the write does not take place after all. */
  readonly takeBack: () => void
}

/** What the accessors of owners of a type are, and how owners are made. */
export interface OwningForm {
  /**
   * Makes an accessor.
   *
   * @param words - All words in order.
   * @param isOwner - Whether it owns what they lead to.
   * @param location - Where the words lie, in memory that owns it.
   * @param path - What is being read, for errors.
   */
  readonly make: (
    words: readonly number[],
    isOwner: boolean,
    location: MemoryLocation | undefined,
    path: string,
  ) => OwningAccessor
  /** A copy of what an owner leads to that depends on nothing. The accessor does not own. */
  readonly copy: (lent: never) => unknown
  /**
   * Makes an owner of a plain value; left out where there are no such values.
   *
   * @throws {@link ValueError} for what is no such value.
   */
  readonly build?: (value: unknown, path: string, memory: Memory) => NewWords
  /** The rule that says what may be written. */
  readonly rule: string
}

/**
 * Reads and writes types whose values are words that own something.
 *
 * What comes by value belongs to whoever reads it; what is read out of memory with an address belongs to that memory.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export function owningCodec(type: AnyType, form: OwningForm, target: Target): Codec {
  const { size, alignment } = layoutOf(type, target)
  const { pointerSize } = target
  const count = size / pointerSize
  const words = (memory: Memory, offset: number): number[] =>
    Array.from({ length: count }, (_, index) =>
      readUnsignedWord(memory.view, offset + index * pointerSize, target, type.name),
    )
  const write = (memory: Memory, offset: number, given: readonly number[]): void =>
    given.forEach((word, index) => writeWord(memory.view, offset + index * pointerSize, word, target))
  /** Looks at what stays where it is. */
  const lend = (memory: Memory, offset: number): OwningAccessor =>
    form.make(words(memory, offset), false, undefined, type.name)
  return {
    size,
    alignment,
    get(memory, offset, path = type.name) {
      if (memory.base !== undefined) return form.make(words(memory, offset), false, { memory, offset }, path)
      return received(memory, offset, () => form.make(words(memory, offset), true, undefined, path))
    },
    set(memory, offset, value, path) {
      if (value instanceof OwningAccessor && value.$type === type) {
        if (value[ownershipKey] === undefined) refuseLent(path)
        value.$moveOut(path)
        write(memory, offset, value.$words())
        return
      }
      if (form.build === undefined) refuseValue(type, form.rule, value, path)
      const made = form.build(value, path, memory)
      recordMove({ giveBack: made.takeBack })
      write(memory, offset, made.words)
    },
    copy: (memory, offset) => form.copy(lend(memory, offset) as never),
    json: (memory, offset) => lend(memory, offset).toJSON(),
  }
}

/**
 * Refuses what is no value of a type that owns something.
 *
 * @internal
 */
export function refuseValue(
  type: AnyType,
  rule: string,
  value: unknown,
  path: string,
  plain?: string,
): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule,
    path,
    expected: `a ${type.name}${plain === undefined ? '' : `, or ${plain}`}`,
    found: value instanceof OwningAccessor ? `a ${value.$type.name}` : describeValue(value),
  })
}

/**
 * Refuses words whose data pointer is null: functions of tables would follow it.
 *
 * @param type - What was read.
 * @param data - The data pointer.
 * @param path - Where it was read, for errors.
 * @throws {@link MemoryError} `ABI-M001`.
 *
 * @see Rule T-57 of the specification.
 *
 * @internal
 */
export function refuseNullData(type: AnyType, data: number, path: string): void {
  if (data !== 0) return
  throw new MemoryError(`a ${type.name} that leads nowhere`, {
    code: 'ABI-M001',
    rule: 'T-57',
    path,
    expected: 'the address of what it owns',
    found: 'null',
  })
}
