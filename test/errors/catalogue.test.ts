import { errorCatalogue } from 'abiding'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src/', import.meta.url))
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('catalogue.ts'))
  .map((path) => readFileSync(src + path, 'utf8'))

describe('errorCatalogue', () => {
  it('gives every code one meaning', () => {
    const meanings = Object.values(errorCatalogue)
    expect(new Set(meanings).size).toBe(meanings.length)
    for (const code of Object.keys(errorCatalogue)) expect(code).toMatch(/^ABI-[A-Z]\d{3}$/)
  })

  it('holds every code that the source mentions', () => {
    const mentioned = sources.flatMap((text) => text.match(/ABI-[A-Z]\d{3}/g) ?? [])
    expect(mentioned.filter((code) => !(code in errorCatalogue))).toEqual([])
  })
})
