import type { AnyType } from '../../layout/index.js'
import { codecOf, layoutOf } from '../../layout/layout.js'
import { hostTarget } from '../../layout/target.js'
import { layoutImage } from './layout-image.js'
import { pieceOf, type LayoutPiece } from './layout-piece.js'
import type { AnyWireType, WireCodec } from './wire-type.js'

const known = new WeakMap<AnyType, AnyWireType | 'none'>()

/**
 * How a type of the layout layer travels that is no scalar: a struct, an array, an enum or a tagged union of what travels.
 * Whoever declares it so says that it lies in the memory of both sides as C has it, so that references to it may be passed
 * as pointers.
 *
 * @returns `undefined` for a type whose values do not travel.
 *
 * @see Rule W-17 of the specification.
 *
 * @internal
 */
export function layoutValue(type: AnyType): AnyWireType | undefined {
  let found = known.get(type)
  if (found === undefined) known.set(type, (found = makeType(type) ?? 'none'))
  return found === 'none' ? undefined : found
}

function makeType(type: AnyType): AnyWireType | undefined {
  const piece = pieceOf(type)
  if (piece === undefined) return undefined
  return Object.freeze<AnyWireType>({
    kind: 'layoutValue',
    name: type.name,
    makeCodec: () => layoutCodec(type, piece),
    makeSchema: () => piece.schema,
    inMemory: type,
  })
}

/** Values are laid into memory first, as the layout layer checks them, and travel from there. */
function layoutCodec(type: AnyType, { smallest, write, read }: LayoutPiece): WireCodec {
  const { size } = layoutOf(type, hostTarget())
  const image = layoutImage(codecOf(type, hostTarget()))
  const draft = (value: unknown): DataView => {
    const view = new DataView(new ArrayBuffer(size))
    image.set(view, 0, value)
    return view
  }
  return {
    smallest,
    write: (writer, value) => write(writer, draft(value), 0),
    read(reader) {
      const view = new DataView(new ArrayBuffer(size))
      read(reader, view, 0)
      return image.get(view, 0)
    },
    check: (value) => void draft(value),
  }
}
