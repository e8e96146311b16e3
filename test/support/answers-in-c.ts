// What is left out where random types are compared with C compilers.
import type { MemberShape, RecordShape, Shape } from '../../spec/model/shapes.js'
import { expandTaggedUnion } from '../../spec/model/tagged-union.js'
import type { ModelTarget } from '../../spec/model/targets.js'
import type { CompoundShape } from './shape-arbitraries.js'

/** Whether C compilers say something of a shape that all of them agree on. */
export function hasAnswerInC(shape: CompoundShape, target: ModelTarget): boolean {
  switch (target.recordRules) {
    case 'system-v':
      return true
    case 'microsoft':
      // Microsoft's C refuses a record without bytes; clang gives it 4 bytes there, Rust none.
      return !someRecord(shape, hasNoBytes)
    case 'mingw':
      // Where a bit field of width 0 ends a packed run, clang 14 lets the next member overlap the run's storage. A union
      // without bytes is not C; clang gives it one byte if such a bit field is in it.
      return !someRecord(
        shape,
        (record) => isPackedWithZeroWidth(record) || (record.kind === 'union' && hasNoBytes(record)),
      )
  }
}

/** Whether something holds for a record inside of a shape. The variants of a tagged union are structs. */
function someRecord(shape: Shape, holds: (record: RecordShape) => boolean): boolean {
  switch (shape.kind) {
    case 'array':
    case 'flexible':
      return someRecord(shape.element, holds)
    case 'transparent':
      return someRecord(shape.inner, holds)
    case 'struct':
    case 'union':
      return (
        holds(shape) || shape.members.some((member) => 'shape' in member && someRecord(member.shape, holds))
      )
    case 'tagged-union':
      return someRecord(expandTaggedUnion(shape).shape, holds)
    default:
      return false
  }
}

function isPackedWithZeroWidth({ packed, members }: RecordShape): boolean {
  return packed !== undefined && members.some((member) => member.kind === 'bits' && member.width === 0)
}

/** Whether a shape takes no bytes, whatever its alignment. */
export function hasNoBytes(shape: Shape): boolean {
  const isEmpty = (member: MemberShape): boolean =>
    member.kind === 'bits' ? member.width === 0 : hasNoBytes(member.shape)
  switch (shape.kind) {
    case 'unit':
    case 'flexible':
      return true
    case 'array':
      return shape.length === 0 || hasNoBytes(shape.element)
    case 'transparent':
      return hasNoBytes(shape.inner)
    case 'struct':
    case 'union':
      return shape.members.every(isEmpty)
    default:
      return false
  }
}
