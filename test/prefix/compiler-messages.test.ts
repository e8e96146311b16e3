// What the compiler says of a wrong declaration is part of the interface: it must name what is wrong.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../house/files.js'
import { typeErrors } from '../house/type-check.js'

// Inside the repository, so that the options of tsconfig.json apply.
mkdirSync(join(root, '.build'), { recursive: true })
const folder = mkdtempSync(join(root, '.build', 'messages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const imports = `import { fn, implement, missing, prefixType, u32 } from 'abiding'\n`
const declarations = {
  right: `export const Right = prefixType('Right', { version: '1.0.0', prefix: { a: u32, b: u32 }, lastPrefixField: 'b' })`,
  noKey: `export const Bad = prefixType('Bad', { version: '1.0.0', prefix: { a: u32, b: u32 }, lastPrefixField: 'c' })`,
  policy: `export const field = missing.with(fn({ id: u32 }, u32), () => () => 'five')`,
  implementation: `const Right = prefixType('Right', { version: '1.0.0', prefix: { get: fn({ id: u32 }, u32) }, lastPrefixField: 'get' })
implement(Right, { get: (id) => String(id) })`,
}
type Name = keyof typeof declarations

const fileOf = (name: string): string => join(folder, `${name}.ts`)
for (const [name, text] of Object.entries(declarations)) writeFileSync(fileOf(name), imports + text)
const errors = typeErrors(Object.keys(declarations).map(fileOf))
const saidOf = (name: Name): string[] => errors.get(fileOf(name)) ?? []

describe('what the compiler says', { timeout: 60_000 }, () => {
  it('P-1: of a right declaration, nothing', () => {
    expect(saidOf('right')).toEqual([])
  })

  it('P-4: of a lastPrefixField that is no key of prefix', () => {
    // The compiler lists the keys in an order of its own.
    expect(saidOf('noKey')).toEqual([
      expect.stringMatching(
        /^line 2: TS2322: Type '"c"' is not assignable to type '("a" \| "b"|"b" \| "a") \| undefined'\.$/,
      ),
    ])
  })

  it('P-7: of a supplier that gives something else', () => {
    expect(saidOf('policy')).toEqual([`line 2: TS2322: Type 'string' is not assignable to type 'number'.`])
  })

  it('P-10: of an implementation that gives something else', () => {
    expect(saidOf('implementation')).toEqual([
      `line 3: TS2322: Type 'string' is not assignable to type 'number'.`,
    ])
  })
})
