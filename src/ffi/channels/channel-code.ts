import { code as aarch64 } from './aarch64.js'
import { code as x86x64 } from './x86-64.js'

/** What can be done with the channels of this side, as machine code. It may lie at any address. */
export interface ChannelCode {
  /** What all channels share, in hexadecimal digits. */
  readonly common: readonly string[]
  /** Where thunks jump to: bytes from the start of the common code. */
  readonly operate: number
  /** Where the destructor of the boxes of senders lies. */
  readonly dropSender: number
  /** Where the destructor of the boxes of receivers lies. */
  readonly dropReceiver: number
  /** Where the function lies that makes another sender. */
  readonly cloneSender: number
  /** Where the function lies that makes another receiver. */
  readonly cloneReceiver: number
  /** Where the function lies that says how many values wait. */
  readonly count: number
  /** Where the function lies that says whether none does. */
  readonly isEmpty: number
  /** Where the function lies that says whether no more may. */
  readonly isFull: number
  /** Where the function lies that says how many may. */
  readonly capacity: number
  /** Where the function lies that tells which thread calls it. */
  readonly identify: number
  /** The thunk in front of an operation, in hexadecimal digits. */
  readonly thunk: string
}

/** Where an argument is found by the machine code. */
export type ArgumentPlace =
  | { readonly kind: 'general' | 'vector'; readonly register: string }
  | { readonly kind: 'stack'; readonly offset: number }

interface ChannelMachine {
  readonly code: ChannelCode
  /**
   * Where the code finds what the caller put into a place: bytes from its frame pointer.
   *
   * @throws Error for a register that no argument travels in.
   */
  readonly frameOffset: (place: ArgumentPlace) => number
}

const vectors = (letter: string): string[] => Array.from({ length: 8 }, (_, index) => `${letter}${index}`)

const machines: Record<string, ChannelMachine> = {
  'linux x64': {
    code: x86x64,
    frameOffset: frame(['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9', ...vectors('xmm')], -152, 16),
  },
  'linux arm64': {
    code: aarch64,
    frameOffset: frame([...vectors('x'), 'x8', ...vectors('v')], 96, 240),
  },
}

/** The registers lie one after the other. */
function frame(registers: readonly string[], saved: number, stack: number) {
  return (place: ArgumentPlace): number => {
    if (place.kind === 'stack') return stack + place.offset
    const index = registers.indexOf(place.register)
    if (index < 0) throw new Error(`no argument travels in ${place.register}`)
    return saved + 8 * index
  }
}

/**
 * The machine code for a machine.
 *
 * @param system - As `process.platform` spells it.
 * @param architecture - As `process.arch` spells it.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function channelCodeFor(system: string, architecture: string): ChannelMachine | undefined {
  return machines[`${system} ${architecture}`]
}
