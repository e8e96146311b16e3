import { LibraryError } from 'abiding'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openLibrary } from '../../src/ffi/library.js'
import { compileFixture } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const folder = mkdtempSync(join(tmpdir(), 'abiding-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, contents)
  return path
}

describe.runIf(requireTool('cc'))('openLibrary', () => {
  it('K-2: finds functions and variables', () => {
    const path = compileFixture('calls.c')
    const library = openLibrary(path)
    expect(library.path).toBe(path)
    expect(library.symbol('call_twice')).toBeGreaterThan(0x10000)
    expect(library.symbol('observed')).toBeGreaterThan(0x10000)
    expect(library.symbol('no_such_symbol')).toBeUndefined()
    expect(library.symbol('')).toBeUndefined()
    expect(openLibrary(path).symbol('call_twice')).toBe(library.symbol('call_twice'))
  })

  it('says in the words of the system why a file cannot be loaded', () => {
    const whole = readFileSync(compileFixture('calls.c'))
    const broken = [
      join(folder, 'absent.so'),
      folder,
      file('text.so', 'not a library'),
      file('empty.so', ''),
      file('short.so', whole.subarray(0, 40)),
      file('image.so', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)),
    ]
    for (const path of broken) {
      const error = refusal(() => openLibrary(path))
      expect(error).toBeInstanceOf(LibraryError)
      expect(error).toMatchObject({ code: 'ABI-F003', path })
      expect(error.found).toBeTruthy()
    }
  })

  it.each([null, undefined, '', 'libc.so.6\0', 7, {}])('K-25: refuses %j, which is no path', (path) => {
    expect(refusal(() => openLibrary(path as string))).toMatchObject({ code: 'ABI-F003', rule: 'K-25' })
  })
})
