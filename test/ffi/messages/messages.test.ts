import { afterEach, describe, expect, it } from 'vitest'
import { assemble } from '../../../scripts/assemble.js'
import {
  cellByte,
  functionAt,
  knownPages,
  makeMessageBorder,
  openLibrary,
  pageSlots,
  registerCallback,
} from '../../../src/ffi/index.js'
import { messageCodeFor } from '../../../src/ffi/messages/message-code.js'
import { read } from '../../house/files.js'
import { compile } from '../../support/compile.js'
import { requireTool } from '../../support/tools.js'

const hasClang = requireTool('clang')
const hasCode = messageCodeFor(process.platform, process.arch) !== undefined

describe('the machine code of messages', () => {
  it.runIf(hasClang)('X-5: is what its text says', () => {
    expect(read('src/ffi/messages/x86-64.ts')).toBe(assemble('x86-64', 'messages'))
  })

  it('X-5: is there for Linux on x86-64, where a message by value is no address', () => {
    expect(messageCodeFor('linux', 'x64')).toBeDefined()
    expect(messageCodeFor('linux', 'arm64')).toBeUndefined()
    expect(messageCodeFor('win32', 'x64')).toBeUndefined()
  })
})

/** An entry that answers as its message says: with so many bytes, so often, from here or from elsewhere. */
const library = openLibrary(
  compile(
    `#include <stdint.h>
typedef struct { uint64_t words[9]; } Message;
typedef struct { uint64_t kind; const void *data; uint64_t length; } Outcome;
static Outcome elsewhere;
unsigned char bytes[8192];
void entry(Message message) {
  uint64_t length = message.words[1], times = message.words[2], place = message.words[3];
  for (uint64_t index = 0; index < length; index++) bytes[index] = (unsigned char)(index * 7 + 1);
  Outcome outcome = {message.words[4], bytes, length};
  if (place == 1) elsewhere = outcome;
  if (place == 2) outcome.data = (void *)message.words[5];
  for (uint64_t time = 0; time < times; time++)
    ((void (*)(const Outcome *, void *))message.words[7])(place == 1 ? &elsewhere : &outcome, (void *)message.words[6]);
}`,
    'message-entry',
  ),
)

describe.runIf(hasCode)('a message that is sent without JavaScript', () => {
  const fallen: unknown[][] = []
  const callback = registerCallback(
    { parameters: ['address', 'address'], returns: 'void' },
    (...values) => void fallen.push(values),
    'fallback',
  )
  const border = makeMessageBorder(callback.address)!
  const cell = border.takeCell()!
  const state = new Uint32Array(cell.bytes, 0, 8)
  const message = new BigUint64Array(cell.bytes, cellByte.message, 9)

  afterEach(() => {
    fallen.length = 0
  })

  /** Sends a message; gives how often the fallback was called, and what lies in the cell. */
  function send(
    length: number,
    { times = 1, place = 0, kind = 0, data = 0, token = Number(cell.address) } = {},
  ): { fallen: number; count: number; kind: number; bytes: number[] } {
    fallen.length = 0
    state.fill(0)
    message.set([0n, BigInt(length), BigInt(times), BigInt(place), BigInt(kind), BigInt(data)])
    message[6] = BigInt(token)
    message[7] = BigInt(border.receiver)
    border.send(library.symbol('entry'), cell.address)
    const found = new Uint8Array(cell.bytes, cellByte.room, state[cellByte.length / 4])
    return {
      fallen: fallen.length,
      count: state[cellByte.count / 4]!,
      kind: state[cellByte.kind / 4]!,
      bytes: [...found],
    }
  }

  const bytesOf = (length: number): number[] => Array.from({ length }, (_, index) => (index * 7 + 1) & 0xff)

  const bytesAt = library.symbol('bytes')!

  /** Says whether the pages of the bytes are known. */
  function know(isKnown: boolean): void {
    for (let page = Math.floor(bytesAt / 4096); page <= Math.floor((bytesAt + 8191) / 4096); page++) {
      const slot = 2 * (page % pageSlots)
      knownPages.words[slot] = isKnown ? page : 0xffff_ffff
      knownPages.words[slot + 1] = isKnown ? Math.floor(page / 2 ** 32) : 0xffff_ffff
    }
  }

  it.each([0, 1, 7, 8, 9, 63, 64, 65, 100, 1000, 4095, 4096])('X-5: brings %i bytes', (length) => {
    know(true)
    expect(send(length)).toEqual({ fallen: 0, count: 1, kind: 0, bytes: bytesOf(length) })
    expect(send(length, { kind: 2 })).toMatchObject({ fallen: 0, kind: 2 })
  })

  it('X-7: leaves to JavaScript what is too long, not known, or cannot be right', () => {
    know(true)
    expect(send(4097)).toMatchObject({ fallen: 1, count: 0 })
    expect(send(100, { place: 1 })).toMatchObject({ fallen: 1, count: 0 })
    for (const data of [0, 8, 0x7000_0000_0000])
      expect(send(100, { place: 2, data })).toMatchObject({ fallen: 1, count: 0 })
    for (const token of [0, 8, cell.address + 8, cell.address - 16384, cell.address + 2 ** 24])
      expect(send(100, { token })).toMatchObject({ fallen: 1, count: 0 })
    know(false)
    expect(send(100)).toMatchObject({ fallen: 1, count: 0 })
    know(true)
    expect(send(100, { times: 3 })).toMatchObject({ fallen: 2, count: 1 })
    expect(send(100, { times: 0 })).toMatchObject({ fallen: 0, count: 0 })
  })

  it('X-7: leaves to JavaScript what comes when no call is under way', () => {
    state.fill(0)
    const receiver = functionAt(
      border.receiver,
      { parameters: ['address', 'address'], returns: 'void' },
      'receiver',
    )
    receiver(cell.address + cellByte.room, cell.address)
    expect(fallen.length).toBe(1)
    expect(state[cellByte.count / 4]).toBe(0)
  })
})
