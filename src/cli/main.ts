#!/usr/bin/env node
import { run } from './program.js'

// Whoever reads the output may have seen enough (`abiding show … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const exitCode = await run(process.argv.slice(2))

// A declaration may have left a timer or a socket open: the command is over all the same, once its output is out.
process.stdout.write('', () => process.exit(exitCode))
