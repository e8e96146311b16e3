// Libraries with the tables that a test asks for, linked by the compiler of this machine.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../house/files.js'
import { writeWhole } from '../support/compile.js'
import { tools } from '../support/tools.js'

const built = join(root, '.build', 'fixtures')

/** Compiles C with flags of a test's own; equal source and flags give the same file. */
export function buildLibrary(source: string, flags: readonly string[], compiler = tools.cc!): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, flags, compiler]))
    .digest('hex')
    .slice(0, 16)
  const library = join(built, `inspected-${hash}.so`)
  if (existsSync(library)) return library
  mkdirSync(built, { recursive: true })
  const text = join(built, `inspected-${hash}.c`)
  writeWhole(text, source)
  const unfinished = `${library}.${process.pid}`
  const { status, stderr } = spawnSync(compiler, [...flags, '-o', unfinished, text], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${compiler} refuses ${text}:\n${stderr}`)
  renameSync(unfinished, library)
  return library
}

/** A library whose data hold addresses of all kinds: of its own, with addends, of what it exports, of others. */
export const pointerSource = `
#include <stdio.h>
static int hidden[8] = {1, 2, 3};
int shown = 7;
int get(void) { return hidden[2]; }
const void *table[] = {&hidden[3], &shown, (const void *)get, &hidden[0], (const char *)&shown + 2, 0};
int zeros[3000];
const void *foreign[] = {(const void *)puts};
`
