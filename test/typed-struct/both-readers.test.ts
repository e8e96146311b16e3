// typed-struct as a reader and a writer that knows nothing of this library: both must see the same in the same bytes.
import fc from 'fast-check'
import {
  bufferMemory,
  bytesOf,
  layoutOf,
  snapshot,
  targets,
  type AnyType,
  type StructLayout,
  type Target,
} from 'abiding'
import { anyLayout, anyType, declarationOf, valueOf, type TypeKind } from 'abiding/testing'
import { toTypedStruct } from 'abiding/typed-struct'
import { describe, expect, it } from 'vitest'

const machines = (
  [
    'x86_64-linux',
    's390x-linux',
    'i686-linux',
    'armv7-linux',
    'x86_64-windows-msvc',
    'i686-windows-gnu',
  ] as const
).map((name) => [name, targets[name]] as const)

/** What shows valid values in all bytes, and values in a form that both share. */
const plainKinds: TypeKind[] = [
  'integer',
  'float',
  'cType',
  'wideInteger',
  'array',
  'emptyArray',
  'struct',
  'union',
  'transparent',
  'bitField',
  'alignment',
  'unit',
]
const checkedKinds: TypeKind[] = [
  ...plainKinds,
  'bool',
  'character',
  'enum',
  'charArray',
  'pointerSized',
  'pointer',
]

/** What an accessor of this library shows, in the words of typed-struct. */
function inItsWords(type: AnyType, value: unknown): unknown {
  if (type.kind === 'pointer') return (value as { address: number } | null)?.address ?? 0
  if (type.kind === 'char32') return (value as string).codePointAt(0)
  if (type.integer?.toInteger !== undefined) return type.integer.toInteger(value, '')
  return value
}

let compared = 0

/** Compares a record as both see it. */
function compare(layout: StructLayout, view: object, typed: object, bytes: Uint8Array, target: Target): void {
  for (const { name, type, offset, size, bitWidth } of layout.fields) {
    const ours: unknown = (view as Record<string, unknown>)[name]
    const theirs: unknown = (typed as Record<string, unknown>)[name]
    const place = bytes.subarray(offset, offset + size)
    if (bitWidth !== undefined) {
      if (theirs instanceof Uint8Array) expect([...theirs]).toEqual([...place])
      else same(theirs, inItsWords(type, ours), name)
    } else compareValue(type, ours, theirs, place, target, name)
  }
}

function compareValue(
  type: AnyType,
  ours: unknown,
  theirs: unknown,
  bytes: Uint8Array,
  target: Target,
  path: string,
): void {
  const inner = type.inner ?? type
  const layout = layoutOf(inner, target) as StructLayout
  if (layout.size === 0) return
  if (layout.fields !== undefined) return compare(layout, ours as object, theirs as object, bytes, target)
  if (inner.kind === 'array') {
    const { element, length } = inner as AnyType & { element: AnyType; length: number }
    const stride = layoutOf(element, target).size
    for (let index = 0; index < length; index++) {
      const place = bytes.subarray(index * stride, (index + 1) * stride)
      const own = (ours as { at(index: number): unknown }).at(index)
      compareValue(element, own, (theirs as unknown[])[index], place, target, `${path}[${index}]`)
    }
  } else if (/^[iu]128$/.test(inner.kind)) expect([...(theirs as Uint8Array)], path).toEqual([...bytes])
  else same(theirs, inItsWords(inner, ours), path)
}

function same(theirs: unknown, ours: unknown, path: string): void {
  compared += 1
  const isMixed = typeof theirs === 'bigint' || typeof ours === 'bigint'
  if (isMixed) expect(BigInt(theirs as number), path).toBe(BigInt(ours as number))
  else if (typeof ours === 'boolean' || typeof theirs === 'boolean')
    expect(Number(theirs), path).toBe(Number(ours))
  else expect(theirs, path).toBe(ours)
}

/** A type that is printed as its declaration. */
function readable(type: AnyType): { type: AnyType } {
  return { type, [fc.toStringMethod]: () => declarationOf(type) } as { type: AnyType }
}

const filler = fc.uint8Array({ minLength: 16, maxLength: 64 })

/** A memory full of bytes that repeat. */
function memoryOf(bytes: Uint8Array, target: Target): ReturnType<typeof bufferMemory> {
  const buffer = new ArrayBuffer(1 << 16)
  const all = new Uint8Array(buffer)
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes.subarray(0, all.length - at), at)
  return bufferMemory(buffer, target)
}

function bufferOf(view: object): Buffer {
  const { buffer, byteOffset, byteLength } = bytesOf(view as never)
  return Buffer.from(buffer, byteOffset, byteLength)
}

describe.each(machines)('on %s', (_name, target) => {
  it('D-2: random bytes look the same through both', () => {
    compared = 0
    fc.assert(
      fc.property(
        anyLayout(target, { kinds: plainKinds, root: ['struct', 'union'] }),
        filler,
        (one, bytes) => {
          const { type } = one
          const layout = one.layout as StructLayout
          const view = memoryOf(bytes, target).at(type, 4096) as object
          const typed = new (toTypedStruct(type, { target }))(bufferOf(view))
          compare(layout, view, typed, bytesOf(view as never), target)
        },
      ),
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('D-2: what an accessor writes typed-struct reads', () => {
    compared = 0
    // Of a union only one field would be valid.
    const typesAndValues = anyType({ kinds: checkedKinds, except: ['union'], root: ['struct'] }).chain(
      (type) =>
        fc.record({
          type: fc.constant(type).map(readable),
          value: valueOf(type, target),
        }),
    )
    fc.assert(
      fc.property(typesAndValues, filler, ({ type: { type }, value }, bytes) => {
        const view = memoryOf(bytes, target).allocate(type, value) as object
        const typed = new (toTypedStruct(type, { target }))(bufferOf(view))
        compare(layoutOf(type, target) as StructLayout, view, typed, bytesOf(view as never), target)
      }),
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('D-2: what typed-struct writes an accessor reads', () => {
    const typesAndValues = anyType({ kinds: checkedKinds, except: ['union'], root: ['struct'] }).chain(
      (type) => fc.record({ type: fc.constant(type).map(readable), value: valueOf(type, target) }),
    )
    fc.assert(
      fc.property(typesAndValues, filler, ({ type: { type }, value }, bytes) => {
        const Class = toTypedStruct(type, { target })
        const source = bufferMemory(new ArrayBuffer(1 << 16), target).allocate(type, value) as object
        const copy = memoryOf(bytes, target).at(type, 4096) as object
        assign(new Class(bufferOf(copy)), new Class(bufferOf(source)))
        expect(snapshot(copy as never)).toEqual(snapshot(source as never))
      }),
    )
  })
})

/** Writes all that one object of typed-struct shows into another one. */
function assign(to: object, from: object): void {
  for (const [key, value] of Object.entries(from) as [string, unknown][]) {
    const there = (to as Record<string, unknown>)[key]
    if (ArrayBuffer.isView(value)) (there as Uint8Array).set(value as Uint8Array)
    else if (typeof value === 'object') assign(there as object, value as object)
    else (to as Record<string, unknown>)[key] = value
  }
}
