import { movesValue } from '../layout/moved-value.js'
import type { Codec, Target } from '../layout/index.js'
import { boxClassOf, type BoxAccessor } from './box-accessor.js'
import type { BoxType } from './box-like.js'
import { putInBox, takeBack } from './host-box.js'
import { OwningAccessor } from './owning-accessor.js'
import { owningCodec, refuseValue, type OwningForm } from './owning-codec.js'

/**
 * Reads and writes boxes. Where a value is written that is no box, it is put into one of this side.
 *
 * @see Rules B-7 and B-8 of the specification.
 *
 * @internal
 */
export function boxCodec(type: BoxType, target: Target): Codec {
  const form: OwningForm = {
    rule: 'B-8',
    make: ([data, table], isOwner, location) => new (boxClassOf(type))(data!, table!, isOwner, location),
    copy: (box: BoxAccessor) => box.$copy(),
    build(value, path) {
      if (value instanceof OwningAccessor && !movesValue(type.referent))
        refuseValue(type, 'B-8', value, path, `a ${type.referent.name}`)
      const made = putInBox(type, value, path)
      return { words: [made.data, made.table], takeBack: () => takeBack(made) }
    },
  }
  return owningCodec(type, form, target)
}
