// Steps against the readers of definitions and of values: each changes bytes that were right, and reads them.
import { encodeWire } from '../../../src/connection/index.js'
import { encodeDefinition, encodeDefinitionFile } from '../../../src/connection/wire/container.js'
import { Random } from '../random.js'
import { definitions } from './definitions.js'
import { judgeDefinition, judgeValue, type Verdict } from './judge-readers.js'
import { mutateBytes } from './mutate-bytes.js'
import { samples } from './values.js'

/** What came of a step, and how it is told. */
export interface StepResult extends Verdict {
  readonly plan: string
}

const encodedDefinitions = definitions.flatMap((definition) => [
  encodeDefinition(definition, 1),
  encodeDefinition(definition, 2),
  encodeDefinitionFile(definition),
])

/** Changes a definition, and reads it. */
export function definitionStep(seed: number, index: number): StepResult {
  const random = new Random(seed, index)
  const { bytes, done } = mutateBytes(random.pick(encodedDefinitions), random)
  return { ...judgeDefinition(bytes), plan: `a definition: ${done.join(', ')}: ${hex(bytes)}` }
}

const encodedValues = samples.flatMap(({ type, values, versions }) =>
  values.flatMap((value) =>
    versions.map((version) => ({ type, version, bytes: encodeWire(type, value, version) })),
  ),
)

/** Changes a value, and reads it. */
export function valueStep(seed: number, index: number): StepResult {
  const random = new Random(seed, index)
  const right = random.pick(encodedValues)
  const { bytes, done } = mutateBytes(right.bytes, random)
  const plan = `${right.type.name} in version ${right.version}: ${done.join(', ')}: ${hex(bytes)}`
  return { ...judgeValue(right.type, bytes, right.version), plan }
}

/** Bytes as text. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
