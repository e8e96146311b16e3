import { IncompatibleModuleError, ModuleError, type Incompatibility } from 'abiding'
import { describe, expect, it } from 'vitest'

const incompatibility = (path: string): Incompatibility => ({
  path,
  rule: 'S-2',
  summary: 'another type',
  expected: 'u32',
  found: 'f64',
})

describe('IncompatibleModuleError', () => {
  it('reports all incompatibilities at once', () => {
    const all = ['PersonMod.visits → param id', 'PersonMod.name', 'Stats.km'].map(incompatibility)
    const error = new IncompatibleModuleError('/lib/person.so', 'PersonMod', all)
    expect(error).toBeInstanceOf(ModuleError)
    expect(error).toMatchObject({ code: 'ABI-S002', path: '/lib/person.so', incompatibilities: all })
    expect(error.message).toContain('does not fit the interface PersonMod: 3 incompatibilities')
    for (const { path } of all) expect(error.message).toContain(`S-2 ${path}: another type`)
    expect(error.message.match(/expected: u32\n +found: +f64/g)).toHaveLength(3)
  })

  it('counts one in the singular', () => {
    const error = new IncompatibleModuleError('/lib/a.so', 'A', [incompatibility('A.b')])
    expect(error.message).toContain(': 1 incompatibility\n')
  })
})
