// Structs, unions and enums of C.
import { describe, expect, it } from 'vitest'
import { bodyOf, declarationsOf, importC } from '../support/imports.js'
import { requireTool } from '../support/tools.js'
import { targets } from 'abiding'

describe.runIf(requireTool('clang'))('a struct or union of C', () => {
  it('I-5: keeps bit fields and padding bits', async () => {
    const text = 'struct S { unsigned a : 3, : 5; int b : 7; unsigned : 0; _Bool c : 1; long long d : 40; };'
    expect(await declarationsOf(text)).toBe(
      [
        "export const S = struct('S', {",
        '  a: bits(c_uint, 3),',
        '  $0: unnamedBits(c_uint, 5),',
        '  b: bits(c_int, 7),',
        '  $1: unnamedBits(c_uint, 0),',
        '  c: bits(bool, 1),',
        '  d: bits(c_longlong, 40),',
        '})',
      ].join('\n'),
    )
  })

  it('I-5: keeps attributes that pack and align', async () => {
    const body = await declarationsOf(
      [
        'struct __attribute__((packed)) packed { char a; int b; };',
        'struct every { char a __attribute__((packed)); int b __attribute__((packed)); };',
        'struct aligned { char a; int b __attribute__((aligned(16))); } __attribute__((aligned(64)));',
        'typedef unsigned long long wide __attribute__((aligned(32)));',
        'struct by_typedef { char a; wide b; wide *c; };',
      ].join('\n'),
      { types: ['packed', 'every', 'aligned', 'by_typedef'] },
    )
    expect(body).toContain("'packed',\n  {\n    a: c_char,\n    b: c_int,\n  },\n  { packed: 1 },")
    expect(body).toContain("'every',\n  {\n    a: c_char,\n    b: c_int,\n  },\n  { packed: 1 },")
    expect(body).toContain('b: aligned(c_int, 16),\n  },\n  { align: 64 },')
    expect(body).toContain('b: aligned(c_ulonglong, 32),\n  c: nullable(pointer(c_ulonglong)),')
  })

  it.each([
    ['x86_64-linux', 16],
    ['armv7-linux', 8],
    ['s390x-linux', 8],
    ['aarch64-macos', 16],
    ['x86_64-windows-msvc', 16],
  ] as const)('I-5: knows on %s what aligned asks for without a number: %i', async (name, alignment) => {
    const text = [
      'struct whole { char a; } __attribute__((aligned));',
      'struct field { char a; char b __attribute__((aligned)); };',
      'typedef int word __attribute__((__aligned__));',
      'struct by_typedef { char a; word b; };',
    ].join('\n')
    const { text: body, leftOut } = await importC(text, {
      target: targets[name],
      types: ['whole', 'field', 'by_typedef'],
      clangArguments: ['-std=c99', '-pedantic-errors'],
    })
    expect(leftOut).toEqual([])
    expect(body).toContain(`{ align: ${alignment} },`)
    expect(body).toContain(`b: aligned(c_char, ${alignment}),`)
    expect(body).toContain(`b: aligned(c_int, ${alignment}),`)
    expect(body).not.toContain('abiding_aligned')
  })

  it('I-5: keeps #pragma pack, with all that its stack can do', async () => {
    const body = await declarationsOf(
      [
        '#pragma pack(push, 2)\nstruct two { char a; long long b; };',
        '#pragma pack(push, inner, 1)\nstruct one { char a; long long b; };',
        '#pragma pack(push)\n#pragma pack(4)\nstruct four { char a; long long b; };',
        '#pragma pack(pop, inner)\nstruct two_again { char a; long long b; };',
        '#pragma pack()\nstruct none { char a; long long b; };',
        '#pragma pack(pop)\nstruct none_again { char a; long long b; };',
      ].join('\n'),
    )
    const packings = body
      .split('\n\n')
      .map((one) => /const (\w+) =[^]*?(?:packed: (\d+)|$(?![^]))/.exec(one)!)
    expect(packings.map(([, name, packed]) => [name, packed])).toEqual([
      ['two', '2'],
      ['one', '1'],
      ['four', '4'],
      ['two_again', '2'],
      ['none', undefined],
      ['none_again', undefined],
    ])
  })

  it('I-5: keeps a flexible array at the end, and other arrays as they are', async () => {
    const body = await declarationsOf(
      [
        'struct open { int n; double data[]; };',
        'struct zero { int n; double data[0]; };',
        'struct one { int n; double data[1]; };',
        'struct middle { int n; double data[0]; int m; };',
        'struct inside { struct { int n; double data[0]; } part; int m; };',
      ].join('\n'),
    )
    expect([...body.matchAll(/(\w+) = struct|data: (.*),/g)].map(([, name, data]) => name ?? data)).toEqual([
      'open',
      'flexibleArray(f64)',
      'zero',
      'flexibleArray(f64)',
      'one',
      'array(f64, 1)',
      'middle',
      'array(f64, 0)',
      'inside_part',
      'array(f64, 0)',
      'inside',
    ])
  })

  it('I-5: names what has no name after what is around it', async () => {
    const body = await declarationsOf(
      [
        'typedef struct { int x; } point;',
        'typedef struct { int y; } *handle;',
        'typedef enum { A } letter;',
        'struct outer { union { int a; struct { short b, c; }; }; struct { int q; } part, *other; enum { B } e; };',
      ].join('\n'),
    )
    expect(body).toContain("export const point = struct('point'")
    expect(body).toContain("export const handle_struct = struct('handle_struct'")
    expect(body).toContain('export const handle = nullable(pointer(handle_struct))')
    expect(body).toContain("export const letter = enumeration(\n  'letter'")
    expect(body).toContain("struct('outer_anonymous_0_anonymous_0', {\n  b: c_short,\n  c: c_short,\n})")
    expect(body).toContain(
      "union('outer_anonymous_0', {\n  a: c_int,\n  anonymous_0: outer_anonymous_0_anonymous_0,",
    )
    expect(body).toContain('  part: outer_part,\n  other: nullable(pointer(outer_part)),\n  e: outer_e,')
  })

  it('I-5: a tag and a typedef of one name are one declaration, of two names two', async () => {
    expect(
      await declarationsOf(
        'typedef struct same same; struct same { int a; }; typedef struct tag_s { same *s; } tag_t;',
      ),
    ).toBe(
      [
        "export const same = struct('same', {\n  a: c_int,\n})",
        "export const tag_s = struct('tag_s', {\n  s: nullable(pointer(same)),\n})",
        'export const tag_t = tag_s',
      ].join('\n\n'),
    )
  })

  it('I-5: what is only a name is opaque', async () => {
    expect(
      await declarationsOf(
        'struct hidden; typedef struct secret *key; struct S { struct hidden *h; key k; };',
      ),
    ).toBe(
      [
        "export const hidden = opaque('hidden')",
        "export const secret = opaque('secret')",
        'export const key = nullable(pointer(secret))',
        "export const S = struct('S', {\n  h: nullable(pointer(hidden)),\n  k: key,\n})",
      ].join('\n\n'),
    )
  })

  it('I-5: a struct without fields takes no bytes', async () => {
    const { types } = await importC('struct none {}; struct S { int a; struct none n; int b; };')
    expect(types.get('S')!.measure(targets['x86_64-linux']).size).toBe(8)
  })

  it('I-9: what mentions each other is declared late', async () => {
    const body = await declarationsOf(
      [
        'struct node { struct node *next; struct list *owner; void (*visit)(struct node *self); };',
        'typedef struct list *list_ptr;',
        'typedef int (*compare)(list_ptr a, struct part p);',
        'struct part { compare by; };',
        'struct list { struct node first; list_ptr next; struct part p; };',
      ].join('\n'),
    )
    expect(body).toContain('get owner() {\n    return nullable(pointer(list))\n  },')
    expect(body).toContain('get next() {\n    return nullable(pointer(node))\n  },')
    const order = [...body.matchAll(/^export const (\w+)/gm)].map(([, name]) => name)
    // By value: `list` needs `node` and `part`; `compare` needs `list_ptr` and `part`.
    for (const [first, second] of [
      ['node', 'list'],
      ['part', 'list'],
      ['list', 'list_ptr'],
      ['list_ptr', 'compare'],
    ])
      expect(order.indexOf(first), `${first} before ${second}`).toBeLessThan(order.indexOf(second))
  })
})

