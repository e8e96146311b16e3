import { compile, mayGenerateCode } from '../../layout/accessor/code-generation.js'
import { isList } from './list-value.js'
import { deepest, tooDeep, within } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { unfit, type WireCodec } from './wire-type.js'
import type { WireWriter } from './wire-writer.js'

/** Checks, writes and reads values of one type one after the other, without their number. */
export interface ItemsCode {
  /** Writes all items of a list. */
  readonly write: (writer: WireWriter, items: ArrayLike<unknown>) => void
  /** Reads some items into an array. */
  readonly read: (reader: WireReader, count: number) => unknown[]
  /** Throws what writing would throw. */
  readonly check: (items: ArrayLike<unknown>, depth: number) => void
}

/** More items than these are not made room for beforehand: V8 keeps arrays that begin so long in another way. */
const mostPrepared = 2 ** 16

/**
 * How items are written and read: code that was made for their type, or a loop where code may not be made.
 *
 * @param item - How one is written and read.
 * @param generate - Whether to make code.
 *
 * @see Rule W-7 of the specification.
 *
 * @internal
 */
export function itemsCode(item: WireCodec, generate = mayGenerateCode()): ItemsCode {
  return generate ? generatedItems(item) : loopedItems(item)
}

function generatedItems({ source, write, read, check }: WireCodec): ItemsCode {
  const size = source?.size ?? 0
  const [writeOne, readOne, checkOne] =
    source === undefined
      ? ['write(writer, items[index])', 'read(reader)', 'check(items[index], depth)']
      : [
          `const item = items[index]; if (!(${source.accepts('item')})) refuse(item); ${source.set('item', 'at')}`,
          source.get('at'),
          `const item = items[index]; if (!(${source.accepts('item')})) refuse(item)`,
        ]
  const all = (step: string, from: string): string => `
    let index = 0
    try { for (; index < ${from}; index++${size > 0 ? `, at += ${size}` : ''}) { ${step} } }
    catch (error) { throw within('[' + index + ']', error) }`
  const begin = (owner: string, count: string): string =>
    size > 0 ? `let at = ${owner}.take(${size} * ${count}); const { view } = ${owner}` : ''
  const { elements } = source ?? {}
  const isSame = elements === undefined ? 'false' : 'items instanceof elements'
  const body = `
    return {
      write(writer, items) {
        if (${isSame}) return writer.raw(new Uint8Array(items.buffer, items.byteOffset, items.byteLength))
        const { length } = items
        ${begin('writer', 'length')}
        ${all(writeOne, 'length')}
      },
      read(reader, count) {
        const items = count > ${mostPrepared} ? [] : new Array(count)
        ${begin('reader', 'count')}
        ${all(`items[index] = ${readOne}`, 'count')}
        return items
      },
      check(items, depth) {
        if (${isSame}) return
        const { length } = items
        let at = 0
        ${all(checkOne, 'length')}
      },
    }`
  const scope = { ...source?.scope, refuse: source?.refuse, elements, write, read, check, within }
  return compile(body, scope) as ItemsCode
}

function loopedItems(item: WireCodec): ItemsCode {
  const each = (count: number, step: (index: number) => void): void => {
    let index = 0
    try {
      for (; index < count; index++) step(index)
    } catch (error) {
      throw within(`[${index}]`, error)
    }
  }
  return {
    write: (writer, items) => each(items.length, (index) => item.write(writer, items[index])),
    read(reader, count) {
      const items: unknown[] = []
      each(count, () => items.push(item.read(reader)))
      return items
    },
    check: (items, depth) => each(items.length, (index) => item.check(items[index], depth)),
  }
}

/**
 * The codec of a list: its number of items, and the items.
 *
 * @param item - How an item is written and read.
 * @param expected - What a value looks like, for errors.
 * @param generate - Whether to make code.
 *
 * @see Rules W-4 and W-7 of the specification.
 *
 * @internal
 */
export function listCodec(item: WireCodec, expected: string, generate = mayGenerateCode()): WireCodec {
  const items = itemsCode(item, generate)
  const checked = (value: unknown): value is ArrayLike<unknown> => {
    if (isList(value)) return true
    throw unfit(value, expected)
  }
  if (!generate) return loopedList(item, items, checked)
  const scope = {
    item,
    checked,
    deepest,
    tooDeep,
    writeAll: items.write,
    readAll: items.read,
    checkAll: items.check,
  }
  const body = `
    return {
      smallest: 8,
      write(writer, value) {
        checked(value)
        writer.count(value.length)
        writer.enter()
        writeAll(writer, value)
        writer.leave()
      },
      read(reader) {
        const count = reader.count(item.smallest)
        reader.enter()
        const items = readAll(reader, count)
        reader.leave()
        return items
      },
      check(value, depth = 0) {
        checked(value)
        if (depth >= deepest) throw tooDeep()
        checkAll(value, depth + 1)
      },
    }`
  return compile(body, scope) as WireCodec
}

function loopedList(
  item: WireCodec,
  items: ItemsCode,
  checked: (value: unknown) => value is ArrayLike<unknown>,
): WireCodec {
  return {
    smallest: 8,
    write(writer, value: unknown) {
      if (!checked(value)) return
      writer.count(value.length)
      writer.enter()
      items.write(writer, value)
      writer.leave()
    },
    read(reader) {
      const count = reader.count(item.smallest)
      reader.enter()
      const read = items.read(reader, count)
      reader.leave()
      return read
    },
    check(value: unknown, depth = 0) {
      if (!checked(value)) return
      if (depth >= deepest) throw tooDeep()
      items.check(value, depth + 1)
    },
  }
}
