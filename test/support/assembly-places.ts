// Where compiled code finds an argument: the instructions before a store are followed back to a register or to the stack.

/** A register by its number or first name, or bytes of the stack, perhaps through an address that lies there. */
export interface FoundPlace {
  readonly at: string
  /** Whether an address was found there, and the value where it leads. */
  readonly isReference: boolean
}

interface Instruction {
  readonly name: string
  readonly operands: readonly string[]
}

/** The instructions of each function of an assembly text, by the name of the function. */
export function functionsOf(assembly: string): ReadonlyMap<string, readonly Instruction[]> {
  const functions = new Map<string, Instruction[]>()
  let current: Instruction[] = []
  for (const line of assembly.split('\n')) {
    const label = /^"?_?([a-z]\w*)"?:/.exec(line)
    if (label !== null) functions.set(label[1]!, (current = []))
    const instruction = /^\s+([a-z][\w.]*)(?:\s+(.*))?$/.exec(withoutComment(line))
    if (instruction === null) continue
    current.push({ name: instruction[1]!, operands: splitOperands(instruction[2] ?? '') })
  }
  return functions
}

function withoutComment(line: string): string {
  return line.replace(/\s(?:##?|;|\/\/)\s.*$/, '').trimEnd()
}

/** Splits at commas that are not in brackets. */
function splitOperands(text: string): string[] {
  return text === '' ? [] : text.split(/,\s*(?![^[(]*[\])])/).map((operand) => operand.trim())
}

/** How an architecture writes registers, memory and the order of operands. */
interface Syntax {
  /** Whether an instruction stores what the function looked for. */
  readonly isFound: (instruction: Instruction) => boolean
  /** Where an instruction writes, and where that comes from. */
  readonly move: (instruction: Instruction) => { to: string; from: string } | undefined
  readonly register: (operand: string) => string | undefined
  readonly memory: (operand: string) => { base: string; offset: number } | undefined
  readonly stackPointer: string
  /** Bytes between the stack pointer of the callee and that of the caller. */
  readonly returnAddress: number
}

const x86Names = ['ax', 'bx', 'cx', 'dx', 'si', 'di', 'bp', 'sp'] as const

const x86: Syntax = {
  isFound: ({ operands }) => /^_?found\w*\(%rip\)$/.test(operands.at(-1) ?? ''),
  move: ({ name, operands }) =>
    operands.length === 2 && /^(?:mov|and|shr|psr)/.test(name)
      ? { to: operands[1]!, from: operands[0]!.startsWith('$') ? operands[1]! : operands[0]! }
      : undefined,
  register(operand) {
    const text = /^%(\w+)$/.exec(operand)?.[1]
    if (text === undefined) return undefined
    if (/^xmm\d+$/.test(text)) return text
    const numbered = /^r(\d+)/.exec(text)
    if (numbered !== null) return `r${numbered[1]}`
    const name = x86Names.find((one) => text.includes(one) || text === `${one[0]}l` || text === `${one[0]}h`)
    return name === undefined ? undefined : `r${name}`
  },
  memory(operand) {
    const found = /^(-?\d*)\((%\w+)\)$/.exec(operand)
    return found === null ? undefined : { base: found[2]!, offset: Number(found[1] || 0) }
  },
  stackPointer: 'rsp',
  returnAddress: 8,
}

const arm: Syntax = {
  isFound: ({ name, operands }) => name.startsWith('str') && /found/.test(operands[1] ?? ''),
  move({ name, operands }) {
    if (name.startsWith('st')) return { to: operands[1]!, from: operands[0]! }
    return operands.length >= 2 && /^(?:f?mov|ldu?r|and|ubfx|lsr|uxt)/.test(name)
      ? { to: operands[0]!, from: operands[1]! }
      : undefined
  },
  register(operand) {
    const found = /^([wxsdqbv])(\d+)/.exec(operand)
    if (found === null) return operand === 'sp' ? 'sp' : undefined
    return `${'wx'.includes(found[1]!) ? 'x' : 'v'}${found[2]}`
  },
  memory(operand) {
    const found = /^\[(\w+)(?:, #(-?\d+))?\]$/.exec(operand)
    return found === null ? undefined : { base: found[1]!, offset: Number(found[2] ?? 0) }
  },
  stackPointer: 'sp',
  returnAddress: 0,
}

/**
 * Follows what a function stores in the variable that is called `found` back to where the caller put it, or to where a
 * call left it.
 */
export function placeOfFound(
  instructions: readonly Instruction[],
  architecture: 'x86_64' | 'aarch64',
): FoundPlace {
  const syntax = architecture === 'x86_64' ? x86 : arm
  const text = (): string => instructions.map((one) => `${one.name} ${one.operands.join(', ')}`).join('\n')
  const store = instructions.findLastIndex((one) => syntax.isFound(one))
  let at = syntax.register(instructions[store]?.operands[0] ?? '')
  if (at === undefined) throw new Error(`nothing is found in\n${text()}`)
  const ownFrame = frameSize(instructions, syntax) + syntax.returnAddress
  let isReference = false
  let shift = 0
  for (let index = store - 1; index >= 0; index--) {
    const instruction = instructions[index]!
    if (/^(?:call|bl)/.test(instruction.name)) break
    const move = syntax.move(instruction)
    if (move === undefined || !writes(move.to, at, syntax)) continue
    const memory = syntax.memory(move.from)
    shift += shiftOf(instruction)
    if (memory === undefined) {
      at = syntax.register(move.from)
      if (at === undefined) throw new Error(`${move.from} is not known in\n${text()}`)
      continue
    }
    const base = syntax.register(memory.base)!
    const isFrame = base === framePointer && keepsFramePointer(instructions, syntax)
    // The frame pointer leads to where it was saved, next to the address to return to.
    const start = isFrame ? 2 * syntax.returnAddress : ownFrame
    if (base !== syntax.stackPointer && !isFrame) {
      at = base
      isReference = true
    } else if (memory.offset >= start) {
      return { at: `stack+${memory.offset - start + shift}`, isReference }
    } else {
      at = `own frame ${memory.offset}`
    }
  }
  return { at, isReference }
}

/** Bytes by which an instruction moves what it copies. */
function shiftOf({ name, operands }: Instruction): number {
  if (/^%[abcd]h$/.test(operands[0]!)) return 1
  if (!/^(?:shr|lsr|ubfx)/.test(name)) return 0
  const amount = operands.find((one) => /^[$#]/.test(one))
  return Number(amount?.slice(1) ?? 1) / 8
}

const framePointer = 'rbp'

/** Whether a function keeps a frame pointer, which it does where it has to align its part of the stack. */
function keepsFramePointer(instructions: readonly Instruction[], { register }: Syntax): boolean {
  return instructions.some(
    ({ name, operands: [from, to] }) =>
      name.startsWith('mov') && from === '%rsp' && to !== undefined && register(to) === framePointer,
  )
}

/** Whether an instruction writes what is followed: a register, or a byte of the function's own part of the stack. */
function writes(to: string, at: string, syntax: Syntax): boolean {
  const own = /^own frame (-?\d+)$/.exec(at)
  if (own === null) return syntax.register(to) === at
  const memory = syntax.memory(to)
  if (memory === undefined || syntax.register(memory.base) !== syntax.stackPointer) return false
  const distance = Number(own[1]) - memory.offset
  return distance >= 0 && distance < 16
}

/** Bytes that a function takes from the stack for itself. */
function frameSize(instructions: readonly Instruction[], syntax: Syntax): number {
  let size = 0
  for (const { name, operands } of instructions) {
    if (name.startsWith('push')) size += 8
    const isStackPointer = operands.some((one) => syntax.register(one) === syntax.stackPointer)
    if (name.startsWith('sub') && isStackPointer) size += Number(/[$#](\d+)/.exec(operands.join(' '))?.[1])
  }
  return size
}
