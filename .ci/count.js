// Prints "<passed> <failed>" for a JSON report of vitest. A skipped test, or a report that is missing, is a failure.
import { existsSync, readFileSync } from 'node:fs'

const path = process.argv[2] ?? ''
if (!existsSync(path)) {
  console.log('0 1')
} else {
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const skipped = report.numPendingTests + report.numTodoTests
  if (skipped > 0) console.error(`${skipped} tests were skipped: CI must run them all`)
  const failed = report.numFailedTests + skipped
  // A file that fails to load, or an unhandled error, fails the run without failing a test.
  console.log(report.numPassedTests, report.success ? failed : Math.max(failed, 1))
}
