// "Writing ARM64 code for Apple platforms".
import { aarch64Convention } from './aarch64.js'
import type { Convention } from './convention.js'

/** macOS and other systems of Apple on 64-bit Arm. */
export const appleArm64: Convention = aarch64Convention({
  name: 'Apple arm64',
  packsStack: true,
  pairsBeginEven: false,
  callerExtends: true,
  countsRaisedAlignment: true,
  variablesOnStack: true,
})