describe.runIf(requireTool('clang'))('an enum of C', () => {
  it.each([
    ['{ A, B = 5, C }', 'c_uint', 'A: 0,\n    B: 5,\n    C: 6,'],
    ['{ A = -1, B }', 'c_int', 'A: -1,\n    B: 0,'],
    ['{ A = 1 << 3, B = A | 1, C = A }', 'c_uint', 'A: 8,\n    B: 9,\n    C: 8,'],
    ['{ A = 0xffffffff }', 'c_uint', 'A: 4294967295,'],
    ['{ A = 0x100000000 }', 'u64', 'A: 4294967296n,'],
    ['{ A = -0x100000000, B = 1 }', 'i64', 'A: -4294967296n,\n    B: 1n,'],
    ['__attribute__((packed)) { A, B = 200 }', 'u8', 'A: 0,\n    B: 200,'],
    ['__attribute__((packed)) { A = -200 }', 'i16', 'A: -200,'],
  ])('I-6: enum %s is %s', async (text, repr, constants) => {
    const attribute = /__attribute__\S+/.exec(text)?.[0] ?? ''
    const body = await declarationsOf(`enum ${attribute} E ${text.replace(attribute, '')};`)
    expect(body).toBe(
      `export const E = enumeration(\n  'E',\n  ${repr},\n  {\n    ${constants}\n  },\n  { open: true },\n)`,
    )
  })

  it('I-6: is an int for the compiler of Microsoft', async () => {
    const { types } = await importC('enum E { A, B = 0xffffffff }; struct S { enum E e : 4; };', {
      target: targets['x86_64-windows-msvc'],
    })
    expect(types.get('E')!.definition!.schema()).toMatchObject({ repr: 'c_int' })
  })

  it('I-6: has the integer type that it was told to have', async () => {
    const body = await declarationsOf('enum E : unsigned char { A = 7 };', { clangArguments: ['-std=c2x'] })
    expect(body).toContain("'E',\n  c_uchar,\n  {\n    A: 7,")
  })
})

