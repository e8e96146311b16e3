import fc from 'fast-check'
import { hostTarget, layoutOf, struct, targets, u32, type AnyType } from 'abiding'
import { anyLayout, anyType, declarationOf, type AnyTypeOptions, type TypeKind } from 'abiding/testing'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

/** The simplest type for which something is the case. */
function smallest(options: AnyTypeOptions, isFound: (type: AnyType) => boolean): string {
  const seed = 1
  const { counterexample } = fc.check(
    fc.property(anyType(options), (type) => !isFound(type)),
    { seed, numRuns: 3000 },
  )
  expect(counterexample).not.toBeNull()
  return withoutNames(declarationOf(counterexample![0]))
}

function withoutNames(text: string): string {
  return text.replace(/_[a-z0-9]{6,}/g, '')
}

/** Whether a type, or one that it mentions by value, is of a kind. */
function contains(type: AnyType, kind: string): boolean {
  return type.kind === kind || (type.contains?.() ?? []).some((inner) => contains(inner, kind))
}

/** What shows in a declaration that a kind occurs. */
const signs: Record<TypeKind, RegExp> = {
  integer: /\b[iu](8|16|32|64)\b/,
  pointerSized: /\b([iu]size|c_s?size_t|c_(u?intptr|ptrdiff)_t)\b/,
  float: /\bf(32|64)\b/,
  bool: /\bbool\b/,
  cType: /\b(c_u?(char|short|int|long|longlong)|c_schar|wchar_t)\b/,
  character: /\bchar32\b/,
  wideInteger: /\b[iu]128\b/,
  enum: /\benumeration\(/,
  atomic: /\batomic\(/,
  charArray: /\bcharArray\(/,
  cString: /\bcString\b/,
  unit: /\bunit\b/,
  array: /\barray\(/,
  struct: /\bstruct\(/,
  union: /\bunion\(/,
  taggedUnion: /\btaggedUnion\(/,
  transparent: /\btransparent\(/,
  pointer: /\b(pointer|constPointer)\(/,
  function: /\bfn\(/,
  opaque: /\b(opaque\(|untyped\b)/,
  bitField: /\b(bits|unnamedBits)\(/,
  flexibleArray: /\bflexibleArray\(/,
  // A bit field without a name may have the width 0.
  emptyArray: /\barray\((?:(?!unnamedBits).)*, 0\)/,
  alignment: /\baligned\(|"(align|packed)":/,
  recursion: /\bget f\d+\(\)/,
}

describe('anyType', () => {
  it('V-2: makes types of every kind, each with a layout on every target', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyLayout(), ({ type, layout }) => {
        for (const [kind, sign] of Object.entries(signs)) if (sign.test(declarationOf(type))) seen.add(kind)
        expect(layout.size % layout.alignment).toBe(0)
      }),
      { numRuns: 3000 },
    )
    expect([...seen].sort()).toEqual(Object.keys(signs).sort())
  })

  it('V-2: leaves out what is not allowed', () => {
    for (const kind of Object.keys(signs) as TypeKind[]) {
      // Where nothing else is allowed, integers are left.
      if (kind === 'integer') continue
      const types = fc.sample(anyType({ except: [kind] }), 150)
      expect(types.map(declarationOf).filter((text) => signs[kind].test(text))).toEqual([])
    }
    const onlyStructs = fc.sample(anyType({ kinds: ['struct', 'float'] }), 100).map(declarationOf)
    for (const text of onlyStructs)
      expect(withoutNames(text)).toMatch(/^f(32|64)$|^struct\('Struct', [{ f\d:structS,}()'6432]+$/)
  })

  it('V-2: the names of equal declarations are equal, those of different ones are not', () => {
    const texts = new Map<string, string>()
    for (const type of fc.sample(anyType({ root: ['struct'] }), 500)) {
      expect(texts.get(type.name) ?? declarationOf(type)).toBe(declarationOf(type))
      texts.set(type.name, declarationOf(type))
    }
    const [first, second] = [5, 5].map((seed) =>
      fc.sample(anyType(), { seed, numRuns: 30 }).map(declarationOf),
    )
    expect(first).toEqual(second)
  })

  it('V-2: shrinks to one simple field, or to what it takes to fail', () => {
    expect(smallest({ root: ['struct'] }, () => true)).toBe("struct('Struct', { f0: u8 })")
    expect(smallest({}, () => true)).toBe('u8')
    expect(smallest({ root: ['struct'] }, (type) => contains(type, 'bool'))).toBe(
      "struct('Struct', { f0: bool })",
    )
    expect(smallest({ root: ['union'] }, (type) => layoutOf(type).size >= 8)).toMatch(
      /^union\('Union', \{ f0: (\w+|charArray\(8\)|array\(u\d+, \d\)) \}\)$/,
    )
    expect(
      smallest({ root: ['struct'] }, (type) =>
        type.definition!.fields!().some((field) => field.bitWidth !== undefined && field.bitWidth > 8),
      ),
    ).toBe("struct('Struct', { f0: bits(u16, 9) })")
  })

  it('V-2: shows a counterexample as its declaration', () => {
    const { counterexample } = fc.check(
      fc.property(anyLayout(targets.wasm32), ({ layout }) => layout.size < 4),
    )
    expect(fc.stringify(counterexample![0])).toMatch(/ on wasm32$/)
    expect(declarationOf(struct('Mine', { id: u32 }))).toBe(
      '{"definitions":{"Mine":{"fields":[{"name":"id","type":"u32"}],"kind":"struct"}},"type":{"type":"Mine"}}',
    )
  })

  it('V-2: takes types of yours in', () => {
    const Mine = struct('Mine', { id: u32 })
    const holders = fc.sample(anyType({ kinds: ['struct'], root: ['struct'], types: [Mine] }), 50)
    const mine = holders.filter((type) => type.mentions().includes(Mine))
    expect(mine.length).toBeGreaterThan(10)
    expect(layoutOf(mine[0]!, hostTarget()).size).toBeGreaterThanOrEqual(4)
  })

  it('V-2: obeys its limits', () => {
    const types = fc.sample(anyType({ root: ['struct'], maxFields: 2, except: ['flexibleArray'] }), 200)
    expect(Math.max(...types.map((type) => type.definition!.fields!().length))).toBe(2)
    const flat = fc.sample(
      anyType({
        root: ['struct'],
        depth: 1,
        except: ['atomic', 'enum', 'recursion', 'bitField', 'flexibleArray'],
      }),
      200,
    )
    expect(
      flat.filter((type) => type.mentions().some((field) => field.mentions().length > 0)).map(declarationOf),
    ).toEqual([])
  })

  it.each<[string, AnyTypeOptions]>([
    ['depth', { depth: 0 }],
    ['maxFields', { maxFields: 1.5 }],
    ['maxLength', { maxLength: -1 }],
    ['kinds', { kinds: ['ints' as TypeKind] }],
    ['kinds', { kinds: [] }],
    ['except', { except: ['structs' as TypeKind] }],
    ['root', { root: ['opaque'] }],
  ])('V-2: refuses a senseless %s', (name, options) => {
    expect(refusal(() => anyType(options))).toMatchObject({
      code: 'ABI-L002',
      rule: 'V-2',
      path: `anyType → ${name}`,
    })
  })
})
