import fc from 'fast-check'
import { test } from 'vitest'
import { targets } from 'abiding'
import { anyType } from '../../src/testing/any-type.js'
import { expectLayoutMatchesCompiler } from '../../src/testing/expect-layout.js'
test('x', () => {
  const types = fc.sample(anyType({except: ['unit','emptyArray','wideInteger','opaque'], root: ['struct','union','taggedUnion','enum','array']}), 300)
  for (const target of Object.values(targets)) {
    const t0 = Date.now()
    try { expectLayoutMatchesCompiler(types, { targets: [target], compiler: 'clang' }); console.log(target.name, 'ok', Date.now() - t0) } catch (e) { console.log(target.name, String((e as Error).message).slice(0, 1500)) }
  }
  try { expectLayoutMatchesCompiler(types); console.log('cc ok') } catch (e) { console.log('cc', String((e as Error).message).slice(0, 1500)) }
}, 200000)
