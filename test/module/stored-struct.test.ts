// Structs in copies of libraries, read by getters: they say what accessors say.
import { layoutOf, targets } from 'abiding'
import { bufferMemory } from '../../src/buffer/index.js'
import { HeaderWords } from '../../src/module/abi-stable/abi-header.js'
import * as memoryFormat from '../../src/module/abi-stable/type-layout/memory-format.js'
import { ElfHeader, ElfProgramHeader } from '../../src/module/elf.js'
import { storedFormat, type NumericStruct } from '../../src/module/stored-struct.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const target = targets['x86_64-linux']
const types: readonly NumericStruct[] = [
  ...Object.values(memoryFormat),
  HeaderWords,
  ElfHeader,
  ElfProgramHeader,
]

/** What reading each number gives, errors too; structs within are looked into. */
function numbersOf(type: NumericStruct, view: object): unknown {
  return layoutOf(type, target).fields.map(({ name, type: field }) => {
    if (field.kind === 'array') return []
    try {
      const value = (view as Record<string, unknown>)[name]
      return typeof value === 'object' ? numbersOf(field as NumericStruct, value!) : value
    } catch (error) {
      return (error as { code?: string }).code
    }
  })
}

describe.each(types.map((type) => [type.name, type] as const))('%s', (_name, type) => {
  it('A-22: is read as an accessor reads it', () => {
    const { size, alignment, at } = storedFormat(type)
    const layout = layoutOf(type, target)
    expect({ size, alignment }).toEqual({ size: layout.size, alignment: layout.alignment })
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: size + 16, maxLength: size + 16 }),
        fc.constantFrom(0, 8, 16),
        (bytes, start) => {
          const memory = bufferMemory(bytes.slice().buffer, target)
          const expected = numbersOf(type, memory.at(type as never, start))
          expect(numbersOf(type, at(new DataView(bytes.buffer), start))).toEqual(expected)
        },
      ),
    )
  })

  it('A-22: has one format', () => {
    expect(storedFormat(type)).toBe(storedFormat(type))
  })
})
