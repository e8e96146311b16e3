import { emitCHeader } from 'abiding'
import type { AnyTrait } from 'abiding/connection'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Compiles a peer in C that exports the table of a trait whose one method is `add`.
 *
 * @param trait - The trait.
 * @returns The path of the library.
 */
export function compileDirectAdder(trait: AnyTrait): string {
  const folder = fileURLToPath(new URL('../.build/bench/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const [source, library] = [`${folder}direct-adder.c`, `${folder}direct-adder.so`]
  writeFileSync(
    source,
    `${emitCHeader([trait])}
static void *create(void) { static int object; return &object; }
static void drop(void *object) { (void)object; }
static uint32_t add(void *object, uint32_t left, uint32_t right) { (void)object; return left + right; }
static Adder table = { ADDER_HEADER, create, drop, add };
ADDER_EXPORT(table)
`,
  )
  const { status, stderr } = spawnSync('cc', ['-std=c11', '-O2', '-shared', '-fPIC', '-o', library, source], {
    encoding: 'utf8',
  })
  if (status === 0) return library
  throw new Error(`cc cannot compile ${source}:\n${stderr}`)
}
