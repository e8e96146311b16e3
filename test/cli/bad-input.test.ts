// Whatever a declaration file does, the command says what is wrong with it, and exits with 1.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { abiding, copy, shapes } from './command.js'

const folder = join(copy.folder, 'declarations')
mkdirSync(folder)

const prelude = `import { pointer, struct, u8 } from 'abiding'\n`

/** A declaration file by name, its text, and what is said about it. */
const declarations: Record<string, { text: string; says: (string | RegExp)[] }> = {
  'empty.ts': { text: '', says: ['ABI-T002 empty.ts: the file declares nothing'] },
  'nothing.ts': { text: 'export {}', says: ['the file declares nothing', 'found:    no exports', 'hint:'] },
  'other.ts': {
    text: `export const a: number = 1\nexport function b() {}\nexport default 'c'`,
    says: ['the exports a (the number 1), b (the function b), default (the string "c")'],
  },
  'syntax.ts': { text: 'export const A: = 3', says: ['ABI-T002 syntax.ts:1:', 'a syntax error: '] },
  'syntax.mjs': { text: 'export const A =', says: ['ABI-T002 syntax.mjs:1:', 'a syntax error: '] },
  'module.ts': {
    text: `import { a } from './nowhere.js'\nexport const b = a`,
    says: ['ABI-T002 module.ts', `Cannot find module './nowhere.js'`],
  },
  'package.ts': {
    text: `import { a } from 'no-such-package'\nexport const b = a`,
    says: ['ABI-T002 package.ts', `Cannot find module 'no-such-package'`],
  },
  'name.ts': { text: `import { strukt } from 'abiding'\nexport const A = strukt('A', {})`, says: ['strukt'] },
  'declaration.ts': {
    text: `${prelude}\nexport const A = struct('A', {})`,
    says: ['ABI-T002 declaration.ts:3: the declaration', 'ABI-L002 A: a struct needs at least one field'],
  },
  'late.ts': {
    text: `${prelude}export const A = struct('A', { get b() { return pointer(Nope) } })`,
    says: ['ABI-T002 late.ts:2: the declaration', 'ReferenceError: Nope is not defined'],
  },
  'names.ts': {
    text: `${prelude}export const A = struct('A', { a: u8 })\nexport const B = struct('A', { b: u8 })`,
    says: ['ABI-T002 names.ts', 'ABI-L005 A: two different types have this name'],
  },
  'error.ts': { text: `${prelude}\nthrow new RangeError('boom')`, says: ['error.ts:3:', 'RangeError: boom'] },
  'null.ts': { text: 'throw null', says: ['ABI-T002 null.ts: ', 'it throws null'] },
  'floating.ts': {
    text: `Promise.reject(new Error('adrift'))\nawait new Promise((done) => setTimeout(done, 1000))\nexport {}`,
    says: ['ABI-T002 floating.ts:1: ', 'adrift'],
  },
  'forever.ts': {
    text: `await new Promise(() => {})\nexport {}`,
    says: ['ABI-T002 forever.ts: ', 'it waits for something that never comes'],
  },
  'wrong.txt': { text: '', says: ['a file of another kind, .txt'] },
}

describe.concurrent('a declaration file', () => {
  test.each(Object.entries(declarations))('%s', async (file, { text, says }) => {
    writeFileSync(join(folder, file), text)
    const { exitCode, stdout, stderr } = await abiding(['header', file], { cwd: folder })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    for (const part of says) expect(stderr).toMatch(part instanceof RegExp ? part : new RegExp(escaped(part)))
    expect(stderr, 'no stack').not.toMatch(/^\s+at /m)
  })

  test('that does not exist', async () => {
    const { exitCode, stderr } = await abiding(['show', 'nowhere.ts'])
    expect(exitCode).toBe(1)
    expect(stderr).toBe(
      'ABI-T002 nowhere.ts: not a declaration file\n' +
        '  expected: a file with declarations, .ts, .mts, .js, .mjs\n' +
        '  found:    no such file\n',
    )
  })

  test('that is a folder', async () => {
    expect(await abiding(['show', folder])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('a folder'),
    })
  })
})

test.concurrent('--debug adds the stacks, of the cause too', async () => {
  writeFileSync(join(folder, 'debugged.ts'), `${prelude}\nexport const A = struct('A', {})`)
  const { exitCode, stderr } = await abiding(['show', 'debugged.ts', '--debug'], { cwd: folder })
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(
    /CommandError: ABI-T002 [^]*\n +at [^]*Caused by: DeclarationError: ABI-L002 [^]*\n +at /,
  )
})

test.concurrent('an unknown type: the known ones are listed', async () => {
  const { exitCode, stderr } = await abiding(['show', shapes, '--type', 'Statz'])
  expect(exitCode).toBe(1)
  expect(stderr).toContain('ABI-T001 ')
  expect(stderr).toContain('expected: one of Stats, Edge, Big, Cursor, Meter, Point, RStr\n  found:    Statz')
})

test.concurrent('an opaque type cannot be drawn', async () => {
  const { exitCode, stderr } = await abiding(['show', shapes, '--type', 'Database'])
  expect(exitCode).toBe(1)
  expect(stderr).toContain('Database, an opaque type')
})

test.concurrent.each([
  { output: join('nowhere', 'a.h'), found: 'no such folder' },
  { output: '.', found: 'a folder' },
])('an output that cannot be written: $found', async ({ output, found }) => {
  const { exitCode, stderr } = await abiding(['header', shapes, '-o', output], { cwd: folder })
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`ABI-T003 ${output}: the header cannot be written`)
  expect(stderr).toContain(`found:    ${found}\n`)
})

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
