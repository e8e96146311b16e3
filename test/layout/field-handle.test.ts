import {
  AbidingError,
  array,
  bits,
  bool,
  bufferMemory,
  c_long,
  char32,
  enumeration,
  f32,
  f64,
  fieldsOf,
  i16,
  i32,
  i64,
  i8,
  layoutOf,
  struct,
  targets,
  u16,
  u32,
  u64,
  u8,
  usize,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const Color = enumeration('Color', u8, ['red', 'green'])
const scalars = {
  u8,
  i8,
  u16,
  i16,
  u32,
  i32,
  u64,
  i64,
  f32,
  f64,
  usize,
  on: bool,
  sign: char32,
  c_long,
  Color,
}
const All = struct('All', { ...scalars, three: bits(u8, 3), inner: struct('Inner', { list: array(u16, 2) }) })

/** Values of every sort, right and wrong. */
const anything = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 127, 128, 255, 256, -129, 32768, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53),
  fc.double(),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }),
  fc.boolean(),
  fc.constantFrom('red', 'green', 'x', '', null, undefined, {}),
  fc.integer({ min: -70000, max: 70000 }),
)

/** What code and path a refusal has; the rest is text. */
class Refusal {
  constructor(
    readonly code: string,
    readonly path: string | undefined,
  ) {}
}

/** What something gives, or how it is refused. */
function outcome(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    if (error instanceof AbidingError) return new Refusal(error.code, error.path)
    throw error
  }
}

describe.each(['x86_64-linux', 's390x-linux'] as const)('handles of fields on %s', (name) => {
  const target = targets[name]
  const { size } = layoutOf(All, target)
  const place = () => {
    const memory = bufferMemory(new ArrayBuffer(size + 16), target)
    return { memory, view: memory.at(All, 16) as unknown as Record<string, unknown> }
  }

  it('L-5: name the fields in order, with their types and offsets', () => {
    const found = fieldsOf(All, target).map((field) => [field.name, field.type.name, field.offset])
    expect(found).toEqual(layoutOf(All, target).fields.map((one) => [one.name, one.type.name, one.offset]))
    expect(found).toHaveLength(Object.keys(scalars).length + 2)
  })

  it('L-3: write and refuse what accessors write and refuse', () => {
    const handles = fieldsOf(All, target)
    let written = 0
    let refused = 0
    const check = (index: number, value: unknown): void => {
      const handle = handles[index]!
      const [ours, theirs] = [place(), place()]
      const found = outcome(() => handle.set(ours.memory, 16, value))
      const expected = outcome(() => {
        theirs.view[handle.name] = value
      })
      expect(found).toEqual(expected)
      expect(new Uint8Array(ours.memory.view.buffer)).toEqual(new Uint8Array(theirs.memory.view.buffer))
      if (expected instanceof Refusal) refused++
      else written++
    }
    fc.assert(fc.property(fc.nat(handles.length - 1), anything, check), { numRuns: 3000 })
    expect(Math.min(written, refused)).toBeGreaterThan(100)
  })

  it('L-3: read what accessors read', () => {
    const handles = fieldsOf(All, target).filter((field) => field.name !== 'inner')
    const bytes = fc.uint8Array({ minLength: size, maxLength: size })
    fc.assert(
      fc.property(bytes, (content) => {
        const { memory, view } = place()
        new Uint8Array(memory.view.buffer).set(content, 16)
        for (const field of handles) {
          const found = outcome(() => field.get(memory, 16))
          expect(found, field.name).toEqual(outcome(() => view[field.name]))
        }
      }),
    )
  })
})
