import { ModuleError } from '../../errors/index.js'
import { hostTarget, layoutOf, type Address } from '../../layout/index.js'
import { codecOf } from '../../layout/layout.js'
import { nativeSpace } from '../../memory/native-space.js'
import { CAbiTestingFns } from './c-abi-testing-fns.js'

/** A call and what it gives. Structs are spelled as their plain copies. */
interface Probe {
  readonly name: string
  readonly values: readonly unknown[]
  readonly gives: unknown
}

/** Both directions of one conversion: a number holds the parts of a struct at known bits. */
function roundTrip(suffix: string, number: number | bigint, parts: object): Probe[] {
  return [
    { name: `ret_${suffix}`, values: [number], gives: parts },
    { name: `take_${suffix}`, values: [parts], gives: number },
  ]
}

function pairs(suffix: string, number: bigint, one: object, other: object): Probe[] {
  return [
    { name: `ret_2_pairs_${suffix}`, values: [number], gives: { first: one, second: other } },
    { name: `take_2_pairs_${suffix}`, values: [one, other], gives: number },
  ]
}

const none = undefined

const probes: readonly Probe[] = [
  ...roundTrip('pair_a', 0x5, { first: 5, second: none }),
  ...roundTrip('pair_b', 0x5_0000, { first: none, second: 5 }),
  ...roundTrip('triple_a', 0x9_0007_0000n, { first: none, second: 7, third: 9 }),
  ...roundTrip('triple_b', 0x9_0000_0007n, { first: 7, second: none, third: 9 }),
  ...roundTrip('triple_c', 0x9_0007n, { first: 7, second: 9, third: none }),
  ...pairs('a', 0x8_0000_0006_0000n, { first: none, second: 6 }, { first: none, second: 8 }),
  ...pairs('b', 0x8_0000_0006n, { first: 6, second: none }, { first: 8, second: none }),
  { name: 'mixed_units', values: [10, 9, 8, 7], gives: 0x7_0008_0009_000an },
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
  const wrong = probes.flatMap(({ name, values, gives }) => {
    const found = spell(functions.get(name)!(...values))
    const expected = spell(gives)
    return found === expected ? [] : [{ name, expected, found }]
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

type Probed = (...values: readonly unknown[]) => unknown

/** All of them are looked at before one of them is called. */
function functionsAt(path: string, address: Address): ReadonlyMap<string, Probed> {
  const { size, fields } = layoutOf(CAbiTestingFns)
  const memory = nativeSpace.memoryAt(address, size, path)
  const start = address - memory.base!
  return new Map(
    fields.map(({ name, type, offset }) => [
      name,
      codecOf(type, hostTarget()).get(memory, start + offset, `${path} → ${name}`) as Probed,
    ]),
  )
}

function spell(value: unknown): string {
  return typeof value === 'object'
    ? JSON.stringify(value, (_key, part: unknown) => part ?? undefined)
    : `${value as number | bigint}`
}
