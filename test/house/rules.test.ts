// Every rule of the specification has a test that names it, and every rule that anybody names exists.
import { describe, expect, test } from 'vitest'
import { filesIn, read } from './files.js'

const definitions = filesIn('spec', '.md').flatMap((path) =>
  [...read(path).matchAll(/^\*\*([A-Z]+-\d+)\*\*/gm)].map((match) => ({ id: match[1] ?? '', path })),
)
const defined = new Set(definitions.map((rule) => rule.id))
const families = new Set([...defined].map((id) => id.replace(/-\d+$/, '')))

/** Rule ids in a text. `UTF-8` is none: only a single letter, or a family that the specification has, makes one. */
function mentions(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])([A-Z]+)-\d+\b/g)]
    .filter(([, family = '']) => family.length === 1 || families.has(family))
    .map(([id]) => id)
}

describe('the rules of the specification', () => {
  test('exist', () => {
    expect(definitions).not.toEqual([])
  })

  test('have unique ids', () => {
    const repeated = definitions.filter(
      (rule, index) => definitions.findIndex((other) => other.id === rule.id) < index,
    )
    expect(repeated).toEqual([])
  })

  test('are each named by a test', () => {
    const tested = new Set(filesIn('test', '.ts').flatMap((path) => mentions(read(path))))
    expect(definitions.filter((rule) => !tested.has(rule.id))).toEqual([])
  })

  test.each(['src', 'test', 'spec'])('are defined where %s names them', (folder) => {
    const unknown = filesIn(folder, '.ts', '.md').flatMap((path) =>
      mentions(read(path))
        .filter((id) => !defined.has(id))
        .map((id) => `${path}: ${id}`),
    )
    expect(unknown).toEqual([])
  })
})
