import { ModuleError } from '../errors/index.js'
import { layoutOf, type Address } from '../layout/index.js'
import { NativeArena } from '../memory/index.js'
import { nativeSpace } from '../memory/native-space.js'
import { decodeUtf8 } from '../layout/utf8.js'
import { ModuleErrorReport, ModuleHeader } from './header.js'
import { constructorOf } from './read-header.js'

/** The values of the header's `state`. */
const isNew = 0
const underConstruction = 1
const constructed = 2

const messageCapacity = 4096
const patience = 10_000

/**
 * The root of a module. Its constructor runs once in a process: the header remembers the root for all threads.
 *
 * @param path - The module, for errors.
 * @param address - Where its header lies; it was checked before.
 * @throws {@link ModuleError} `ABI-H007` where the constructor fails, `ABI-H008` where another thread never finishes it,
 * `ABI-H009` where the header's state is none;
 * {@link CallError} where the constructor is null or no code.
 *
 * @see Rules H-5 and H-6 of the specification.
 *
 * @internal
 */
export function constructRoot(path: string, address: Address): Address {
  const { state, readRoot, writeRoot } = sharedPart(address)
  const before = claim(path, state)
  if (before === constructed) return readRoot()
  try {
    const root = callConstructor(path, address)
    writeRoot(root)
    Atomics.store(state, 0, constructed)
    return root
  } catch (error) {
    Atomics.store(state, 0, isNew)
    throw error
  }
}

interface SharedPart {
  readonly state: Int32Array
  readonly readRoot: () => Address
  readonly writeRoot: (root: Address) => void
}

/** The part of the header that the threads of the process share. */
function sharedPart(address: Address): SharedPart {
  const { size, fields } = layoutOf(ModuleHeader)
  const memory = nativeSpace.memoryAt(address, size)
  const start = address - memory.base!
  const offsetOf = (name: string): number => start + fields.find((field) => field.name === name)!.offset
  const state = new Int32Array(memory.view.buffer, memory.view.byteOffset + offsetOf('state'), 1)
  const root = offsetOf('root')
  const littleEndian = nativeSpace.target.byteOrder === 'little'
  return {
    state,
    readRoot: () => Number(memory.view.getBigUint64(root, littleEndian)) as Address,
    writeRoot: (value) => memory.view.setBigUint64(root, BigInt(value), littleEndian),
  }
}

/**
 * Takes the construction upon this thread, or waits until another thread has finished it.
 *
 * @returns `isNew` where this thread must construct, `constructed` where the root is there.
 */
function claim(path: string, state: Int32Array): number {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (const end = performance.now() + patience; performance.now() < end;) {
    const before = Atomics.compareExchange(state, 0, isNew, underConstruction)
    if (before === isNew || before === constructed) return before
    if (before !== underConstruction) refuseState(path, before)
    Atomics.wait(clock, 0, 0, 1)
  }
  throw new ModuleError('another thread never finished constructing the module', {
    code: 'ABI-H008',
    rule: 'H-6',
    path,
    expected: `an end within ${patience / 1000} seconds`,
    found: 'a constructor that is still running, or a thread that ended meanwhile',
  })
}

function refuseState(path: string, state: number): never {
  throw new ModuleError('the header has a state that no host writes', {
    code: 'ABI-H009',
    rule: 'H-6',
    path,
    expected: '0, 1 or 2',
    found: String(state >>> 0),
  })
}

function callConstructor(path: string, address: Address): Address {
  using arena = new NativeArena()
  const room = arena.allocateBytes(messageCapacity)
  const message = (room.memory.base! + room.offset) as Address
  const report = arena.allocate(ModuleErrorReport, {
    struct_size: layoutOf(ModuleErrorReport).size,
    code: 0,
    message,
    capacity: messageCapacity,
    length: 0,
  })
  const root = constructorOf(path, address)(report)
  if (root.address !== 0) return root.address as Address
  const length = Math.min(report.length, messageCapacity)
  const bytes = new Uint8Array(room.memory.view.buffer, room.memory.view.byteOffset + room.offset, length)
  throw new ModuleError('the constructor of the module failed', {
    code: 'ABI-H007',
    rule: 'H-5',
    path,
    found: `code ${report.code}: ${length === 0 ? 'no message' : readMessage(bytes)}`,
  })
}

function readMessage(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}
