import { bindSymbol, fn, LibraryError, openLibrary, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { compile } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const source = `unsigned twice(unsigned value) { return value * 2; }
int not_a_function = 1;`

describe.runIf(requireTool('cc'))('bindSymbol', () => {
  const path = compile(source, 'symbols')
  const library = openLibrary(path)

  it('K-25: binds a function that the library exports', () => {
    const twice = bindSymbol(library, 'twice', fn({ value: u32 }, u32))
    expect(twice(21)).toBe(42)
    expect(twice.name).toBe('twice')
  })

  it('K-25: refuses a symbol that the library does not export', () => {
    expect(library.symbol('thrice')).toBeUndefined()
    const error = refusal(() => bindSymbol(library, 'thrice', fn({ value: u32 }, u32)))
    expect(error).toBeInstanceOf(LibraryError)
    expect(error).toMatchObject({
      code: 'ABI-F010',
      rule: 'K-25',
      path: 'thrice',
      found: `no thrice in ${path}`,
    })
  })

  it('M-7: refuses a symbol that is no code', () => {
    expect(refusal(() => bindSymbol(library, 'not_a_function', fn({})))).toMatchObject({
      code: 'ABI-C003',
      path: 'not_a_function',
    })
  })

  it.runIf(process.platform === 'linux')('K-25: opens a library by its name alone', () => {
    expect(openLibrary('libc.so.6').symbol('malloc')).toBeGreaterThan(0x10000)
  })
})
