import { aarch64Convention } from './aarch64.js'
import type { Convention } from './convention.js'

/** Linux on 64-bit Arm: the standard as it is. */
export const aapcs64: Convention = aarch64Convention({
  name: 'AAPCS64',
  packsStack: false,
  pairsBeginEven: true,
  callerExtends: false,
  countsRaisedAlignment: false,
  variablesOnStack: false,
})
