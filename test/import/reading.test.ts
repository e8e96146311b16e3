// The parts that read: C types, preprocessed text, comments.
import { describe, expect, it } from 'vitest'
import { parseDeclaration, parseType } from '../../src/import/parse-c.js'
import { Preprocessed } from '../../src/import/preprocessed.js'
import { Unsayable } from '../../src/import/unsayable.js'

const name = (text: string): object => ({ kind: 'name', name: text, isConst: false })

describe('reading C types', () => {
  it('I-4: as clang spells them', () => {
    expect(parseType('const struct node *(*[3])(int, ...)')).toEqual({
      kind: 'array',
      length: 3,
      isConst: false,
      of: {
        kind: 'pointer',
        isConst: false,
        to: {
          kind: 'function',
          isConst: false,
          peculiarity: '...',
          parameters: [{ name: undefined, type: name('int') }],
          returns: {
            kind: 'pointer',
            isConst: false,
            to: { kind: 'tagged', tag: 'struct', name: 'node', isConst: true },
          },
        },
      },
    })
  })

  it.each([
    'struct (unnamed struct at ./a b (1).h:1:2) *',
    'struct outer::(anonymous at C:\\a.h:12:18) *',
    'struct a::b::(unnamed at a.h:1:2) *',
  ])('I-5: without a name: %s', (spelling) => {
    expect(parseType(spelling)).toEqual({
      kind: 'pointer',
      isConst: false,
      to: { kind: 'tagged', tag: 'struct', name: '@unnamed', isConst: false },
    })
  })

  it.each([
    ['__attribute__((__vector_size__(4 * sizeof(int)))) int', 'vector'],
    ['int (^)(void)', 'block'],
    ['int )', 'not understood'],
    ['', 'not understood'],
  ])('I-8: refuses %s', (spelling, reason) => {
    expect(() => parseType(spelling)).toThrow(Unsayable)
    expect(() => parseType(spelling)).toThrow(reason)
  })

  it('I-4: tells apart how functions are called', () => {
    expect(parseType('int (*)(int) __attribute__((stdcall))')).toMatchObject({
      to: { peculiarity: 'stdcall' },
    })
    expect(parseType('int (__stdcall *)(int)')).toMatchObject({ to: { kind: 'function' } })
    expect(parseType('void (*)(void) __attribute__((noreturn))')).toMatchObject({
      to: { peculiarity: undefined },
    })
  })

  it('I-4: finds the names of parameters in a declaration', () => {
    const [first, second] = parseDeclaration(
      'typedef struct { int x; } __attribute__((packed)) *(*make)(int a, struct b { int c; } b, char d[static 4]), e[2]',
    )
    expect(first).toMatchObject({
      name: 'make',
      type: { kind: 'pointer', to: { parameters: [{ name: 'a' }, { name: 'b' }, { name: 'd' }] } },
    })
    expect(second).toMatchObject({ name: 'e', type: { kind: 'array', length: 2 } })
  })
})

describe('preprocessed text', () => {
  const text = [
    '# 1 "<stdin>"',
    '# 1 "./a \\"b\\".h" 1',
    'int a;',
    '#pragma pack(push, 2)',
    'int b;',
    '# 1 "/usr/include/\\303\\244.h" 1 3',
    'int c; /* ä */',
    '#pragma pack(pop)',
    '# 4 "./a \\"b\\".h" 2',
    'int d;',
  ].join('\n')
  const source = new Preprocessed(Buffer.from(text))
  const at = (what: string): number => Buffer.from(text).indexOf(what)

  it('I-2: knows the file of every place', () => {
    expect(source.files).toEqual(['<stdin>', './a "b".h', '/usr/include/ä.h'])
    expect(['int a', 'int b', 'int c', 'int d'].map((one) => source.fileAt(at(one)))).toEqual([
      './a "b".h',
      './a "b".h',
      '/usr/include/ä.h',
      './a "b".h',
    ])
  })

  it('I-5: knows how fields are packed at every place', () => {
    const packings = ['int a', 'int b', 'int c', 'int d'].map((one) => source.packingAt(at(one)))
    expect(packings).toEqual([undefined, 2, 2, undefined])
  })

  it('I-7: is cut at bytes', () => {
    const end = source.find('*/', at('int c'))
    expect(source.slice(at('int c'), end)).toBe('int c; /* ä ')
    expect(source.slice(at('int d'), source.find('nowhere', 0))).toBe('int d;')
  })
})
