// What C compilers say of shapes.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AskCompiler, CompoundLayout } from './layout-proof.js'
import { defineInC, memberName, type CDefinition } from './shape-c.js'

/** Gives the layouts of all structs and unions of some definitions, by their tags. */
type AskForRecords = (definitions: readonly CDefinition[]) => ReadonlyMap<string, CompoundLayout>

const askingFor =
  (records: AskForRecords): AskCompiler =>
  (shapes) => {
    const definitions = shapes.map((shape, index) => defineInC(shape, `R${index}`))
    const layouts = records(definitions)
    return definitions.map(({ source, claims }) => ({
      source,
      compounds: claims.map(({ shape, read }) => ({ shape, layout: read(layouts) })),
    }))
  }

/** Asks clang for a foreign target; it prints the layouts of all records itself. */
export function askClang(clang: string, triple: string): AskCompiler {
  return askingFor((definitions) => {
    const { status, stdout, stderr } = spawnSync(
      clang,
      [
        `--target=${triple}`,
        '-ffreestanding',
        '-fsyntax-only',
        '-w',
        ...['-Xclang', '-fdump-record-layouts-complete', '-Xclang', '-fdump-record-layouts-simple'],
        ...['-x', 'c', '-'],
      ],
      { input: definitions.map(({ source }) => source).join('\n'), encoding: 'utf8', maxBuffer: 2 ** 30 },
    )
    if (status !== 0) throw new Error(`clang for ${triple} refuses:\n${stderr.slice(0, 4000)}`)
    return parseDump(stdout)
  })
}

const dumped =
  /^Type: (?:struct|union) (\w+)$[^]*?^ {2}Size:(\d+)$[^]*?^ {2}Alignment:(\d+)$\s+FieldOffsets: \[([^\]]*)\]/gm

function parseDump(text: string): Map<string, CompoundLayout> {
  const layouts = new Map<string, CompoundLayout>()
  for (const [, name = '', size, alignment, offsets = ''] of text.matchAll(dumped)) {
    layouts.set(name, {
      size: Number(size) / 8,
      alignment: Number(alignment) / 8,
      offsets: offsets === '' ? [] : offsets.split(', ').map(Number),
    })
  }
  return layouts
}

/** Asks the compiler of this machine by a program that sets every bit field and looks which bits changed. */
export function askByRunning(compiler: string): AskCompiler {
  return askingFor((definitions) => {
    const folder = mkdtempSync(join(tmpdir(), 'abiding-'))
    try {
      const text = join(folder, 'layouts.c')
      const program = join(folder, 'layouts')
      writeFileSync(text, printingProgram(definitions))
      execFileSync(compiler, ['-w', '-O0', '-o', program, text], { stdio: ['ignore', 'ignore', 'pipe'] })
      const lines = execFileSync(program, { encoding: 'utf8', maxBuffer: 2 ** 30 })
        .trim()
        .split('\n')
      return new Map(
        lines.map((line) => {
          const [name = '', size, alignment, ...offsets] = line.split(' ')
          return [
            name,
            {
              size: Number(size),
              alignment: Number(alignment),
              offsets: offsets.map((offset) => (offset === '-' ? undefined : Number(offset))),
            },
          ]
        }),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}

function printingProgram(definitions: readonly CDefinition[]): string {
  const functions = definitions.flatMap(({ records }) =>
    records.map(({ name, shape }) => {
      const type = `${shape.kind} ${name}`
      const offsets = shape.members.map((member, index) => {
        if (member.kind === 'field') return `field(__builtin_offsetof(${type}, ${memberName(index)}));`
        if (!member.isNamed) return 'unnamed();'
        return `memset(&value, 0, sizeof value); value.${memberName(index)} = -1; bits(&value, sizeof value);`
      })
      return [
        `static void print_${name}(void) {`,
        `  static ${type} value;`,
        `  printf("${name} %zu %zu", sizeof(${type}), _Alignof(${type}));`,
        ...offsets.map((line) => `  ${line}`),
        '  printf("\\n");',
        '}',
      ].join('\n')
    }),
  )
  return [
    '#include <stdio.h>',
    '#include <string.h>',
    ...definitions.map(({ source }) => source),
    'static void field(size_t offset) { printf(" %zu", offset * 8); }',
    'static void unnamed(void) { printf(" -"); }',
    'static void bits(const void *value, size_t size) {',
    '  const unsigned char *bytes = value;',
    '  for (size_t bit = 0; bit < size * 8; bit++)',
    '    if (bytes[bit / 8] >> bit % 8 & 1) { printf(" %zu", bit); return; }',
    '  printf(" none");',
    '}',
    ...functions,
    'int main(void) {',
    ...definitions.flatMap(({ records }) => records.map(({ name }) => `  print_${name}();`)),
    '}',
    '',
  ].join('\n')
}
