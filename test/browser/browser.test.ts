// The layers that run in a browser, running in one: headless Chromium loads the browser entry as native ES modules.
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outsideImports } from '../house/import-graph.js'
import { runProgram } from '../support/child.js'
import { requireTool, tools } from '../support/tools.js'
import { checks, codePath, runChecks } from './checks.js'
import { servePages, type PageServer } from './server.js'

const expected = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, check.expected]))

describe('in Node', () => {
  it('L-1, M-4, M-9: with generated accessors', () => {
    expect(codePath()).toEqual({ mayGenerate: true, getter: 'generated' })
    expect(runChecks()).toEqual(expected)
  })

  it('L-1, M-4, M-9: where code cannot be generated', async () => {
    const result = await runProgram('browser-checks.ts', [], ['--disallow-code-generation-from-strings'])
    expect(result).toMatchObject({ status: 0, signal: null })
    expect(result.output).toEqual({ mayGenerate: false, getter: 'closure', results: expected })
  })
})

describe('the browser entry', () => {
  it('imports nothing that a page cannot load', () => {
    expect([...outsideImports('src/index.browser.ts')]).toEqual([])
  })
})

describe.runIf(requireTool('chromium'))('in Chromium', { timeout: 60_000 }, () => {
  let server: PageServer
  let browser: Browser

  beforeAll(async () => {
    server = await servePages()
    browser = await chromium.launch({ executablePath: tools.chromium!, chromiumSandbox: false })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.[Symbol.asyncDispose]()
  })

  /** What a page reports, or what went wrong on it. */
  async function visit(path: string): Promise<unknown> {
    const page = await browser.newPage()
    const failed = new Promise<never>((_, reject) => page.on('pageerror', reject))
    failed.catch(() => undefined)
    await page.goto(server.origin + path)
    const report = await Promise.race([server.report(path), failed])
    await page.close()
    expect(server.missing.filter((one) => one !== '/favicon.ico')).toEqual([])
    return report
  }

  it('L-1, M-4, M-9: with generated accessors', async () => {
    const report = await visit('/open')
    expect(report).toEqual({ mayGenerate: true, getter: 'generated', isolated: true, results: expected })
  })

  it('L-1, M-4, M-9: on a page that forbids code from strings', async () => {
    const report = await visit('/strict')
    expect(report).toEqual({ mayGenerate: false, getter: 'closure', isolated: true, results: expected })
  })
})
