// Random interfaces and changes of them that are labelled beforehand, compared in both directions: a host with the old
// declaration and a module with the new one, and the other way round.
import { IncompatibleModuleError, type Incompatibility, type InterfaceSchema } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareSchemas, requireCompatible } from '../../src/prefix/compare-schemas.js'
import { draftOf, interfaceSchema, sitesOf, typeChanges, type Draft } from '../support/interfaces.js'
import { refusal } from '../support/refusal.js'

const lax = { strict: false }
const strict = { strict: true }
/** What a host finds in a module, as `rule path`. */
const found = (host: InterfaceSchema, module: InterfaceSchema, options = lax): string[] =>
  compareSchemas(host, module, options).map((one) => `${one.rule} ${one.path}`)

const changed = (schema: InterfaceSchema, change: (draft: Draft) => void): InterfaceSchema => {
  const draft = draftOf(schema)
  change(draft)
  return draft
}

const prefixLength = (schema: InterfaceSchema): number =>
  schema.fields.findIndex((field) => field.name === schema.lastPrefixField) + 1

describe('two schemas that fit', () => {
  it('C-6: every schema fits itself, strictly', () => {
    fc.assert(
      fc.property(interfaceSchema, (schema) => {
        expect(compareSchemas(schema, draftOf(schema) as InterfaceSchema, strict)).toEqual([])
      }),
    )
  })

  it('C-9: fields are appended to the suffix, in both directions', () => {
    fc.assert(
      fc.property(interfaceSchema, fc.integer({ min: 1, max: 5 }), fc.boolean(), (old, count, raise) => {
        const now = changed(old, (draft) => {
          if (raise) draft.version = '1.4.0'
          for (let index = 0; index < count; index++) {
            draft.fields.push({ name: `new${index}`, since: '1.4.0', type: { type: `New${index}` } })
            draft.types[`New${index}`] = { kind: 'opaque' }
          }
        })
        expect(compareSchemas(old, now, lax)).toEqual([])
        expect(compareSchemas(now, old, lax)).toEqual([])
        expect(compareSchemas(old, now, strict)).toEqual([])
        const missing = Array.from({ length: count }, (_, index) => `C-9 Mod.new${index}`)
        expect(found(now, old, strict)).toEqual(raise ? ['C-9 Mod.version', ...missing] : missing)
      }),
    )
  })

  it('C-7: parameters have other names', () => {
    fc.assert(
      fc.property(interfaceSchema, (old) => {
        const now = changed(old, (draft) => {
          for (const { node } of sitesOf(draft)) {
            node.fn?.params.forEach(
              (param: { name: string }, index: number) => (param.name = `renamed${index}`),
            )
          }
        })
        expect(compareSchemas(old, now, strict)).toEqual([])
        expect(compareSchemas(now, old, strict)).toEqual([])
      }),
    )
  })

  it('C-2: versions differ in what does not matter, and fields came in other versions', () => {
    fc.assert(
      fc.property(interfaceSchema, fc.constantFrom('1.0.0', '1.3.9', '1.999.0'), (old, version) => {
        const now = changed(old, (draft) => {
          draft.version = version
          for (const field of draft.fields) field.since = version
        })
        expect(compareSchemas(old, now, lax)).toEqual([])
        expect(compareSchemas(now, old, lax)).toEqual([])
      }),
    )
  })
})

