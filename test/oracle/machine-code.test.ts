// The machine code of src/ffi/ as native code meets it: C calls it in the place of a peer, and plays JavaScript's part too.
import { describe, expect, it } from 'vitest'
import { channelCodeFor } from '../../src/ffi/channels/channel-code.js'
import { assembleEntryPoints, machineFor } from '../../src/ffi/foreign-calls/machine-code.js'
import { waitingNotice } from '../../src/ffi/foreign-calls/waiting-notice.js'
import { resultCodeFor } from '../../src/ffi/result-registers/result-code.js'
import { signalCodeFor } from '../../src/ffi/signals/signal-code.js'
import { vectorCodeFor } from '../../src/ffi/vector-table/vector-code.js'
import { hostMachines, runHost } from '../support/machine-host.js'

/** How often each thread does what it does. */
const rounds = { x64: 2000, arm64: 300 }

/** From the code to its data: farther than a page of code is long on any machine. */
const page = 65536

const bytesOf = (...digits: readonly string[]): Buffer => Buffer.from(digits.join(''), 'hex')

describe.each(hostMachines)('machine code on $architecture', (machine) => {
  const { architecture } = machine
  const ROUNDS = rounds[architecture]

  it('N-3 to N-8, X-90: brings calls of other threads to the thread that answers', async () => {
    const entryPoints = machineFor('linux', architecture)!
    const [ENTRIES_AT, ENTRY_SIZE] = [page, 80]
    const { bytes, thunksAt, thunkSize } = assembleEntryPoints(entryPoints, 5, ENTRIES_AT, ENTRY_SIZE)
    const { arrive, replay, rouse, identify, nested } = entryPoints.code
    const notice = waitingNotice('Drawing.add', 40)
    const { lines, stderr } = await runHost(machine, 'foreign-calls', {
      ...{ code: bytes, THUNKS_AT: thunksAt, THUNK_SIZE: thunkSize, ENTRIES_AT, ENTRY_SIZE, ROUNDS },
      ...{ ARRIVE: arrive, REPLAY: replay, ROUSE: rouse, IDENTIFY: identify, NESTED: nested, notice },
    })
    expect(lines).toEqual([
      ...['own thread', 'other threads', 'against the rule', 'too late', 'busy', 'stuck', 'waited for'],
      ...[
        'waited for while calls change',
        'a thread that ends',
        'a thread that ends in the midst',
        'a crowd',
        'nested code',
      ],
    ])
    expect(stderr).toBe(notice)
  })

  it('X-28: notes calls and drops of signals', async () => {
    const { code, complete } = signalCodeFor('linux', architecture)!
    const bytes = new Uint8Array(bytesOf(...code.bytes))
    complete(new DataView(bytes.buffer), page)
    const { lines } = await runHost(machine, 'signals', { code: bytes, BLOCK_AT: page, ROUNDS })
    expect(lines).toEqual([
      ...['notes and rings', 'leaves alone', 'passes on', 'is silent when closed', 'loses no signal'],
    ])
  })

  it('T-6: manages the buffers of vectors', async () => {
    const { bytes, typeId, destroy, grow, shrink, duplicate, identity, blocks } = vectorCodeFor(
      'linux',
      architecture,
    )!
    const code = bytesOf(...bytes)
    for (let at = 0; at < 24; at++) code[identity + at] = 0x11 * (1 + Math.floor(at / 8))
    const { lines } = await runHost(machine, 'vector-table', {
      ...{ code, TYPE_ID: typeId, DESTROY: destroy, GROW: grow, SHRINK: shrink, DUPLICATE: duplicate },
      ...(blocks && { BLOCK_DESTROY: blocks.destroy, BLOCK_GROW: blocks.grow, BLOCK_SHRINK: blocks.shrink }),
    })
    expect(lines).toEqual([
      ...['type id', 'elements', 'aligned elements', 'elements of no size', 'too many', 'copies'],
      ...(blocks === undefined ? [] : ['bytes in blocks']),
    ])
  })

  it('K-3: reads results in two registers', async () => {
    const thunks = resultCodeFor('linux', architecture)!
    const order = ['general general', 'general vector', 'vector general', 'vector vector'] as const
    const code = bytesOf(...order.map((registers) => thunks[registers]))
    expect(code.length).toBe(4 * 64)
    expect((await runHost(machine, 'result-registers', { code, SLOTS_AT: 65536 })).lines).toEqual([
      'both registers',
    ])
  })

  it('T-79, T-83: passes values through channels', async () => {
    const { code, frameOffset } = channelCodeFor('linux', architecture)!
    const { completeThunk } = machineFor('linux', architecture)!
    const [OPERATIONS_AT, OPERATION_SIZE] = [page, 96]
    const entryPoints = { code, completeThunk }
    const { bytes, thunksAt, thunkSize } = assembleEntryPoints(entryPoints, 7, OPERATIONS_AT, OPERATION_SIZE)
    const isX86 = architecture === 'x64'
    const general = isX86 ? ['rdi', 'rsi', 'rdx', 'rcx'] : ['x0', 'x1', 'x2', 'x3']
    const placeOf = (register: string): number => frameOffset({ kind: 'general', register })
    const { lines } = await runHost(machine, 'channels', {
      ...{ code: bytes, THUNKS_AT: thunksAt, THUNK_SIZE: thunkSize, OPERATIONS_AT, OPERATION_SIZE, ROUNDS },
      ...{ general_at: general.map(placeOf), RESULT_POINTER_AT: placeOf(isX86 ? 'rdi' : 'x8') },
      // Where the place of the result is an argument of its own.
      MEMORY_RESULT_SHIFT: isX86 ? 1 : 0,
      ...{ OPERATE: code.operate, IDENTIFY: code.identify, COUNT: code.count, CAPACITY: code.capacity },
      ...{ IS_EMPTY: code.isEmpty, IS_FULL: code.isFull },
      ...{ DROP_SENDER: code.dropSender, DROP_RECEIVER: code.dropReceiver },
      ...{ CLONE_SENDER: code.cloneSender, CLONE_RECEIVER: code.cloneReceiver },
    })
    expect(lines).toEqual([
      ...['in order', 'its own thread alone', 'the ends of the sides', 'some time', 'threads and few places'],
      ...['threads and any number', 'threads hand over', 'wide values'],
    ])
  })
})
