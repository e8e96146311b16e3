// Runs on the pages that server.ts serves, and reports to it.
import { codePath, runChecks } from './checks.js'

const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated
const report = { ...codePath(), isolated, results: runChecks() }
await fetch(`/report${location.pathname}`, { method: 'POST', body: JSON.stringify(report) })

declare const location: { readonly pathname: string }
