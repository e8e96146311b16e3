import { membersOf } from './record-codec.js'
import { layoutOf, type Measurable, type StructLayout } from './layout.js'
import type { Memory } from './memory.js'
import { hostTarget, type Target } from './target.js'
import type { AnyType, Codec, DataViewScalar } from './type.js'

/** Reads and writes one field of a struct or union wherever such a struct lies. */
export interface FieldHandle {
  /** Name of the field. */
  readonly name: string
  /** Its type. */
  readonly type: AnyType
  /** Bytes from the start of the struct. */
  readonly offset: number
  /**
   * Reads the field, as the property of an accessor does.
   *
   * @param memory - Where the struct lies.
   * @param start - Bytes from the start of the memory's view to the struct. Whoever passes it vouches for it.
   * @throws ValueError `ABI-V005` for bytes that are no value of the type, RangeError outside of the view.
   */
  get(memory: Memory, start: number): unknown
  /**
   * Checks a value and writes it, as the property of an accessor does.
   *
   * @param memory - Where the struct lies.
   * @param start - Bytes from the start of the memory's view to the struct. Whoever passes it vouches for it.
   * @param value - What may be written where the field's type is declared.
   * @throws ValueError where the value does not fit, RangeError outside of the view.
   */
  set(memory: Memory, start: number, value: unknown): void
}

/** A struct or union. */
export interface RecordType extends Measurable {
  readonly name: string
  readonly measure: (target: Target) => StructLayout
}

/**
 * The fields of a struct or union as handles, for code that handles many types at one place: a serializer, a table on
 * the screen, a comparison. An accessor class is made for one type, and where a hundred of them come to the same line the
 * engine must look each property up. A handle does not know accessors: it is given a memory and an offset, and all handles
 * are of one class.
 *
 * @param type - A struct or union.
 * @param target - The machine; this one where it is left out.
 * @returns One handle for each field that has a name, in the order of their declaration.
 * @throws {@link DeclarationError} where the type has no layout.
 *
 * @see Rule L-5 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, f64, fieldsOf, locationOf, struct, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Reading = struct('Reading', { sensor: u8, celsius: f64 })
 * const reading = bufferMemory(new ArrayBuffer(64)).allocate(Reading, { sensor: 7, celsius: 21.5 })
 * const { memory, offset } = locationOf(reading)
 * const read = fieldsOf(Reading).map((field) => [field.name, field.get(memory, offset)])
 * assert.deepEqual(read, [['sensor', 7], ['celsius', 21.5]])
 * ```
 */
export function fieldsOf(type: RecordType, target: Target = hostTarget()): readonly FieldHandle[] {
  const layout = layoutOf(type, target)
  return membersOf(layout, target, 'checked').map(
    ({ name, offset, codec }, index) =>
      new Handle(name, layout.fields[index]!.type, offset, codec, `${type.name}.${name}`),
  )
}

/** The kinds of scalars that are read here, as small numbers: V8 makes a table of jumps of them. */
const numbers: Readonly<Record<DataViewScalar, number>> = {
  Int8: 1,
  Uint8: 2,
  Int16: 3,
  Uint16: 4,
  Int32: 5,
  Uint32: 6,
  Float32: 7,
  Float64: 8,
  BigInt64: 9,
  BigUint64: 10,
}

/**
 * One class with one method for all types: the place that calls it sees one function, which V8 inlines if it is short.
 * So what is not the most usual is left to the codec: other byte orders, and values that are no numbers.
 */
class Handle implements FieldHandle {
  private readonly scalar: number

  constructor(
    readonly name: string,
    readonly type: AnyType,
    readonly offset: number,
    private readonly codec: Codec,
    private readonly path: string,
  ) {
    const { dataView } = codec
    this.scalar = dataView?.littleEndian === true ? numbers[dataView.scalar] : 0
  }

  get(memory: Memory, start: number): unknown {
    const offset = start + this.offset
    switch (this.scalar) {
      case 1:
        return memory.view.getInt8(offset)
      case 2:
        return memory.view.getUint8(offset)
      case 3:
        return memory.view.getInt16(offset, true)
      case 4:
        return memory.view.getUint16(offset, true)
      case 5:
        return memory.view.getInt32(offset, true)
      case 6:
        return memory.view.getUint32(offset, true)
      case 7:
        return memory.view.getFloat32(offset, true)
      case 8:
        return memory.view.getFloat64(offset, true)
      case 9:
        return memory.view.getBigInt64(offset, true)
      case 10:
        return memory.view.getBigUint64(offset, true)
    }
    return this.codec.get(memory, offset, this.path)
  }

  set(memory: Memory, start: number, value: unknown): void {
    const offset = start + this.offset
    if (typeof value === 'number') {
      switch (this.scalar) {
        case 1:
          if ((value << 24) >> 24 === value) return memory.view.setInt8(offset, value)
          break
        case 2:
          if ((value & 0xff) === value) return memory.view.setUint8(offset, value)
          break
        case 3:
          if ((value << 16) >> 16 === value) return memory.view.setInt16(offset, value, true)
          break
        case 4:
          if ((value & 0xffff) === value) return memory.view.setUint16(offset, value, true)
          break
        case 5:
          if ((value | 0) === value) return memory.view.setInt32(offset, value, true)
          break
        case 6:
          if (value >>> 0 === value) return memory.view.setUint32(offset, value, true)
          break
        case 7:
          return memory.view.setFloat32(offset, value, true)
        case 8:
          return memory.view.setFloat64(offset, value, true)
      }
    }
    // What the codec is left with is no number, or one that it refuses.
    this.codec.set(memory, offset, value, this.path)
  }
}
