// Docs cannot rot: every TypeScript block of every document is type-checked and executed as a module.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { allBlocks, blocksOfMarkdown, blocksOfSource, modulePath, moduleText } from './blocks.js'
import { root } from './files.js'
import { isPackageName, requirePackage, type PackageName } from '../support/packages.js'
import { requireTool, type ToolName } from '../support/tools.js'
import { typeErrors } from './type-check.js'

const fence = '```'

// Inside the repository, so that the aliases of vitest and the options of tsconfig.json apply.
mkdirSync(join(root, '.build'), { recursive: true })
const folder = mkdtempSync(join(root, '.build', 'examples-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isInstalled = (name: ToolName | PackageName): boolean =>
  isPackageName(name) ? requirePackage(name) : requireTool(name)

describe('examples', () => {
  const blocks = allBlocks()
  let errors: Map<string, string[]>

  beforeAll(() => {
    for (const block of blocks) {
      mkdirSync(dirname(modulePath(folder, block)), { recursive: true })
      writeFileSync(modulePath(folder, block), moduleText(block), { flag: 'wx' })
    }
    errors = typeErrors(blocks.map((block) => modulePath(folder, block)))
  }, 120_000)

  for (const block of blocks)
    test(`${block.document}:${block.line}`, async () => {
      expect(errors.get(modulePath(folder, block)) ?? []).toEqual([])
      // What an example prints is for its reader, not for the test report.
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
      try {
        const canRun = block.needs === undefined || isInstalled(block.needs)
        if (block.runs && canRun) await import(/* @vite-ignore */ modulePath(folder, block))
      } finally {
        log.mockRestore()
      }
    })
})

describe('finding examples', () => {
  test('in Markdown: ts blocks alone, with their line, however fenced', () => {
    const text = [
      'Text',
      `${fence}ts`,
      'const a = 1',
      fence,
      `${fence}c`,
      'int b;',
      fence,
      `${fence}${fence}md`,
      `${fence}ts`,
      'not this one',
      fence,
      `${fence}${fence}`,
      `  ${fence}ts no-run`,
      '  // file: c.ts',
      '    const c = 3',
      `  ${fence}`,
      `${fence}ts needs-clang`,
      'd()',
      fence,
      `${fence}ts needs-sqlite`,
      'e()',
      fence,
    ].join('\n')
    expect(blocksOfMarkdown('a.md', text)).toEqual([
      { document: 'a.md', line: 3, code: 'const a = 1', runs: true, module: 'a.md/line-3.ts' },
      { document: 'a.md', line: 14, code: '// file: c.ts\n  const c = 3', runs: false, module: 'a.md/c.ts' },
      { document: 'a.md', line: 18, code: 'd()', runs: true, needs: 'clang', module: 'a.md/line-18.ts' },
      { document: 'a.md', line: 21, code: 'e()', runs: true, needs: 'sqlite', module: 'a.md/line-21.ts' },
    ])
  })

  test('in sources: inside TSDoc comments', () => {
    const text = [
      "const glob = 'src/**/*.ts'",
      '  /**',
      '   * Does a thing.',
      '   * @example',
      `   * ${fence}ts`,
      '   * thing({',
      '   *   a: 1 })',
      `   * ${fence}`,
      '   */',
    ].join('\n')
    expect(blocksOfSource('src/a.ts', text)).toEqual([
      {
        document: 'src/a.ts',
        line: 6,
        code: 'thing({\n  a: 1 })',
        runs: true,
        module: 'src/a.ts/line-6.ts',
      },
    ])
  })

  test('refuses a block that would be lost', () => {
    expect(() => blocksOfMarkdown('a.md', `${fence}ts\nopen`)).toThrow('a.md:2: the fence is never closed')
    expect(() => blocksOfSource('a.ts', '/**\n * @example\n * f()\n */')).toThrow('without a ts block')
    expect(() => blocksOfMarkdown('a.md', `${fence}ts\n// file: ../b.ts\n${fence}`)).toThrow('is outside')
    expect(() => blocksOfMarkdown('a.md', `${fence}ts needs-clnag\n${fence}`)).toThrow('called clnag')
  })

  test('moves a block to the lines that it has in its document', () => {
    const [block] = blocksOfMarkdown('a.md', `\n\n${fence}ts\nfail()\n${fence}`)
    expect(block && moduleText(block).split('\n')[3]).toBe('fail()')
  })
})
