// System V Application Binary Interface, AMD64 Architecture Processor Supplement, section 3.2.3.
import { alignUp } from '../../layout/index.js'
import { ArgumentRegisters, ArgumentStack } from './argument-places.js'
import { inOnePlace, passesNothing, type Convention, type PassedValue, type Piece } from './convention.js'
import type { PassedPart, PassedType } from './passed-type.js'

/** What 8 bytes of a value travel in; `none` where only padding lies there. */
type Eightbyte = 'general' | 'vector' | 'none'

/** Linux, macOS and other Unix systems on x86-64. */
export const systemVX64: Convention = {
  name: 'System V x86-64',
  pass({ parameters, returns }) {
    const general = new ArgumentRegisters('general', ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'])
    const vector = new ArgumentRegisters(
      'vector',
      Array.from({ length: 8 }, (_, index) => `xmm${index}`),
    )
    const stack = new ArgumentStack()
    const returned = returns === undefined ? passesNothing : passResult(returns)
    const resultAddress = returned.how === 'reference' ? general.take() : undefined
    const passed = parameters.map((type) => passParameter(type, { general, vector, stack }))
    return { parameters: passed, returns: returned, resultAddress, stackSize: stack.size }
  },
}

interface FreePlaces {
  readonly general: ArgumentRegisters
  readonly vector: ArgumentRegisters
  readonly stack: ArgumentStack
}

function passParameter(type: PassedType, { general, vector, stack }: FreePlaces): PassedValue {
  if (type.size === 0) return passesNothing
  const eightbytes = classify(type)
  const count = (kind: Eightbyte): number => eightbytes?.filter((one) => one === kind).length ?? Infinity
  const details = { extension: type.extension, disagreement: disagreementOver(type) }
  // A value gets registers for all of its parts or for none.
  if (eightbytes !== undefined && count('general') <= general.free && count('vector') <= vector.free)
    return { ...inEightbytes(type, eightbytes, general, vector), ...details }
  const place = stack.take(alignUp(type.size, 8), Math.max(8, type.alignment))
  const isWide = !type.isAggregate && type.size > 8
  return {
    ...inOnePlace('value', type.size, place),
    ...details,
    ...(isWide
      ? { disagreement: 'a 128-bit integer on the stack, which GCC aligns and old versions of clang split' }
      : {}),
  }
}

function passResult(type: PassedType): PassedValue {
  if (type.size === 0) return passesNothing
  const eightbytes = classify(type)
  const general = new ArgumentRegisters('general', ['rax', 'rdx'])
  const details = { extension: type.extension, disagreement: disagreementOver(type) }
  if (eightbytes === undefined) return { ...inOnePlace('reference', 8, general.take()), ...details }
  const vector = new ArgumentRegisters('vector', ['xmm0', 'xmm1'])
  return { ...inEightbytes(type, eightbytes, general, vector), ...details }
}

function inEightbytes(
  { size }: PassedType,
  eightbytes: readonly Eightbyte[],
  general: ArgumentRegisters,
  vector: ArgumentRegisters,
): PassedValue {
  const pieces = eightbytes.flatMap((kind, index): Piece[] => {
    if (kind === 'none') return []
    const place = (kind === 'general' ? general : vector).take()
    return [{ offset: index * 8, size: Math.min(8, size - index * 8), place }]
  })
  return pieces.length === 0 ? passesNothing : { how: 'value', pieces }
}

/**
 * The class of every 8 bytes, or `undefined` for the class MEMORY.
 *
 * @param counts - Which parts count.
 */
function classify(
  type: PassedType,
  counts = (part: PassedPart): boolean => part.kind !== 'unnamed bits',
): readonly Eightbyte[] | undefined {
  if (type.size > 16) return undefined
  if (type.parts.some((part) => part.offset % part.alignment !== 0)) return undefined
  return Array.from({ length: Math.ceil(type.size / 8) }, (_, index): Eightbyte => {
    const start = index * 8
    const inside = type.parts.filter(
      (part) => counts(part) && part.offset < start + 8 && part.offset + Math.max(1, part.size) > start,
    )
    if (inside.length === 0) return 'none'
    return inside.every((part) => part.kind === 'float') ? 'vector' : 'general'
  })
}

/** Where GCC and clang read the specification in different ways. */
function disagreementOver(type: PassedType): string | undefined {
  const eightbytes = classify(type)
  if (eightbytes === undefined) return undefined
  const others = classify(type, () => true)!
  if (eightbytes.some((kind, index) => kind !== others[index]))
    return 'with bit fields without a name, which GCC passes and clang does not'
  const torn = type.unionBits.find(({ offset, width }) => offset % bytesForBits(width) !== 0)
  if (torn !== undefined)
    return `with a bit field of a union at ${torn.offset}, which GCC takes for an integer that is not aligned`
  if (type.fields.some(({ offset, alignment }) => offset % alignment !== 0))
    return 'with a field that clang takes for unaligned, and GCC does not'
  return undefined
}

/** Bytes of the smallest integer that has so many bits. */
function bytesForBits(width: number): number {
  return 2 ** Math.ceil(Math.log2(Math.ceil(width / 8)))
}
