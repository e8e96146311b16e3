// Serves the sources to a browser as ES modules, and collects what its pages report.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../house/files.js'

const nonce = 'import-map'

/** Pages by path, with their content security policy. The strict one allows WebAssembly, but no code from strings. */
const pages: Readonly<Record<string, string | undefined>> = {
  '/open': undefined,
  '/strict': `default-src 'self'; script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'`,
}

const document = `<!doctype html>
<title>abiding</title>
<script type="importmap" nonce="${nonce}">{ "imports": { "abiding": "/src/index.browser.js" } }</script>
<script type="module" src="/test/browser/page.js"></script>`

/** Shared memory is given only to pages that share their process with nobody. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export interface PageServer extends AsyncDisposable {
  readonly origin: string
  /** What the page at a path reported. */
  readonly report: (path: string) => Promise<unknown>
  /** Paths that were asked for and do not exist. */
  readonly missing: readonly string[]
}

/** Starts a server on the loopback interface. */
export async function servePages(): Promise<PageServer> {
  const reports = new Map(Object.keys(pages).map((path) => [path, deferred()]))
  const missing: string[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname
    const reported = reports.get(path.replace('/report', ''))
    if (path.startsWith('/report/') && reported !== undefined) {
      readText(request).then((text) => reported.resolve(JSON.parse(text)), reported.reject)
      response.end()
    } else if (path in pages) sendPage(response, pages[path])
    else if (!sendModule(response, path)) missing.push(path)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    report: (path) => reports.get(path)!.promise,
    missing,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Deferred {
  readonly promise: Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

function deferred(): Deferred {
  let settle: Omit<Deferred, 'promise'>
  const promise = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle! }
}

function sendPage(response: ServerResponse, policy: string | undefined): void {
  const headers = policy === undefined ? {} : { 'Content-Security-Policy': policy }
  response.writeHead(200, { 'Content-Type': 'text/html', ...isolation, ...headers }).end(document)
}

/** The TypeScript file behind the name of a module, compiled; whether there is one. */
function sendModule(response: ServerResponse, path: string): boolean {
  const source = join(root, path.replace(/\.js$/, '.ts'))
  if (!/^\/(src|test)\/[\w/.-]+\.js$/.test(path) || !existsSync(source)) {
    response.writeHead(404).end()
    return false
  }
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      useDefineForClassFields: false,
      verbatimModuleSyntax: true,
    },
  })
  response.writeHead(200, { 'Content-Type': 'text/javascript', ...isolation }).end(outputText)
  return true
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string
  return text
}
