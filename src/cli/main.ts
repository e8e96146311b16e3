#!/usr/bin/env node
import module from 'node:module'

// Where Node can, it keeps what it compiles for the next call; where the folder for that cannot be written, it does not.
const { enableCompileCache } = module as { enableCompileCache?: () => void }
enableCompileCache?.()
const { run } = await import('./program.js')

// Whoever reads the output may have seen enough (`abiding show … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const exitCode = await run(process.argv.slice(2))

// A declaration may have left a timer or a socket open: the command is over all the same, once its output is out.
process.stdout.write('', () => process.exit(exitCode))
