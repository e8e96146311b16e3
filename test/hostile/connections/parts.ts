// What the steps are made against.
import { messageStep } from './callee-steps.js'
import { connectStep, resultStep } from './caller-steps.js'
import { definitionStep, valueStep, type StepResult } from './reader-steps.js'
import { replayStep } from './replay.js'

const parts: Readonly<Record<string, (seed: number, index: number) => StepResult>> = {
  definitions: definitionStep,
  values: valueStep,
  connects: connectStep,
  results: resultStep,
  messages: messageStep,
  conversations: replayStep,
}

/** Makes a step of a part. */
export function makeStep(part: string, seed: number, index: number): StepResult {
  return parts[part]!(seed, index)
}
