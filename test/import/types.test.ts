// What C types become.
import { importHeader } from 'abiding/import'
import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, declarationsOf, importC, writeTemporary } from '../support/imports.js'
import { requireTool } from '../support/tools.js'

const includes = ['stdbool.h', 'stddef.h', 'stdint.h', 'sys/types.h', 'wchar.h']
  .map((name) => `#include <${name}>`)
  .join('\n')

const plain: [c: string, expected: string][] = [
  ['char', 'c_char'],
  ['signed char', 'c_schar'],
  ['unsigned char', 'c_uchar'],
  ['short', 'c_short'],
  ['unsigned short int', 'c_ushort'],
  ['int', 'c_int'],
  ['unsigned', 'c_uint'],
  ['long', 'c_long'],
  ['long unsigned', 'c_ulong'],
  ['long long', 'c_longlong'],
  ['unsigned long long', 'c_ulonglong'],
  ['float', 'f32'],
  ['double', 'f64'],
  ['_Bool', 'bool'],
  ['__int128', 'i128'],
  ['unsigned __int128', 'u128'],
  ['size_t', 'c_size_t'],
  ['ssize_t', 'c_ssize_t'],
  ['ptrdiff_t', 'c_ptrdiff_t'],
  ['intptr_t', 'c_intptr_t'],
  ['uintptr_t', 'c_uintptr_t'],
  ['wchar_t', 'wchar_t'],
  ['int8_t', 'i8'],
  ['uint16_t', 'u16'],
  ['int32_t', 'i32'],
  ['uint64_t', 'u64'],
  ['const int', 'c_int'],
  ['volatile int', 'c_int'],
  ['_Atomic int', 'atomic(c_int)'],
  ['int x[2][3]', 'array(array(c_int, 3), 2)'],
  ['int x[sizeof(long) * 2]', `array(c_int, 16)`],
  ['char x[8]', 'array(c_char, 8)'],
]

const derived: [c: string, expected: string][] = [
  ['int *x', 'nullable(pointer(c_int))'],
  ['const int *x', 'nullable(constPointer(c_int))'],
  ['int *const x', 'nullable(pointer(c_int))'],
  ['int **x', 'nullable(pointer(nullable(pointer(c_int))))'],
  ['const int *const *x', 'nullable(constPointer(nullable(constPointer(c_int))))'],
  ['void *x', 'nullable(pointer(untyped))'],
  ['const void *x', 'nullable(constPointer(untyped))'],
  ['const char *x', 'nullable(constPointer(c_char))'],
  ['int (*x)[4]', 'nullable(pointer(array(c_int, 4)))'],
  ['int (*x)[]', 'nullable(pointer(c_int))'],
  ['int *x[4]', 'array(nullable(pointer(c_int)), 4)'],
  ['void (*x)(void)', 'nullable(fn([]))'],
  ['int (*x)(int count, double)', 'nullable(fn([{ count: c_int }, { p1: f64 }], c_int))'],
  ['int (*x[3])(char c)', 'array(nullable(fn([{ c: c_char }], c_int)), 3)'],
  ['int (**x)(void)', 'nullable(pointer(nullable(fn([], c_int))))'],
  ['void (*x)(int list[4])', 'nullable(fn([{ list: nullable(pointer(c_int)) }]))'],
  ['void (*x)(int (*inner)(int deep))', 'nullable(fn([{ inner: nullable(fn([{ deep: c_int }], c_int)) }]))'],
  ['void (*x)(void inner(int deep))', 'nullable(fn([{ inner: nullable(fn([{ deep: c_int }])) }]))'],
  ['int (*(*x)(int a))(int b)', 'nullable(fn([{ a: c_int }], nullable(fn([{ b: c_int }], c_int))))'],
  ['void (*x)(int class, int class_)', 'nullable(fn([{ class_: c_int }, { class__: c_int }]))'],
  ['int (*x)(int // note\n c)', "doc('note', nullable(fn([{ c: c_int }], c_int)))"],
]

