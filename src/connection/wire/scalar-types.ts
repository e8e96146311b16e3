import * as layout from '../../layout/index.js'
import type { AnyType } from '../../layout/index.js'
import { nothing } from './nothing.js'
import { scalarCodec } from './scalar-codec.js'
import { scalarForms } from './scalar-forms.js'
import type { PrimitiveName } from './schema.js'
import type { AnyWireType } from './wire-type.js'

/** What a scalar is called in the savefile format, where that is not its name in the layout layer. */
const primitiveNames: Readonly<Record<string, PrimitiveName>> = {
  isize: 'i64',
  usize: 'u64',
  char32: 'char',
}

const scalars: ReadonlyMap<string, AnyWireType> = new Map(
  [...Object.keys(scalarForms).map((name) => scalar(name as keyof typeof scalarForms)), nothing].map(
    (type) => [type.inMemory!.schema() as string, type],
  ),
)

function scalar(name: keyof typeof scalarForms): AnyWireType {
  return Object.freeze<AnyWireType>({
    kind: 'scalar',
    name,
    makeCodec: () => scalarCodec(scalarForms[name]),
    makeSchema: () => ({ kind: 'primitive', name: primitiveNames[name] ?? (name as PrimitiveName) }),
    inMemory: layout[name],
  })
}

/**
 * How a scalar of the layout layer travels.
 *
 * @returns `undefined` for a type that is no scalar of fixed width.
 *
 * @internal
 */
export function scalarOf(type: AnyType): AnyWireType | undefined {
  const name = type.schema()
  return typeof name === 'string' ? scalars.get(name) : undefined
}
