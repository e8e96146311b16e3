import type { StackCode } from './stack-code.js'

/**
 * Made of x86-64.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: StackCode = {
  thunk: '554889e54c8b1dfdff00004c8d15feff000043ff74daf849ffcb75f6ff15deff0000c9c3',
}
