import { MemoryError } from '../errors/index.js'
import { enumeration, fn, struct, u64, u8, type Type } from '../layout/index.js'
import { layoutOf, type StructLayout } from '../layout/layout.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { prefixType } from '../prefix/index.js'
import { boundTable } from '../vtable/bound-table.js'
import { dataPointer } from '../vtable/data-pointer.js'
import { tablePointer } from '../vtable/table-pointer.js'
import { accessorClass } from './accessor-class.js'
import { makeLock } from './make-lock.js'
import { placedCodec, PlacedAccessor, takeBlock } from './placed-accessor.js'

/** What became of a function that runs once. */
export type OnceState = 'New' | 'Poisoned' | 'InProgress' | 'Done'

/** What runs a function once, whoever asks first. */
export interface ROnce extends Disposable {
  /** Whether a function ran: `Poisoned` where it failed. */
  readonly state: OnceState
  /**
   * Runs a function, unless one ran before. Waits while another thread runs one.
   *
   * @param run - The function. What it throws is thrown by this call.
   * @throws {@link MemoryError} `ABI-U024` where a function failed before; `ABI-U022` from inside of the function.
   */
  callOnce(run: () => void): void
  /**
   * The same, also where a function failed before.
   *
   * @param run - The function. It is told whether one failed before.
   */
  callOnceForce(run: (state: OnceState) => void): void
}

/** The type of what runs a function once. */
export interface ROnceType extends Type<ROnce, { state: OnceState }, ROnce> {
  /**
   * Makes one of this side, which runs functions as another one does: by the functions of its library.
   *
   * @param existing - The other one. What ran there does not matter.
   * @returns One that belongs to the caller, in the state `New`.
   * @throws {@link ValueError} `ABI-V001` for what is no `ROnce`; {@link MemoryError} `ABI-U026` where those of the library
   * cannot be made by others.
   */
  readonly like: (existing: ROnce) => ROnce
}

const OnceState = enumeration('ROnceState', u8, ['New', 'Poisoned', 'InProgress', 'Done'])

const runFunction = fn([{ closure: dataPointer }, { state: OnceState }], u8)
const callFunction = fn([{ once: dataPointer }, { closure: dataPointer }, { run: runFunction }], u8)

const OnceVTable = prefixType('ROnce_VTable', {
  version: '1.0.0',
  suffix: {
    state: fn({ once: dataPointer }, OnceState),
    call_once: callFunction,
    call_once_force: callFunction,
  },
  missing: 'panic',
  doc: 'How something is run once.',
} as never)

type Call = (once: number, closure: number, run: (closure: number, state: OnceState) => number) => number

interface OnceFunctions {
  readonly state: (once: number) => OnceState
  readonly call_once: Call
  readonly call_once_force: Call
}

/** Those that run a function of this thread at the moment. */
const running = new Set<number>()

class OnceAccessor extends PlacedAccessor implements ROnce {
  readonly #functions: OnceFunctions

  constructor(address: number, isOwner: boolean) {
    const { target } = nativeSpace
    const { fields, size } = layoutOf(ROnce, target) as StructLayout
    const memory = nativeSpace.memoryAt(address, size, 'ROnce')
    const at = address - memory.base! + fields[1]!.offset
    const table = readUnsignedWord(memory.view, at, target, 'ROnce')
    super('once', address, address, isOwner ? () => undefined : undefined, isOwner)
    this.#functions = boundTable<OnceFunctions>(OnceVTable, table)
  }

  $asOwner(): OnceAccessor {
    const { size } = layoutOf(ROnce, nativeSpace.target)
    return new (classOf(ROnce))(takeBlock(this.$memory, this.$offset, size), true)
  }

  get state(): OnceState {
    return this.#functions.state(this.#use('state'))
  }

  callOnce(run: () => void): void {
    this.#call('callOnce', this.#functions.call_once, run)
  }

  callOnceForce(run: (state: OnceState) => void): void {
    this.#call('callOnceForce', this.#functions.call_once_force, run)
  }

  #use(name: string): number {
    this.$use.beginUse(`ROnce.${name}`)
    this.$use.endUse()
    return this.$address
  }

  #call(name: string, call: Call, run: (state: OnceState) => void): void {
    const path = `ROnce.${name}`
    if (running.has(this.$address)) refuseNested(path)
    const thrown: unknown[] = []
    this.$use.beginUse(path)
    running.add(this.$address)
    try {
      // The closure is what the function sees, and a pointer that must not be null.
      const failed = call(this.$address, this.$address, (_closure, state) => {
        try {
          run(state)
          return 0
        } catch (error) {
          thrown.push(error)
          return 1
        }
      })
      if (thrown.length > 0) throw thrown[0]
      if (failed !== 0) refusePoisoned(path)
    } finally {
      running.delete(this.$address)
      this.$use.endUse()
    }
  }

  override toJSON(): unknown {
    return { state: this.state }
  }

  protected override $contents(): readonly unknown[] {
    return [this.state]
  }
}

const classOf = accessorClass(OnceAccessor)

const representation = struct('ROnce', { opaque_once: u64, vtable: tablePointer(OnceVTable) })

/**
 * Runs a function once, whichever thread asks first: `abi_stable`'s `ROnce`. Whoever made it says how.
 *
 * @see Rules T-70, T-73 and T-78 of the specification.
 *
 * @example
 * ```ts no-run
 * import { loadModule, pointer, prefixType, ROnce } from 'abiding'
 *
 * const Setup = prefixType('Setup', {
 *   version: '1.0.0',
 *   prefix: { once: pointer(ROnce) },
 *   lastPrefixField: 'once',
 * })
 * const root = loadModule('./setup.so', Setup)
 * root.once.deref().callOnce(() => console.log('first'))
 * ```
 */
export const ROnce: ROnceType = Object.freeze({
  ...(representation as unknown as ROnceType),
  kind: 'ROnce',
  isMoved: true,
  makeCodec: (target) =>
    placedCodec(
      ROnce,
      {
        rule: 'T-70',
        make: (address, isOwner) => new (classOf(ROnce))(address, isOwner),
        copy: (once: OnceAccessor) => ({ state: once.state }),
      },
      target,
    ),
  copiesBytes: undefined,
  endsFlexible: undefined,
  domain: undefined,
  defaultValue: undefined,
  abiStable: { name: 'ROnce', parameters: [] },
  like: (existing) =>
    makeLock<OnceFunctions>(
      {
        type: ROnce,
        table: OnceVTable,
        isFree: ({ state }, address) => state(address) === 'New',
        write: () => undefined,
        make: (address) => new (classOf(ROnce))(address, true),
      },
      existing,
      (type) => type === ROnce,
      'ROnce.like',
    ) as OnceAccessor,
} satisfies ROnceType)

function refuseNested(path: string): never {
  throw new MemoryError('this thread is running the function already', {
    code: 'ABI-U022',
    rule: 'T-73',
    path,
    expected: 'a function that does not ask for itself',
    found: 'one that would wait for itself for ever',
  })
}

function refusePoisoned(path: string): never {
  throw new MemoryError('a function failed when it was run once', {
    code: 'ABI-U024',
    rule: 'T-73',
    path,
    expected: 'none that failed',
    found: 'the state Poisoned',
    hint: 'try again with callOnceForce',
  })
}
