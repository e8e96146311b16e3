import { DeclarationError } from '../errors/index.js'
import { hostTarget, layoutOf, type Measurable, type StructLayout, type Target } from '../layout/index.js'
import { buildStruct, type TypedStruct } from './build-struct.js'

/** What {@link toTypedStruct} is told beside the type. */
export interface TypedStructOptions {
  /** What the class is called; as the type where it is left out, or `Structure` for a layout. */
  readonly name?: string
  /** The machine whose layout it has; this one where it is left out. A layout must be one of this target. */
  readonly target?: Target
}

/**
 * The layout of a struct or union as a class of typed-struct, which shows the same bytes: for hex dumps, and for programs
 * that use typed-struct already.
 *
 * @param source - A type with fields, or its layout.
 * @param options - The name of the class and the target.
 * @returns A class whose instances read and write a `Buffer`: `new Class(Buffer.from(bytes.buffer, …))`.
 * @throws DeclarationError `ABI-L002` for what has no fields, `ABI-L006` for a field that typed-struct cannot have.
 *
 * @see Rules D-1 and D-2 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, bytesOf, struct, u16, u32 } from 'abiding'
 * import { toTypedStruct } from 'abiding/typed-struct'
 * import assert from 'node:assert/strict'
 *
 * const Port = struct('Port', { number: u16, speed: u32 })
 * const port = bufferMemory(new ArrayBuffer(64)).allocate(Port, { number: 80, speed: 9600 })
 *
 * const TypedPort = toTypedStruct(Port)
 * const { buffer, byteOffset, byteLength } = bytesOf(port)
 * const typed = new TypedPort(Buffer.from(buffer, byteOffset, byteLength))
 * typed['speed'] = 115_200
 * assert.equal(port.speed, 115_200)
 * assert.deepEqual(typed.toJSON(), { number: 80, speed: 115_200 })
 * ```
 */
export function toTypedStruct(
  source: Measurable | StructLayout,
  { name, target = hostTarget() }: TypedStructOptions = {},
): TypedStruct {
  const layout = 'measure' in source ? layoutOf(source, target) : source
  if (!('fields' in layout) || !Array.isArray(layout.fields)) {
    throw new DeclarationError('only records have a class of typed-struct', {
      code: 'ABI-L002',
      rule: 'D-1',
      path: nameOf(source),
      expected: 'a struct, a union, a tagged union, or the layout of one',
      found: nameOf(source) ?? 'something without fields',
      hint: 'put it into a struct',
    })
  }
  return buildStruct(name ?? nameOf(source) ?? 'Structure', layout as StructLayout, target)
}

function nameOf(source: object): string | undefined {
  return (source as { readonly name?: string }).name
}
