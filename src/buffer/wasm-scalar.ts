import { CallError } from '../errors/index.js'
import type { AddressSpace, AnyType, Codec, Memory, ScalarName } from '../layout/index.js'
import { codecOf, leavesOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'

/** The part of the names of the DataView methods that read and write a scalar of `wasm32`. */
const methods = {
  i8: 'Int8',
  i16: 'Int16',
  i32: 'Int32',
  i64: 'BigInt64',
  u8: 'Uint8',
  u16: 'Uint16',
  u32: 'Uint32',
  u64: 'BigUint64',
  f32: 'Float32',
  f64: 'Float64',
  bool: 'Uint8',
  address: 'Uint32',
  isize: 'Int32',
} as const satisfies Readonly<Record<ScalarName, string>>

type Read = (offset: number, littleEndian: boolean) => number | bigint
type Write = (offset: number, value: number | bigint, littleEndian: boolean) => void

/**
 * How values of one declared type cross a call of a WebAssembly function.
 *
 * A value is written as it is written into a field on `wasm32`, and passed as what its bytes are as a number; a result goes
 * the other way. So every type is checked and converted as it is in memory, with the widths of `wasm32` instead of those of
 * this machine, and the signed numbers of 32 and 64 bits, which are all that WebAssembly knows, get their meaning.
 *
 * @internal
 */
export class WasmScalar {
  readonly #codec: Codec
  readonly #memory: Memory
  readonly #read: Read
  readonly #write: Write
  readonly #javascriptType: 'number' | 'bigint'

  /**
   * @param type - The declared type of a parameter or a result.
   * @param path - What it is called in errors.
   * @param space - Where pointers lead.
   * @throws {@link CallError} `ABI-F005` for what does not cross as one number.
   */
  constructor(
    readonly type: AnyType,
    readonly path: string,
    space: AddressSpace,
  ) {
    if (type.passing.kind !== 'scalar') refuseAggregate(type, path)
    const { scalar } = leavesOf(type, space.target)[0]!
    this.#codec = codecOf(type, space.target)
    this.#memory = { view: new DataView(new ArrayBuffer(8)), base: undefined, space }
    this.#read = DataView.prototype[`get${methods[scalar]}`]
    this.#write = DataView.prototype[`set${methods[scalar]}`] as Write
    this.#javascriptType = methods[scalar].startsWith('Big') ? 'bigint' : 'number'
  }

  /** Checks a value and gives what WebAssembly takes. */
  toRaw(value: unknown): number | bigint {
    this.#codec.set(this.#memory, 0, value, this.path)
    return this.#read.call(this.#memory.view, 0, true)
  }

  /** The value of what WebAssembly gave. */
  fromRaw(raw: unknown): unknown {
    if (typeof raw !== this.#javascriptType) this.#refuseResult(raw)
    this.#write.call(this.#memory.view, 0, raw as number, true)
    return this.#codec.copy(this.#memory, 0, this.path)
  }

  #refuseResult(raw: unknown): never {
    throw new CallError('the function gives a result of another type', {
      code: 'ABI-F005',
      rule: 'M-11',
      path: this.path,
      expected: `a ${this.#javascriptType} for ${this.type.name}`,
      found: describeValue(raw),
    })
  }
}

function refuseAggregate(type: AnyType, path: string): never {
  throw new CallError('WebAssembly functions are called with scalars only', {
    code: 'ABI-F005',
    rule: 'M-11',
    path,
    expected: 'a number, a bigint, a boolean or a pointer',
    found: type.name,
    hint: 'pass a pointer to it',
  })
}