describe.runIf(requireTool('clang'))('a name of C', () => {
  it('I-7: that declarations refuse gets an underscore and a remark', async () => {
    expect(await declarationsOf('struct class { int new, new_; };')).toBe(
      [
        '// In C: class',
        "export const class_ = struct('class_', {",
        '  // In C: new',
        '  new__: c_int,',
        '  new_: c_int,',
        '})',
      ].join('\n'),
    )
  })

  it('I-7: that the module imports, or that JavaScript keeps for itself, is exported under another one', async () => {
    const body = await declarationsOf('struct struct_ { int a; }; struct u32 { int a; }; typedef int await;')
    expect(body).toContain("// In C: u32\nexport const u32_ = struct('u32', {")
    expect(body).toContain('// In C: await\nexport const await_ = c_int')
    expect(body).toContain("export const struct_ = struct('struct_', {")
  })

  it('I-7: of a tag that is also the name of another type gets an underscore', async () => {
    const body = await declarationsOf('struct item { int a; }; typedef struct item *item;')
    expect(body).toContain("// In C: item\nexport const item_ = struct('item_', {")
    expect(body).toContain('export const item = nullable(pointer(item_))')
  })

  it('I-7: comments become documentation', async () => {
    const body = await declarationsOf(
      [
        '/** A point.',
        ' *',
        ' * It has\u00a0no size, and "two" parts. */',
        'struct point {',
        '  int x; /**< The x. */',
        '  int y; // The y,',
        '         // and more.',
        '};',
        '// What it is.',
        'typedef int number;',
        '/* ---- Colors ---- */',
        'enum color { RED };',
      ].join('\n'),
    )
    expect(body).toContain("x: doc('The x.', c_int),")
    expect(body).toContain("y: doc('The y, and more.', c_int),")
    expect(body).toContain('{ doc: \'A point.\\n\\nIt has no size, and "two" parts.\' },')
    expect(body).toContain('/** What it is. */\nexport const number = c_int')
    expect(body).toContain("{ open: true, doc: '---- Colors ----' },")
  })
})

describe.runIf(requireTool('clang'))('a type that cannot be declared', () => {
  it('I-8: is left out with what contains it, and stays a name where it is pointed to', async () => {
    const imported = await importC(
      [
        'struct bad { long double x; };',
        'struct outer { struct bad b; };',
        'typedef struct bad bad_alias;',
        'struct good { struct bad *b; bad_alias *a; long double *l; void (*f)(_Complex double z); };',
        'typedef float vector __attribute__((vector_size(16)));',
        'struct odd { int a __attribute__((packed)); int b; };',
      ].join('\n'),
    )
    expect(imported.leftOut).toEqual([
      { name: 'bad', reason: 'of its field x: there is no type for long double', isHidden: true },
      {
        name: 'outer',
        reason: 'of its field b: it contains bad, and of its field x: there is no type for long double',
        isHidden: false,
      },
      { name: 'vector', reason: 'it is a vector type', isHidden: false },
      { name: 'odd', reason: 'only some of its fields are packed', isHidden: false },
    ])
    expect(bodyOf(imported)).toBe(
      [
        "// Only its name, because of its field x: there is no type for long double.\nexport const bad = opaque('bad')",
        'export const bad_alias = bad',
        [
          "export const good = struct('good', {",
          '  b: nullable(pointer(bad)),',
          '  a: nullable(pointer(bad_alias)),',
          '  // Untyped, because there is no type for long double.',
          '  l: nullable(pointer(untyped)),',
          '  // A function pointer that is not typed, because there is no type for _Complex double.',
          '  f: nullable(pointer(untyped)),',
          '})',
        ].join('\n'),
        [
          '// Left out: outer, because of its field b: it contains bad, and of its field x: there is no type for long double.',
          '// Left out: vector, because it is a vector type.',
          '// Left out: odd, because only some of its fields are packed.',
        ].join('\n'),
      ].join('\n\n'),
    )
  })

  it('I-8: is one that clang lays out otherwise', async () => {
    // The attribute packs the struct and aligns the field; #pragma pack, which declarations know, would do neither.
    const { leftOut, types } = await importC(
      'struct __attribute__((packed)) odd { char a; int b __attribute__((aligned(8))); }; struct holder { struct odd o; };',
    )
    expect([...types.keys()]).toEqual([])
    expect(leftOut.map(({ name, reason }) => [name, reason])).toEqual([
      ['odd', 'its size would be 5 here, but is 16 for clang'],
      ['holder', 'of its field o: it contains odd, and its size would be 5 here, but is 16 for clang'],
    ])
  })

  it('I-8: is one that declarations refuse', async () => {
    const { leftOut } = await importC('struct padding { int : 3; }; struct S { struct padding p; };')
    expect(leftOut.map(({ name }) => name)).toEqual(['padding', 'S'])
    expect(leftOut[0]!.reason).toContain('a struct needs at least one field')
  })
})