describe('two schemas that do not fit', () => {
  it('C-1: another interface, of which nothing else is said', () => {
    fc.assert(
      fc.property(interfaceSchema, interfaceSchema, (old, other) => {
        const now = changed(other, (draft) => (draft.interface = 'Other'))
        expect(found(old, now)).toEqual(['C-1 Mod'])
        expect(found(now, old)).toEqual(['C-1 Other'])
      }),
    )
  })

  it.each(['0.9.0', '2.0.0', '2.3.0', '0.0.1'])('C-2: an incompatible version, %s', (version) => {
    fc.assert(
      fc.property(interfaceSchema, (old) => {
        const now = changed(old, (draft) => (draft.version = version))
        expect(found(old, now)).toEqual(['C-2 Mod.version'])
        expect(found(now, old, strict)).toEqual(['C-2 Mod.version'])
      }),
    )
  })

  it('C-3: the frozen prefix ends elsewhere', () => {
    fc.assert(
      fc.property(interfaceSchema, fc.nat(), (old, choice) => {
        const others = [null, ...old.fields.map((field) => field.name)].filter(
          (name) => name !== old.lastPrefixField,
        )
        const now = changed(old, (draft) => (draft.lastPrefixField = others[choice % others.length]))
        expect(found(old, now)).toEqual(['C-3 Mod.lastPrefixField'])
        expect(found(now, old)).toEqual(['C-3 Mod.lastPrefixField'])
      }),
    )
  })

  it('C-4: two fields changed places', () => {
    const two = interfaceSchema.filter((schema) => schema.fields.length > 1)
    fc.assert(
      fc.property(two, fc.nat(), fc.nat(), (old, first, distance) => {
        const one = first % old.fields.length
        const other = (one + 1 + (distance % (old.fields.length - 1))) % old.fields.length
        const now = changed(
          old,
          ({ fields }) => ([fields[one], fields[other]] = [fields[other], fields[one]]),
        )
        const places = [one, other].sort((a, b) => a - b)
        expect(found(old, now)).toEqual(places.map((place) => `C-4 Mod.f${place}`))
        expect(found(now, old)).toEqual(places.map((place) => `C-4 Mod.${now.fields[place]!.name}`))
      }),
    )
  })

  it('C-5: a field has another name', () => {
    fc.assert(
      fc.property(interfaceSchema, fc.nat(), (old, choice) => {
        const place = choice % old.fields.length
        const isLast = place === prefixLength(old) - 1
        const now = changed(old, (draft) => {
          draft.fields[place].name = 'renamed'
          if (isLast) draft.lastPrefixField = 'renamed'
        })
        const moved = isLast ? ['C-3 Mod.lastPrefixField'] : []
        expect(found(old, now)).toEqual([...moved, `C-5 Mod.f${place}`])
        expect(found(now, old)).toEqual([...moved, 'C-5 Mod.renamed'])
      }),
    )
  })

  it('C-5: a field was taken away or put in between', () => {
    const two = interfaceSchema.filter((schema) => schema.fields.length > 1)
    fc.assert(
      fc.property(two, fc.nat(), (long, choice) => {
        // The last field of all may be missing: that is an older version. Any other one, and any of the prefix, may not.
        const place = choice % Math.max(long.fields.length - 1, prefixLength(long))
        const short = changed(long, (draft) => {
          draft.fields.splice(place, 1)
          if (place === prefixLength(long) - 1) draft.lastPrefixField = place === 0 ? null : `f${place - 1}`
        })
        const behind = long.fields.slice(place + 1).map((field) => `C-4 Mod.${field.name}`)
        const end = place === prefixLength(long) - 1 ? ['C-3 Mod.lastPrefixField'] : []
        expect(found(long, short)).toEqual([...end, `C-5 Mod.f${place}`, ...behind])
        expect(found(short, long)).toEqual([...end, ...behind])
      }),
    )
  })

  it.each(typeChanges)('$rule: $name, anywhere', ({ applies, apply, rule }) => {
    const withSite = interfaceSchema.filter((schema) =>
      sitesOf(draftOf(schema)).some((site) => applies(site.node)),
    )
    fc.assert(
      fc.property(withSite, fc.nat(), (old, choice) => {
        let path = ''
        let inStruct = false
        const now = changed(old, (draft) => {
          const sites = sitesOf(draft).filter((site) => applies(site.node))
          const site = sites[choice % sites.length]!
          ;({ path, inStruct } = site)
          apply(site)
        })
        for (const report of [compareSchemas(old, now, lax), compareSchemas(now, old, lax)]) {
          expect(report.map((one) => one.rule)).toEqual([rule])
          if (inStruct) expect(report[0]!.path).toMatch(/^Mod\.f\d/)
          expect(inStruct ? report[0]!.path.endsWith(path) : report[0]!.path === path).toBe(true)
          expect(report[0]!.expected).not.toBe(report[0]!.found)
        }
      }),
    )
  })

  it.each<[string, (fields: { name: string; type: unknown }[]) => void]>([
    ['a field more', (fields) => fields.push({ name: 'added', type: 'u8' })],
    ['another name', (fields) => (fields[0]!.name = 'renamed')],
    ['another order', (fields) => fields.reverse()],
    ['a field less', (fields) => fields.shift()],
  ])('C-8: a struct with %s', (_, change) => {
    const structs = (schema: Draft) =>
      Object.keys(schema.types).filter((name) => schema.types[name].fields?.length > 1)
    const withStruct = interfaceSchema.filter((schema) => structs(schema).length > 0)
    fc.assert(
      fc.property(withStruct, fc.nat(), (old, choice) => {
        const name = structs(old)[choice % structs(old).length]!
        const now = changed(old, (draft) => change(draft.types[name].fields))
        for (const report of [compareSchemas(old, now, lax), compareSchemas(now, old, lax)]) {
          expect(report.map((one) => one.rule)).toEqual(['C-8'])
          expect(report[0]!.path).toMatch(new RegExp(`^Mod\\.f\\d.* → ${name}$`))
        }
      }),
    )
  })

  it('C-8: a struct that was opaque', () => {
    const withHidden = interfaceSchema.filter((schema) => 'Hidden' in schema.types)
    fc.assert(
      fc.property(withHidden, (old) => {
        const now = changed(old, (draft) => {
          draft.types.Hidden = { kind: 'struct', fields: [{ name: 'x', type: 'u8' }] }
        })
        for (const report of [compareSchemas(old, now, lax), compareSchemas(now, old, lax)]) {
          expect(report.map((one) => one.rule)).toEqual(['C-8'])
          expect(report[0]!.path).toMatch(/ → Hidden$/)
        }
      }),
    )
  })

  it('C-6: all changes at once are all reported', () => {
    fc.assert(
      fc.property(interfaceSchema, (old) => {
        const now = changed(old, (draft) => {
          draft.version = '2.0.0'
          for (const field of draft.fields) field.type = 'i16'
        })
        const all = ['C-2 Mod.version', ...old.fields.map((field) => `C-6 Mod.${field.name}`)]
        expect(found(old, now)).toEqual(all)
        expect(found(now, old)).toEqual(all)
      }),
    )
  })
})

describe('the error', () => {
  it('C-1: names the file and the interface and holds every line', () => {
    const [host] = fc.sample(interfaceSchema, 1) as [InterfaceSchema]
    const module = changed(host, (draft) => (draft.version = '2.0.0'))
    const error = refusal(() => requireCompatible('/lib/mod.so', host, module, {}))
    expect(error).toBeInstanceOf(IncompatibleModuleError)
    expect(error).toMatchObject({ code: 'ABI-S002', path: '/lib/mod.so' })
    const expected: Incompatibility = {
      path: 'Mod.version',
      rule: 'C-2',
      summary: 'an incompatible version',
      expected: 'a version compatible with 1.3.0',
      found: '2.0.0',
    }
    expect((error as IncompatibleModuleError).incompatibilities).toEqual([expected])
    for (const part of Object.values(expected)) expect(error.message).toContain(part)
  })
})
