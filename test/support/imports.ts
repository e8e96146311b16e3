// C headers, imported and executed.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layoutOf, type AnyType, type Target } from 'abiding'
import { importHeader, type ImportedHeader, type ImportOptions } from 'abiding/import'
import { expect, inject } from 'vitest'

const folder = mkdtempSync(join(inject('temporaryFolder'), 'imports-'))

let count = 0

/** Writes a file that no other test sees, and gives its path. */
export function writeTemporary(name: string, text: string): string {
  const own = join(folder, String(count++))
  mkdirSync(own)
  writeFileSync(join(own, name), text)
  return join(own, name)
}

/** Imports the text of a header. */
export function importC(text: string, options: Partial<ImportOptions> = {}): Promise<ImportedHeader> {
  return importHeader({ headers: [writeTemporary('test.h', text)], ...options })
}

/** The declarations of a header without the comment and the import at the top. */
export async function declarationsOf(text: string, options: Partial<ImportOptions> = {}): Promise<string> {
  const imported = await importC(text, options)
  expect(imported.leftOut).toEqual([])
  return bodyOf(imported)
}

/** Imported text without the comment and the import at the top. */
export function bodyOf({ text }: ImportedHeader): string {
  return text.slice(text.indexOf("from 'abiding'") + "from 'abiding'".length).trim()
}

/** Runs imported text as a module, and gives what it exports. */
export async function execute({ text }: ImportedHeader): Promise<Map<string, AnyType>> {
  const path = writeTemporary('declarations.ts', text)
  return new Map(Object.entries((await import(/* @vite-ignore */ path)) as Record<string, AnyType>))
}

/** Everything about a type that can be compared. */
export function factsOf(type: AnyType, target: Target): unknown {
  return {
    kind: type.kind,
    c: type.declareC('x'),
    schema: type.schema(),
    definition: type.definition?.schema(),
    docs: [type.definition?.doc, ...(type.definition?.fields?.() ?? []).map((field) => field.doc)],
    mentions: type.mentions().map((one) => [one.name, one.declareC('x')]),
    layout: measure(type, target),
  }
}

function measure(type: AnyType, target: Target): unknown {
  if (type.kind === 'opaque' || type.kind === 'void') return undefined
  const { fields, ...rest } = layoutOf(type, target) as ReturnType<typeof layoutOf> & {
    fields?: { name: string; offset: number; bitOffset?: number; bitWidth?: number; size: number }[]
  }
  return {
    ...rest,
    fields: fields?.map(({ name, offset, bitOffset, bitWidth, size }) => ({
      name,
      offset,
      bitOffset,
      bitWidth,
      size,
    })),
  }
}
