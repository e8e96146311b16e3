// Imports that cannot be.
import { importHeader } from 'abiding/import'
import { targets, type AbidingError } from 'abiding'
import { chmodSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importC, writeTemporary } from '../support/imports.js'
import { requireTool } from '../support/tools.js'

async function refused(work: Promise<unknown>): Promise<AbidingError> {
  const error = await work.then(
    () => expect.fail('nothing was refused'),
    (thrown: unknown) => thrown as AbidingError,
  )
  expect(error.name).toBe('CommandError')
  return error
}

describe('an import', () => {
  it('I-1: is refused without clang', async () => {
    const error = await refused(importC('struct S { int a; };', { clang: 'no-such-clang' }))
    expect(error).toMatchObject({ code: 'ABI-T004', path: 'no-such-clang', found: 'no such program' })
    expect(error.hint).toContain('--clang')
  })

  it.runIf(process.platform !== 'win32').each([
    ['prints nothing', 'exit 0', 'JSON'],
    ['prints something else', 'cat >/dev/null; echo 7', 'a translation unit'],
  ])('I-1: is refused with a clang that %s', async (_what, script, expected) => {
    const path = writeTemporary('clang', `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    const error = await refused(importC('struct S { int a; };', { clang: path }))
    expect(error.code).toBe('ABI-T004')
    expect(error.expected).toContain(expected)
  })
})

describe.runIf(requireTool('clang'))('an import through clang', () => {
  it('I-1: is refused for a header that does not compile, with what clang says', async () => {
    const error = await refused(importC('struct S { missing_t a; };'))
    expect(error.code).toBe('ABI-T005')
    expect(error.found).toContain("unknown type name 'missing_t'")
    expect(error.hint).toContain('--include')
  })

  it('I-1: is refused for a header that is not there', async () => {
    const error = await refused(importHeader({ headers: ['no/such/header.h'] }))
    expect(error).toMatchObject({ code: 'ABI-T005', path: 'no/such/header.h' })
    expect(error.found).toContain('file not found')
    expect(error.hint).toContain('-I')
  })

  it('I-1: is refused for arguments that clang does not know', async () => {
    const error = await refused(importC('struct S { int a; };', { clangArguments: ['--no-such-argument'] }))
    expect(error.code).toBe('ABI-T005')
    expect(error.found).toContain('--no-such-argument')
  })

  it('I-2: is refused for a pattern that matches nothing, with names that there are', async () => {
    const error = await refused(importC('struct Point { int a; };', { types: ['point'] }))
    expect(error).toMatchObject({ code: 'ABI-T006', path: 'point', found: 'Point' })
    expect(error.hint).toContain('Point')
  })

  it('I-2: is refused for a pattern that matches only a part of a name', async () => {
    expect((await refused(importC('struct Point { int a; };', { types: ['Poi'] }))).code).toBe('ABI-T006')
  })

  it('I-2: is refused for what is no regular expression', async () => {
    const error = await refused(importC('struct Point { int a; };', { types: ['(Point'] }))
    expect(error).toMatchObject({ code: 'ABI-T006', path: '(Point' })
    expect(error.found).toContain('nvalid regular expression')
  })

  it('I-1: reads a header for any target', async () => {
    const text =
      'struct S { char c; long l; long long q; double d; void *p; __WCHAR_TYPE__ w; unsigned a : 3; char z; enum { A = -1 } e; };'
    for (const target of Object.values(targets)) {
      const { leftOut, types, spellings } = await importC(text, { target })
      expect(leftOut, target.name).toEqual([])
      expect([...types.keys()], target.name).toEqual(['S_e', 'S'])
      expect(spellings.get('S')).toBe('struct S')
    }
  })
})
