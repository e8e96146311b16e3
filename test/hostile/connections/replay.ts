// Replays of the conversations that are kept, each as a step.
import { readConversations, type Conversation } from './conversation.js'
import { Callee } from './replay-callee.js'
import { Caller } from './replay-caller.js'
import type { StepResult } from './reader-steps.js'

const conversations = readConversations()

/** Replays the conversation with a number. Its outcome is the name of its file. */
export function replayStep(_seed: number, index: number): StepResult {
  const conversation = conversations[index]!
  const problem = replay(conversation)
  const { file, what } = conversation
  return problem === undefined ? { outcome: file, plan: what } : { outcome: file, plan: what, problem }
}

function replay({ side, statements }: Conversation): string | undefined {
  const party = side === 'callee' ? new Callee() : new Caller()
  for (const statement of statements) {
    const problem = party.run(statement)
    if (problem !== undefined) return `${statement.place}: ${problem}`
  }
  return party.end()
}
