import { ValueError } from '../errors/index.js'
import type { AnyType, Codec, Memory, Target } from '../layout/index.js'
import { layoutOf, type StructLayout } from '../layout/layout.js'

/**
 * Where the only field of a form of a tagged union lies, in bytes from the start: the tag is the first field of each form.
 *
 * @param type - The tagged union, in the form of `repr(u8)`.
 * @param form - Which form.
 *
 * @internal
 */
export function bodyOffset(type: AnyType, form: string, target: Target): number {
  const body = (layoutOf(type, target) as StructLayout).fields.find((field) => field.name === form)!
  return (layoutOf(body.type, target) as StructLayout).fields.at(-1)!.offset
}

/**
 * Whether what is read of a type does not look at the memory any more.
 *
 * @internal
 */
export function readsAtOnce(type: AnyType, codec: Codec): boolean {
  return codec.readsAtOnce === true || (type.passing.kind === 'scalar' && codec.readsLater !== true)
}

/** Bytes that are cleared one by one, which is faster for few of them. */
const few = 32

/**
 * Clears what lay in a place before.
 *
 * @internal
 */
export function clearBytes({ view }: Memory, offset: number, size: number): void {
  if (size > few) new Uint8Array(view.buffer, view.byteOffset + offset, size).fill(0)
  else for (let index = 0; index < size; index++) view.setUint8(offset + index, 0)
}

/**
 * Refuses a tag that no form has.
 *
 * @param forms - The forms in the order of their tags, from 0 on.
 *
 * @internal
 */
export function refuseTag(
  name: string,
  forms: readonly string[],
  tag: number,
  path: string,
  rule: string,
): never {
  throw new ValueError(`the memory holds no ${name}`, {
    code: 'ABI-V005',
    rule,
    path,
    expected: forms.map((form, index) => `${index} (${form})`).join(' or '),
    found: `the tag ${tag}`,
  })
}
