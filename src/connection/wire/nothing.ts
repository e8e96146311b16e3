import { unit } from '../../layout/index.js'
import { unfit, type WireCodec, type WireType } from './wire-type.js'

function checkNothing(value: unknown): void {
  if (value !== undefined) throw unfit(value, 'undefined')
}

const nothingCodec: WireCodec = {
  smallest: 0,
  isPlain: true,
  check: checkNothing,
  write: (_writer, value) => checkNothing(value),
  read: () => undefined,
}

/**
 * Nothing: `undefined`. Rust's `()`.
 *
 * @internal
 */
export const nothing: WireType<undefined, void> = Object.freeze<WireType<undefined, void>>({
  kind: 'nothing',
  name: '()',
  makeCodec: () => nothingCodec,
  makeSchema: () => ({ kind: 'zeroSize' }),
  inMemory: unit,
})
