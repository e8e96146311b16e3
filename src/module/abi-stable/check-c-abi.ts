import { registerFunction, type RegisterSignature, type RegisterValue } from '../../call/register-function.js'
import { ModuleError } from '../../errors/index.js'
import { hostTarget, layoutOf, type Address } from '../../layout/index.js'
import { refuseNull } from '../../layout/function-pointer.js'
import { readUnsignedWord } from '../../layout/pointer-sized.js'
import { safeRead } from '../../memory/safe-read.js'
import { CAbiTestingFns } from './c-abi-testing-fns.js'

/** What a call gives, for people: numbers, or a struct, of which the parts are passed in order. */
type Spell = (...parts: readonly number[]) => object

/** A call and what it gives. Each of its values takes one register: numbers, and structs of up to two numbers of 16 bits. */
interface Probe {
  readonly name: string
  readonly signature: RegisterSignature
  readonly values: readonly RegisterValue[]
  readonly gives: bigint
  /** Left out where it gives a number. */
  readonly spell?: Spell
}

/** What both directions of a conversion have in common: how the parts of a struct travel, and a number that holds them. */
interface Form {
  readonly structs: RegisterSignature['parameters']
  readonly result: 'u16' | 'u32'
  readonly number: 'u32' | 'u64'
}

const pair: Form = { structs: ['u16'], result: 'u16', number: 'u32' }
const triple: Form = { structs: ['u32'], result: 'u32', number: 'u64' }
const pairs: Form = { structs: ['u16', 'u16'], result: 'u32', number: 'u64' }

/**
 * Both directions of one conversion.
 *
 * @param number - Holds the parts of the struct at known bits.
 * @param parts - What the registers of the struct, or of the two structs, hold.
 * @param struct - All parts in the register of a result.
 */
function roundTrip(
  suffix: string,
  { structs, result, number: scalar }: Form,
  number: bigint,
  parts: readonly number[],
  struct: number,
  spell: Spell,
): Probe[] {
  return [
    {
      name: `ret_${suffix}`,
      signature: { parameters: [scalar], returns: result },
      values: [number],
      gives: BigInt(struct),
      spell,
    },
    {
      name: `take_${suffix}`,
      signature: { parameters: structs, returns: scalar },
      values: parts,
      gives: number,
    },
  ]
}

/**
 * What is called. Nothing is made for these calls, which happen once: what lowering makes of the declared signatures is what
 * stands here.
 *
 * @internal
 */
export const probes: readonly Probe[] = [
  ...roundTrip('pair_a', pair, 0x5n, [5], 5, (first) => ({ first })),
  ...roundTrip('pair_b', pair, 0x5_0000n, [5], 5, (second) => ({ second })),
  ...roundTrip('triple_a', triple, 0x9_0007_0000n, [0x9_0007], 0x9_0007, (second, third) => ({
    second,
    third,
  })),
  ...roundTrip('triple_b', triple, 0x9_0000_0007n, [0x9_0007], 0x9_0007, (first, third) => ({
    first,
    third,
  })),
  ...roundTrip('triple_c', triple, 0x9_0007n, [0x9_0007], 0x9_0007, (first, second) => ({ first, second })),
  ...roundTrip('2_pairs_a', pairs, 0x8_0000_0006_0000n, [6, 8], 0x8_0006, (one, other) => ({
    first: { second: one },
    second: { second: other },
  })),
  ...roundTrip('2_pairs_b', pairs, 0x8_0000_0006n, [6, 8], 0x8_0006, (one, other) => ({
    first: { first: one },
    second: { first: other },
  })),
  {
    name: 'mixed_units',
    signature: { parameters: ['u16', 'u16', 'u16', 'u16'], returns: 'u64' },
    values: [10, 9, 8, 7],
    gives: 0x7_0008_0009_000an,
  },
]

/**
 * Calls the functions that a plugin has for this purpose, and refuses it where one of them does not give what it must:
 * then the plugin and this side do not pass arguments in the same way.
 *
 * @param path - The plugin, for errors.
 * @param address - Where the table of the functions lies; it was read safely before.
 * @throws {@link ModuleError} `ABI-A004` with everything that is different; {@link CallError} `ABI-C002` and `ABI-C003`
 * for pointers that are null or point to no code.
 *
 * @see Rule A-4 of the specification.
 *
 * @internal
 */
export function checkCAbi(path: string, address: Address): void {
  const functions = functionsAt(path, address)
  const wrong = probes.flatMap((probe, index) => {
    const found = BigInt(functions[index]!(...probe.values))
    if (found === probe.gives) return []
    return [{ name: probe.name, expected: spell(probe, probe.gives), found: spell(probe, found) }]
  })
  if (wrong.length === 0) return
  const list = (part: 'expected' | 'found'): string =>
    wrong.map((one) => `${one.name} ${one[part]}`).join(', ')
  throw new ModuleError('the plugin passes arguments in another way', {
    code: 'ABI-A004',
    rule: 'A-4',
    path,
    expected: list('expected'),
    found: list('found'),
    hint: 'build the plugin for this machine, with an ordinary compiler',
  })
}

/** All of them are looked at before one of them is called. */
function functionsAt(path: string, address: Address): readonly ReturnType<typeof registerFunction>[] {
  const { size, fields } = layoutOf(CAbiTestingFns)
  const view = new DataView(safeRead(address, size, path).buffer)
  const offsets = new Map(fields.map(({ name, offset }) => [name, offset]))
  return probes.map(({ name, signature }) => {
    const place = `${path} → ${name}`
    const entry = readUnsignedWord(view, offsets.get(name)!, hostTarget(), place)
    return registerFunction(entry === 0 ? refuseNull(place) : entry, signature, place)
  })
}

function spell({ spell: asStruct }: Probe, value: bigint): string {
  if (asStruct === undefined) return `${value}`
  return JSON.stringify(asStruct(Number(value & 0xffffn), Number(value >> 16n)))
}
