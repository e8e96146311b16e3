import { Struct } from 'typed-struct'

const Probe = new Struct('Probe').String('text', 1).compile()

function isReady(): boolean {
  try {
    return new Probe().text === ''
  } catch {
    return false
  }
}

/** Far more turns than it takes to look for two packages. */
const patience = 1000

// typed-struct looks for its optional packages when it is imported, and knows no strings before it is done.
for (let turn = 0; turn < patience && !isReady(); turn++) {
  await new Promise((resolve) => setTimeout(resolve))
}