describe.runIf(requireTool('clang'))('a type of C', () => {
  // One header for all: a struct for each case.
  let body: Promise<string>
  beforeAll(() => {
    const structs = [...plain, ...derived].map(([c], index) => {
      const declarator = /\bx\b/.test(c) ? c : `${c} x`
      return `struct Case${index} { ${declarator}; };`
    })
    body = declarationsOf(`${includes}\n${structs.join('\n')}`)
  })
  const expectCase = async (index: number, expected: string): Promise<void> => {
    const text = (await body).replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(', )', ')')
    expect(text).toContain(`export const Case${index} = struct('Case${index}', { x: ${expected}, })`)
  }

  it.each(plain.map(([c, expected], index) => ({ c, expected, index })))(
    'I-3: $c becomes $expected',
    ({ expected, index }) => expectCase(index, expected),
  )

  it.each(derived.map(([c, expected], index) => ({ c, expected, index: plain.length + index })))(
    'I-4: $c becomes $expected',
    ({ expected, index }) => expectCase(index, expected),
  )

  it('I-4: two declarators of one declaration keep their own parameters', async () => {
    const body = await declarationsOf('struct S { int (*a)(int first), (*b)(int second); };')
    expect(body).toContain('a: nullable(fn([{ first: c_int }], c_int)),')
    expect(body).toContain('b: nullable(fn([{ second: c_int }], c_int)),')
  })

  it('I-4: a function pointer whose arguments vary or are not told is untyped, with a remark', async () => {
    const body = await declarationsOf('struct S { int (*log)(const char *format, ...); void (*any)(); };')
    expect(body).toContain(
      '  // A function pointer that is not typed, because it takes a variable number of arguments.\n  log: nullable(pointer(untyped)),',
    )
    expect(body).toContain(
      '  // A function pointer that is not typed, because its parameters are not declared.\n  any: nullable(pointer(untyped)),',
    )
  })

  it('I-4: a function pointer that takes a va_list is untyped', async () => {
    const body = await declarationsOf(
      '#include <stdarg.h>\nstruct S { int (*log)(int level, va_list list); };',
    )
    expect(body).toContain('log: nullable(pointer(untyped)),')
  })

  it('I-4: strings are read as strings on request', async () => {
    const text =
      'struct S { const char *name; char *out; char code[4]; const char **list; unsigned char raw[4]; };'
    expect(await declarationsOf(text, { strings: true })).toBe(
      [
        "export const S = struct('S', {",
        '  name: nullable(cString),',
        '  out: nullable(pointer(c_char)),',
        '  code: charArray(4),',
        '  list: nullable(pointer(nullable(cString))),',
        '  raw: array(c_uchar, 4),',
        '})',
      ].join('\n'),
    )
  })

  it('I-3: a typedef becomes an alias of its name, also for what it was made of', async () => {
    const text = [
      'typedef unsigned long CK_ULONG;',
      'typedef CK_ULONG CK_SLOT_ID;',
      'typedef CK_SLOT_ID *CK_SLOT_ID_PTR;',
      'typedef int (*compare)(const void *a, const void *b);',
      'typedef int function(int a);',
      'typedef void handle;',
      'struct S { CK_SLOT_ID_PTR slots; compare order; function *call; handle *h; };',
    ].join('\n')
    expect(await declarationsOf(text)).toBe(
      [
        'export const CK_ULONG = c_ulong',
        'export const CK_SLOT_ID = CK_ULONG',
        'export const CK_SLOT_ID_PTR = nullable(pointer(CK_SLOT_ID))',
        'export const compare = nullable(',
        '  fn([{ a: nullable(constPointer(untyped)) }, { b: nullable(constPointer(untyped)) }], c_int),',
        ')',
        'export const function_ = fn([{ a: c_int }], c_int)',
        'export const handle = untyped',
        "export const S = struct('S', {",
        '  slots: CK_SLOT_ID_PTR,',
        '  order: compare,',
        '  call: nullable(function_),',
        '  h: nullable(pointer(handle)),',
        '})',
      ]
        .join('\n\n')
        .replaceAll(/\n\n(?= |\}|\))/g, '\n')
        .replace('export const function_', '// In C: function\nexport const function_'),
    )
  })

  it('I-3: names that begin with two underscores are seen through, unless they were asked for', async () => {
    const text = 'typedef long __time_t;\ntypedef __time_t my_time;'
    expect(bodyOf(await importC(text, { types: ['my_time'] }))).toBe('export const my_time = c_long')
    expect(bodyOf(await importC(text, { types: ['.*time.*'] }))).toBe(
      'export const __time_t = c_long\n\nexport const my_time = __time_t',
    )
  })

  it('I-2: what a type mentions comes along, and nothing else', async () => {
    const text = [
      'typedef int number; typedef int other;',
      'struct inner { number n; }; struct unused { other o; };',
      'struct outer { struct inner *i; struct hidden *h; };',
    ].join('\n')
    const { types } = await importC(text, { types: ['outer'] })
    expect([...types.keys()].sort()).toEqual(['hidden', 'inner', 'number', 'outer'])
  })

  it('I-2: without patterns, what is included is not imported, only what is mentioned of it', async () => {
    const inner = await importC('struct included { int a; }; struct mentioned { int a; };')
    expect([...inner.types.keys()]).toEqual(['included', 'mentioned'])
    const included = writeTemporary('inner.h', 'struct included { int a; }; struct mentioned { int a; };')
    const { types } = await importC(`#include "${included}"\nstruct own { struct mentioned m; };`)
    expect([...types.keys()]).toEqual(['mentioned', 'own'])
  })

  it('I-2: several headers and patterns, macros and folders', async () => {
    const folder = writeTemporary('config.h', 'typedef NUMBER number;').slice(0, -'/config.h'.length)
    const first = writeTemporary('first.h', '#include <config.h>\nstruct first { number n; };')
    const second = writeTemporary('second.h', 'struct second { first_t *f; };')
    const before = writeTemporary('before.h', 'typedef struct first first_t;')
    const { types } = await importHeader({
      headers: [first, second],
      includes: [before],
      includePaths: [folder],
      defines: ['NUMBER=short'],
      types: ['fir.*', 'second'],
    })
    expect([...types.keys()]).toEqual(['number', 'first', 'first_t', 'second'])
    expect(types.get('number')!.name).toBe('c_short')
  })
})
