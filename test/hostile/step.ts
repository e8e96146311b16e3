// One step: an instance is made, mutated, looked at, and what comes of it is compared with what the oracle says.
import { AbidingError, hasField, viewPrefix } from 'abiding'
import { inspect, isDeepStrictEqual } from 'node:util'
import { bindPrefix } from '../../src/prefix/bind-prefix.js'
import { area, areaBytes, runs } from './ground.js'
import { lay, randomInstance } from './instance.js'
import type { Reading } from './kinds.js'
import { randomMutation, type Mutation } from './mutation.js'
import { judgeBinding, judgeReading, type Asking, type Binding } from './oracle.js'
import { Random } from './random.js'
import { randomShape, type Shape } from './shape.js'

/** Types are made once and used again: making one takes longer than a step. */
const shapesPerSeed = 100
const shapes = new Map<string, Shape>()

function shapeOf(seed: number, index: number): Shape {
  const number = index % shapesPerSeed
  const key = `${seed}:${number}`
  let shape = shapes.get(key)
  if (shape === undefined)
    shapes.set(key, (shape = randomShape(new Random(seed, number, 1), `Hostile${seed}_${number}`)))
  return shape
}

/** What is done in a step. */
export interface Plan {
  readonly shape: Shape
  readonly bytes: Uint8Array
  readonly mutations: readonly Mutation[]
  readonly asking: Asking
}

/**
 * Plans a step. The same numbers give the same plan, but for addresses, which differ from process to process.
 *
 * @param only - Numbers of the mutations that are made; all where it is left out.
 */
export function planStep(seed: number, index: number, only?: readonly number[]): Plan {
  const shape = shapeOf(seed, index)
  const random = new Random(seed, index, 2)
  const instance = randomInstance(random, shape)
  const count = random.pick([1, 1, 1, 2, 2, 3])
  const mutations = Array.from({ length: count }, () => randomMutation(random, shape, instance))
  const knowsMaker = shape.presence.kind === 'mask' && random.once(2)
  const asking = {
    fieldCount: knowsMaker ? instance.fieldCount : undefined,
    allowsNull: !knowsMaker && random.once(4),
  }
  return {
    shape,
    bytes: instance.bytes,
    mutations: only === undefined ? mutations : mutations.filter((_, number) => only.includes(number)),
    asking,
  }
}

/** What a step was, for people. */
export function describePlan({ shape, bytes, mutations, asking }: Plan): string {
  const fields = shape.fields.map(
    ({ name, offset, kind, policy }) =>
      `  ${offset}: ${name}, ${kind.name}${policy === undefined ? '' : `, ${policy}`}`,
  )
  return [
    `${shape.type.name}, presence ${JSON.stringify(shape.presence)}, ${shape.size} bytes`,
    ...fields,
    `instance: ${Buffer.from(bytes).toString('hex')}`,
    `asked: ${JSON.stringify(asking)}`,
    ...mutations.map(({ what, kind }, index) => `mutation ${index}: ${kind}, ${what}`),
  ].join('\n')
}

/** How often each kind of outcome came up. */
export type Tally = Record<string, number>

/**
 * Makes a step.
 *
 * @param tally - Counts what came of it.
 * @returns What is not as it should be; `undefined` where all is.
 */
export function makeStep(plan: Plan, tally: Tally): string | undefined {
  const { shape, mutations, asking } = plan
  const address = layMutated(plan)
  const binding = judgeBinding(shape, address, asking)
  const outcome = attempt(() => view(shape, address, asking))
  const problem = compareBinding(binding, outcome)
  const verdict = 'code' in binding ? binding.code : 'present' in binding ? 'read' : 'uncertain'
  tally[verdict] = (tally[verdict] ?? 0) + 1
  if (problem !== undefined || !('present' in binding)) return problem
  const module = (outcome as { value: object }).value as Record<string, unknown>
  const place = address as number
  const early = compareReadings(shape, place, binding, module)
  if (early !== undefined) return early

  const late = mutations.filter((one) => one.kind === 'bytes' && one.isLate) as Extract<
    Mutation,
    { kind: 'bytes' }
  >[]
  if (late.length === 0) return undefined
  for (const { offset, bytes } of late) overwrite(place + offset, bytes)
  tally['changed'] = (tally['changed'] ?? 0) + 1
  const changed = compareReadings(shape, place, binding, module)
  if (changed !== undefined) return `after the change: ${changed}`
  const again = judgeBinding(shape, place, asking)
  const problemAgain = compareBinding(
    again,
    attempt(() => view(shape, place, asking)),
  )
  return problemAgain === undefined ? undefined : `bound again: ${problemAgain}`
}

