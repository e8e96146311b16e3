import { CallError } from '../errors/index.js'
import type { Address, AddressSpace, FunctionType } from '../layout/index.js'
import type { WebAssemblyTable } from './wasm-objects.js'
import { WasmScalar } from './wasm-scalar.js'

type Callable = ReturnType<AddressSpace['callable']>
type Raw = (...values: unknown[]) => unknown

/** A function that was read, and the entry that it calls. */
interface Bound {
  readonly raw: Raw
  readonly callable: Callable
}

/**
 * The functions of a module's table: a function pointer is an index into it.
 *
 * @see Rule M-11 of the specification.
 *
 * @internal
 */
export class WasmFunctions {
  readonly #table: WebAssemblyTable | undefined
  readonly #known = new WeakMap<FunctionType, Map<string, Bound>>()
  readonly #entries = new WeakMap<object, { readonly raw: Raw; readonly index: number }>()

  constructor(table: WebAssemblyTable | undefined) {
    this.#table = table
  }

  /** See {@link AddressSpace.callable}. */
  callable(index: number, type: FunctionType, path: string, space: AddressSpace): Callable {
    const raw = this.#entryAt(index, type, path)
    let ofType = this.#known.get(type)
    if (ofType === undefined) this.#known.set(type, (ofType = new Map<string, Bound>()))
    const key = `${index} ${path}`
    const known = ofType.get(key)
    // Entries of a table can be replaced.
    if (known?.raw === raw) return known.callable
    const callable = bind(raw, type, path, space)
    ofType.set(key, { raw, callable })
    this.#entries.set(callable, { raw, index })
    return callable
  }

  /** See {@link AddressSpace.addressOfFunction}. A function that stands in the table itself has an address too. */
  addressOf(value: unknown): Address | undefined {
    if (this.#table === undefined || typeof value !== 'function') return undefined
    const entry = this.#entries.get(value)
    const raw = entry?.raw ?? (value as Raw)
    if (entry !== undefined && this.#read(entry.index) === raw) return entry.index as Address
    // An entry that was moved, or a function of the module: index 0 is null, as compilers leave it.
    for (let index = 1; index < this.#table.length; index++) {
      if (this.#read(index) === raw) return index as Address
    }
    return undefined
  }

  #read(index: number): unknown {
    return index < this.#table!.length ? this.#table!.get(index) : undefined
  }

  #entryAt(index: number, type: FunctionType, path: string): Raw {
    if (this.#table === undefined) {
      throw new CallError('a function pointer is an index into a table that this memory was not given', {
        code: 'ABI-C004',
        rule: 'M-11',
        path,
        expected: 'the table of the module',
        found: `${type.name} in a WebAssembly memory without a table`,
        hint: 'pass it: wasmMemory(memory, { table: instance.exports.__indirect_function_table })',
      })
    }
    const entry = this.#read(index)
    if (typeof entry === 'function') return entry as Raw
    throw new CallError('a function pointer that does not point to a function', {
      code: 'ABI-C003',
      rule: 'M-11',
      path,
      expected: `the index of a function in a table of ${this.#table.length} entries`,
      found: entry === null ? `the empty entry ${index}` : `${index}`,
    })
  }
}

function bind(raw: Raw, type: FunctionType, path: string, space: AddressSpace): Callable {
  const parameters = type.parameters.map(({ name, type: parameter }) => {
    const parameterPath = `${path} → param ${name}`
    return { name, scalar: new WasmScalar(parameter, parameterPath, space) }
  })
  const result =
    type.returns.kind === 'void' ? undefined : new WasmScalar(type.returns, `${path} → returns`, space)
  if (raw.length !== parameters.length) {
    throw new CallError('the function has another number of parameters', {
      code: 'ABI-F005',
      rule: 'M-11',
      path,
      expected: `${parameters.length}, as declared`,
      found: String(raw.length),
    })
  }
  const bound = (...values: unknown[]): unknown => {
    if (values.length !== parameters.length) refuseCount(parameters, path, values.length)
    const given = raw(...parameters.map(({ scalar }, index) => scalar.toRaw(values[index])))
    return result?.fromRaw(given)
  }
  return Object.defineProperties(bound, {
    name: { value: path.split('.').at(-1), configurable: true },
    async: { value: () => Promise.reject(onThisThreadOnly(path)), configurable: true },
  })
}

/** The memory of an instance may be shared, its functions are not. */
function onThisThreadOnly(path: string): CallError {
  return new CallError('a function of WebAssembly cannot be called off the JavaScript thread', {
    code: 'ABI-C007',
    rule: 'K-15',
    path,
    hint: 'make an instance of the module in a worker',
  })
}

function refuseCount(parameters: readonly { readonly name: string }[], path: string, found: number): never {
  throw new CallError('a wrong number of arguments', {
    code: 'ABI-C001',
    rule: 'M-11',
    path,
    expected:
      parameters.length === 0
        ? 'none'
        : `${parameters.length} (${parameters.map((one) => one.name).join(', ')})`,
    found: String(found),
  })
}
