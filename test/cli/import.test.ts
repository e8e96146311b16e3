// `abiding import`, run as a process.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeTemporary } from '../support/imports.js'
import { requireTool } from '../support/tools.js'
import { abiding, copy } from './command.js'

const header = writeTemporary(
  'shapes.h',
  '#include SIZES\ntypedef struct { number x, y; const char *name; } Point;\nstruct Bad { long double l; };\n',
)
const folder = header.slice(0, -'/shapes.h'.length)
writeFileSync(join(folder, 'sizes.h'), 'typedef NUMBER number;\n')
const options = ['-I', folder, '-DSIZES=<sizes.h>', '--define', 'NUMBER=short']

describe.runIf(requireTool('clang'))('abiding import', () => {
  it('I-2: writes declarations to the standard output', async () => {
    const { exitCode, stdout, stderr } = await abiding(['import', header, '--types', 'Point', ...options])
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(stdout).toContain("export const Point = struct('Point', {\n  x: number,\n  y: number,\n")
    expect(stdout).toContain('name: nullable(constPointer(c_char)),')
  })

  it('I-9: writes a file that the other commands read', async () => {
    const file = join(copy.folder, 'imported.abi.ts')
    const written = await abiding(['import', header, '-t', 'Point', '--strings', '-o', file, ...options])
    expect(written).toEqual({ exitCode: 0, stdout: `${file}: 2 types\n`, stderr: '' })
    expect(readFileSync(file, 'utf8')).toContain('name: nullable(cString),')
    const shown = await abiding(['show', file, '--json'])
    expect(JSON.parse(shown.stdout)).toMatchObject({ types: [{ name: 'Point', size: 16 }] })
  })

  it('I-8: reports what it leaves out, writes the rest, and ends with status 3', async () => {
    const { exitCode, stdout, stderr } = await abiding(['import', header, ...options])
    expect(exitCode).toBe(3)
    expect(stderr).toBe('Bad: left out, because of its field l: there is no type for long double\n')
    expect(stdout).toContain('export const Point')
    expect(stdout).toContain('// Left out: Bad, because of its field l: there is no type for long double.')
  })

  it('I-1: hands the arguments behind -- to clang', async () => {
    const { exitCode, stdout } = await abiding([
      ...['import', '-t', 'Point', '-I', folder, header],
      ...['--', '-DSIZES=<sizes.h>', '-DNUMBER=unsigned char', '-std=c99'],
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('export const number = c_uchar')
  })

  it('I-1: reads for another target', async () => {
    const text = writeTemporary('word.h', 'struct word { long l; };')
    const { stdout } = await abiding(['import', text, '--target', 'x86_64-windows-msvc'])
    expect(stdout).toContain('--target x86_64-windows-msvc')
    expect(stdout).toContain('l: c_long,')
  })

  it('I-1: shows what clang says, and writes nothing', async () => {
    const file = join(folder, 'never.ts')
    const { exitCode, stdout, stderr } = await abiding(['import', header, '-o', file])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toContain('ABI-T005')
    expect(stderr).toContain('expected "FILENAME" or <FILENAME>')
    expect(existsSync(file)).toBe(false)
  })

  it('I-2: says which names there are', async () => {
    const { exitCode, stderr } = await abiding(['import', header, '-t', 'point', ...options])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('ABI-T006 point: no type has such a name')
    expect(stderr).toContain('the header has Point')
  })

  it.runIf(process.platform !== 'win32' && process.getuid?.() !== undefined)(
    'I-1: refuses a file that cannot be written',
    async () => {
      const file = join(folder, 'no-folder', 'out.ts')
      const { exitCode, stderr } = await abiding(['import', header, '-t', 'Point', '-o', file, ...options])
      expect(exitCode).toBe(1)
      expect(stderr).toContain('ABI-T003')
      expect(stderr).toContain('no such folder')
    },
  )
})

describe('abiding import, called in the wrong way', () => {
  it('I-1: without clang', async () => {
    const { exitCode, stderr } = await abiding(['import', header, '--clang', join(folder, 'clang')])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('ABI-T004')
    expect(stderr).toContain('install it')
  })

  it('I-1: with a clang that may not be run', async () => {
    const path = writeTemporary('clang', 'no program')
    chmodSync(path, 0o644)
    const { exitCode, stderr } = await abiding(['import', header, '--clang', path])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('ABI-T004')
  })

  it.each([
    ['without a header', []],
    ['with arguments of clang alone', ['--', '-std=c11']],
    ['for an unknown target', [header, '--target', 'pdp11']],
  ])('I-1: %s', async (_what, args) => {
    const { exitCode, stdout } = await abiding(['import', ...args])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })

  it('I-8: the help explains the exit status', async () => {
    const { exitCode, stdout } = await abiding(['import', '--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('[-- <argument of clang>...]')
    expect(stdout).toMatch(/Exit status:[^]* 3 {2}the declarations are written, but some types are left out/)
  })
})
