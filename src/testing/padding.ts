import { codecOf } from '../layout/layout.js'
import { meaningfulBytesOf } from '../layout/meaningful-bytes.js'
import type { AnyType, Target } from '../layout/index.js'

/**
 * For each byte of a type, the bits that mean nothing: 255 for padding.
 *
 * @param size - Bytes of the type.
 *
 * @internal
 */
export function paddingOf(type: AnyType, target: Target, size: number): number[] {
  const masks = Array<number>(size).fill(0xff)
  clear(masks, type, 0, target)
  return masks
}

/** Takes away the bits that mean something. */
function clear(masks: number[], type: AnyType, start: number, target: Target): void {
  const { runs, repeated, own } = meaningfulBytesOf(type, target)
  for (const run of runs) {
    for (let index = 0; index < run.size; index++) masks[start + run.offset + index]! &= ~run.mask
  }
  for (const { offset, type: element, stride, count } of repeated) {
    for (let index = 0; index < count; index++) clear(masks, element, start + offset + index * stride, target)
  }
  // Of these only the type knows what means something, so all of it may be written.
  for (const { offset, type: part } of own)
    masks.fill(0, start + offset, start + offset + codecOf(part, target).size)
}
