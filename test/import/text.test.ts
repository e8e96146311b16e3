// The text of imported declarations, and the types that it stands for.
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { format } from 'prettier'
import { hostTarget } from 'abiding'
import { importHeader } from 'abiding/import'
import { describe, expect, it } from 'vitest'
import type { Expression } from '../../src/import/expression.js'
import { ExpressionWriter } from '../../src/import/write-expression.js'
import { read } from '../house/files.js'
import { typeErrors } from '../house/type-check.js'
import { execute, factsOf, importC, writeTemporary } from '../support/imports.js'
import { requireTool } from '../support/tools.js'

const style = { ...(JSON.parse(read('.prettierrc.json')) as object), parser: 'typescript' }

const everything = `
#include <stddef.h>
#include <stdint.h>
/** A node of the tree, described at such length that the line in which it stands is certainly longer than any. */
struct node {
  struct node *left, *right; /**< Its children: what is smaller, and what is greater, as "compare" has it, isn't it? */
  struct tree *owner;
  union { int64_t number; struct { uint32_t low, high; }; double real; };
  unsigned is_red : 1, : 3, level : 12;
  void (*visit)(struct node *self, void *user, const char *a_name_that_is_rather_long, unsigned long long flags);
  const char *name;
};
typedef int (*compare)(const struct node *a, const struct node *b);
typedef struct node *node_ptr;
#pragma pack(push, 1)
typedef struct { char tag; uint32_t length; uint8_t bytes[]; } message;
#pragma pack(pop)
enum color { RED, GREEN = 5, BLUE };
struct tree { node_ptr root; compare by; enum color color; message *last; struct secret *hidden; } __attribute__((aligned(64)));
typedef size_t (*a_function_with_quite_a_long_name)(struct tree *tree, node_ptr node, compare by);
struct table { int (*rows[4])(struct tree *first_of_all_parameters, struct tree *second_of_all_parameters, message *m); };
struct bad { long double x; };
`

describe.runIf(requireTool('clang'))('imported text', () => {
  it.each([false, true])('I-9: makes the types that were proven (strings: %s)', async (strings) => {
    const imported = await importC(everything, { strings })
    const executed = await execute(imported)
    expect([...executed.keys()].sort()).toEqual([...imported.types.keys()].sort())
    expect(imported.types.size).toBe(11)
    expect(imported.leftOut.map((one) => one.name)).toEqual(['bad'])
    for (const [name, type] of imported.types)
      expect(factsOf(executed.get(name)!, hostTarget()), name).toEqual(factsOf(type, hostTarget()))
  })

  it('I-9: compiles under strict TypeScript, and has the fields of the struct', async () => {
    const { text } = await importC(everything)
    const use = `${text}
import { bufferMemory, type ViewOf } from 'abiding'
export const first = bufferMemory(new ArrayBuffer(256)).allocate(message, { tag: 1, length: 2, bytes: [] })
export const length: number = first.length
export const next = (one: ViewOf<typeof tree>): ViewOf<typeof node_ptr> => one.root?.deref().left ?? null
// @ts-expect-error: there is no such field
export const wrong = first.size
`
    const path = writeTemporary('strict.ts', use)
    expect(typeErrors([path]).get(path) ?? []).toEqual([])
  })

  it('I-9: is formatted, and the same every time', async () => {
    const { text } = await importC(everything)
    expect(await format(text, style)).toBe(text)
    expect((await importC(everything)).text).toBe(text)
  })

  it('I-9: is what the guide says', async () => {
    const guide = read('docs/importing.md')
    const block = (start: string): string => {
      const from = guide.indexOf(start) + start.length
      return guide.slice(from, guide.indexOf('```', from))
    }
    const { text } = await importC(block('// queue.h\n'), { strings: true })
    const isRemark = (line: string): boolean => line.startsWith('//')
    expect(text.split('\n').filter((line) => !isRemark(line))).toEqual(
      block('// file: queue.abi.ts\n').split('\n'),
    )
  })

  it('I-9: names the inputs, but no folder of the machine', async () => {
    const path = writeTemporary('named.h', '#include "/dev/null"\nstruct S { int a; };')
    const { text } = await importHeader({
      headers: [path],
      types: ["it's|S"],
      includePaths: ['include', path.slice(0, -'/named.h'.length)],
      defines: ['A=1'],
      clangArguments: ['-std=c11'],
    })
    expect(text).toContain(
      `//   abiding import named.h --types 'it'\\''s|S' -I include -D A=1 --target ${hostTarget().name} -- -std=c11\n`,
    )
    expect(text).not.toContain(path.slice(0, path.indexOf('/named.h')))
  })
})

describe('the writer of expressions', () => {
  const name = fc.stringMatching(/^[a-z][a-z_]{0,24}$/).map((one) => `n_${one}`)
  // Prettier treats short keys otherwise.
  const key = fc.oneof(name, fc.constantFrom('a', 'abc', 'abcd', 'abcde', 'abcdef'))
  const string = fc.oneof(fc.string({ maxLength: 60 }), fc.stringMatching(/^[a-z '"\\]{0,160}$/))
  const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      name.map((one): Expression => ({ kind: 'exported', name: one })),
      fc
        .record({ callee: name, arguments: fc.array(tie('expression'), { minLength: 2, maxLength: 4 }) })
        .map((one): Expression => ({ kind: 'call', ...one })),
      fc
        .array(fc.record({ key, value: tie('expression') }), { minLength: 1, maxLength: 4 })
        .map((entries): Expression => ({ kind: 'record', entries, isTall: true })),
      fc
        .record({ key: name, value: tie('expression') })
        .map((entry): Expression => ({ kind: 'record', entries: [entry], isTall: false })),
      fc
        .array(fc.record({ key, value: tie('expression') }), { minLength: 2, maxLength: 5 })
        .map((entries): Expression => ({
          kind: 'list',
          items: entries.map((entry) => ({ kind: 'record', entries: [entry], isTall: false })),
        })),
      fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 63n })
        .map((value): Expression => ({ kind: 'number', value })),
      string.map((value): Expression => ({ kind: 'string', value })),
    ),
  }))

  it('I-9: writes what prettier would', async () => {
    const writer = new ExpressionWriter((key) => key)
    await fc.assert(
      fc.asyncProperty(name, expression, async (constant, one) => {
        const head = `export const ${constant} = `
        const text = `${head}${writer.write({ kind: 'call', callee: 'call', arguments: [one, one] }, 0, head.length, 0)}\n`
        expect(await format(text, style)).toBe(text)
      }),
    )
  })

  it('I-9: breaks lines of long strings where prettier would', async () => {
    const writer = new ExpressionWriter((one) => one)
    const keys = ['a', 'abc', 'abcd', 'abcde', 'abcdefgh']
    const entries = keys.flatMap((start) =>
      [98, 99, 100, 101, 102, 103, 104, 105].map((length) => ({
        key: start,
        value: { kind: 'string', value: 'x'.repeat(length) } as const,
      })),
    )
    const text = `export const all = ${writer.write({ kind: 'record', entries, isTall: true }, 0, 19, 0)}\n`
    expect(await format(text, style)).toBe(text)
  })

  it('I-9: writes strings that mean what they say', () => {
    const writer = new ExpressionWriter((key) => key)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = writer.flat({ kind: 'string', value })!
        expect(runInNewContext(text)).toBe(value)
      }),
    )
  })
})