function layMutated({ bytes, mutations }: Plan): unknown {
  let content = bytes.slice()
  let moved = 0
  let elsewhere: { readonly address: unknown } | undefined
  for (const mutation of mutations) {
    switch (mutation.kind) {
      case 'bytes':
        if (!mutation.isLate)
          content.set(mutation.bytes.subarray(0, content.length - mutation.offset), mutation.offset)
        break
      case 'flip':
        content[mutation.bit >> 3]! ^= 1 << (mutation.bit & 7)
        break
      case 'move':
        moved = mutation.by
        break
      case 'address':
        elsewhere = mutation
        break
      case 'keep':
        break
    }
  }
  for (const mutation of mutations)
    if (mutation.kind === 'keep') content = content.subarray(0, mutation.byteLength)
  const address = lay(content)
  return elsewhere === undefined ? address + moved : elsewhere.address
}

/** Only what lies in the area can be changed. */
function overwrite(address: number, bytes: Uint8Array): void {
  const start = address - area.start
  if (start < 0 || start >= areaBytes.length) return
  areaBytes.set(bytes.subarray(0, areaBytes.length - start), start)
}

function view({ type }: Shape, address: unknown, { fieldCount, allowsNull }: Asking): object {
  if (fieldCount !== undefined && typeof address === 'number')
    return bindPrefix(type, address, { version: '1.0.0', fieldCount }) as object
  return viewPrefix(type, address as number, allowsNull ? { nullFunctions: 'null' } : {}) as object
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

function attempt(action: () => unknown): Outcome {
  try {
    return { value: action() }
  } catch (error) {
    return { error }
  }
}

const describeOutcome = (outcome: Outcome): string =>
  'error' in outcome ? String((outcome.error as Error).stack ?? outcome.error) : inspect(outcome.value)

function compareBinding(binding: Binding, outcome: Outcome): string | undefined {
  if ('isUncertain' in binding) return compareUncertain(outcome)
  if ('present' in binding)
    return 'value' in outcome ? undefined : `an accessor object was expected, got ${describeOutcome(outcome)}`
  return hasCode(outcome, binding.code)
    ? undefined
    : `${binding.code} was expected, got ${describeOutcome(outcome)}`
}

function compareUncertain(outcome: Outcome): string | undefined {
  if ('value' in outcome || outcome.error instanceof AbidingError) return undefined
  return `an error of the library was expected, got ${describeOutcome(outcome)}`
}

function hasCode(outcome: Outcome, code: string): boolean {
  return 'error' in outcome && outcome.error instanceof AbidingError && outcome.error.code === code
}

function compareReadings(
  shape: Shape,
  address: number,
  binding: Extract<Binding, { present: unknown }>,
  module: Record<string, unknown>,
): string | undefined {
  for (const [index, { name, kind, policy }] of shape.fields.entries()) {
    const isThere = binding.present[index]!
    if (hasField(module, name) !== isThere) return `${name} is ${isThere ? 'there' : 'missing'}`
    const expected = judgeReading(shape, address, index, binding)
    const outcome = attempt(() => module[name])
    const isRaw = !isThere && policy !== 'default'
    const seen = 'value' in outcome && !isRaw ? see(outcome.value, kind.seen) : outcome
    if (!isAsExpected(expected, seen))
      return `${name} must be ${inspect(expected)}, is ${describeOutcome(seen)}`
  }
  for (const look of [() => inspect(module), () => JSON.stringify(module)]) {
    const outcome = attempt(look)
    if ('error' in outcome && !(outcome.error instanceof AbidingError)) return describeOutcome(outcome)
  }
  return undefined
}

function see(value: unknown, seen: ((value: unknown) => unknown) | undefined): Outcome {
  return seen === undefined ? { value } : attempt(() => seen(value))
}

function isAsExpected(expected: Reading, outcome: Outcome): boolean {
  if ('code' in expected) return hasCode(outcome, expected.code)
  if ('error' in outcome) return false
  if ('runs' in expected) return runs(outcome.value, expected.runs)
  if ('isFunction' in expected) return typeof outcome.value === 'function'
  return isDeepStrictEqual(outcome.value, expected.value)
}
