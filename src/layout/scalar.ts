import { ValueError } from '../errors/index.js'
import { describeValue } from './names.js'
import type { Target } from './target.js'
import type {
  Codec,
  DataViewScalar,
  IntegerForm,
  Layout,
  ScalarName,
  SourcePlace,
  Type,
  ValueCheck,
} from './type.js'
import { integersOf } from './value-domain.js'

/** The DataView accessors of a scalar that takes one of them. */
export interface ScalarDeclaration<Value> {
  readonly name: ScalarName
  readonly size: number
  readonly alignment: (target: Target) => number
  readonly cName: string
  /** Suffix of the DataView methods, as in `Uint32`. */
  readonly dataView: DataViewScalar
  /** What may be written, for messages. */
  readonly range: string
  readonly accepts: (value: unknown) => value is Value
  readonly acceptsSource: (value: string) => string
  /** How generated code asks, given what writes a value. */
  readonly check?: (set: (place: SourcePlace, value: string) => string) => ValueCheck
  /** Which JavaScript type a value has: other types are refused as wrong types, not as out of range. */
  readonly javascriptType: 'number' | 'bigint'
  readonly zero: Value
  readonly fromNativeSource?: (raw: string) => string
  readonly fromNative?: (raw: unknown) => unknown
  readonly json?: (value: Value) => unknown
  /** What it is as an integer; absent for floating-point numbers. */
  readonly integer?: IntegerForm
}

/**
 * Makes a scalar type whose bytes one pair of DataView methods reads and writes.
 *
 * @internal
 */
export function scalar<Value extends number | bigint>(declaration: ScalarDeclaration<Value>): Type<Value> {
  const { name, size, accepts, acceptsSource } = declaration
  const refuse = refuser(name, declaration.range, declaration.javascriptType)
  const measure = (target: Target): Layout => ({ size, alignment: declaration.alignment(target) })
  return Object.freeze<Type<Value>>({
    kind: name,
    name,
    measure,
    makeCodec: (target) => scalarCodec(declaration, measure(target), target.byteOrder === 'little', refuse),
    passing: {
      kind: 'scalar',
      scalar: name,
      toNative: (value, path) => (accepts(value) ? value : refuse(value, path)),
      fromNative: declaration.fromNative ?? ((raw) => raw),
      accepts: acceptsSource,
      fromNativeSource: declaration.fromNativeSource ?? ((raw) => raw),
      receivedSource: declaration.fromNative === undefined ? (raw) => raw : undefined,
    },
    leaves: () => [{ offset: 0, size, scalar: name }],
    schema: () => name,
    mentions: () => [],
    declareC: (declarator, isConst) => spellC(declaration.cName, declarator, isConst),
    defaultValue: () => declaration.zero,
    domain: (target) =>
      declaration.integer === undefined
        ? { kind: 'float', bits: size === 4 ? 32 : 64 }
        : integersOf(declaration.integer.isSigned(target), size * 8, declaration.integer.isBig),
    integer: declaration.integer,
  })
}

function scalarCodec<Value extends number | bigint>(
  declaration: ScalarDeclaration<Value>,
  layout: Layout,
  littleEndian: boolean,
  refuse: (value: unknown, path: string) => never,
): Codec {
  const { dataView, accepts, json } = declaration
  // The table of DataView methods is indexed by suffix; TypeScript cannot relate the two halves of the name.
  const read = DataView.prototype[`get${dataView}`] as (offset: number, littleEndian: boolean) => Value
  const write = DataView.prototype[`set${dataView}`] as (
    offset: number,
    value: Value,
    littleEndian: boolean,
  ) => void
  const set = ({ memory, offset }: SourcePlace, value: string): string =>
    `${memory}.view.set${dataView}(${offset}, ${value}, ${littleEndian})`
  const get: Codec['get'] = (memory, offset) => read.call(memory.view, offset, littleEndian)
  return {
    ...layout,
    get,
    set(memory, offset, value, path) {
      if (!accepts(value)) refuse(value, path)
      write.call(memory.view, offset, value, littleEndian)
    },
    setUnchecked(memory, offset, value) {
      write.call(memory.view, offset, value as Value, littleEndian)
    },
    dataView: { scalar: dataView, littleEndian },
    copy: get,
    json: json === undefined ? get : (memory, offset) => json(read.call(memory.view, offset, littleEndian)),
    source: {
      get: ({ memory, offset }) => `${memory}.view.get${dataView}(${offset}, ${littleEndian})`,
      accepts: declaration.acceptsSource,
      check: declaration.check?.(set),
      set,
      refuse,
    },
  }
}

/**
 * Spells a simple C type around a declarator.
 *
 * @internal
 */
export function spellC(typeName: string, declarator: string, isConst = false): string {
  const qualified = isConst ? `const ${typeName}` : typeName
  return declarator === '' ? qualified : `${qualified} ${declarator}`
}

/**
 * Makes the function that throws for a value that a scalar cannot hold.
 *
 * @internal
 */
export function refuser(
  typeName: string,
  range: string,
  javascriptType: string,
  rule = 'L-3',
): (value: unknown, path: string) => never {
  return (value, path) => {
    const isRightType = typeof value === javascriptType
    throw new ValueError(isRightType ? `out of the range of ${typeName}` : `not a ${typeName}`, {
      code: isRightType ? 'ABI-V002' : 'ABI-V001',
      rule,
      path,
      expected: range,
      found: describeValue(value),
      hint: hintFor(value, javascriptType),
    })
  }
}

function hintFor(value: unknown, javascriptType: string): string | undefined {
  if (javascriptType === 'bigint' && typeof value === 'number')
    return 'write the number with an n behind it, or use BigInt(value)'
  if (javascriptType === 'number' && typeof value === 'bigint') return 'use Number(value)'
  return undefined
}
