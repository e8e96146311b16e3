// Tables of this side are made before native code asks for what needs them: an entry point that is made in the midst of a
// call cannot be called by the code of that call.
import { describe, expect, it } from 'vitest'
import {
  bindSymbol,
  exportFunction,
  fn,
  implementTrait,
  method,
  openLibrary,
  RArc,
  RBox,
  RBoxError,
  RResult,
  RVec,
  traitObject,
  u32,
  u64,
  type AnyType,
  type FunctionType,
} from '../../src/index.js'
import { layoutOf } from '../../src/layout/layout.js'
import { compile } from '../support/compile.js'
import { requireTool } from '../support/tools.js'

const hasCompiler = requireTool('cc')

const Source = traitObject('Source', {
  methods: { next: method('ref', {}, u32), same: method('ref', {}, u32) },
})

/** What a function gives, and how C drops it: by a function of a table at a place in the value, given a word or the place. */
const cases: Record<string, { type: AnyType; give: () => unknown; drop: string }> = {
  RVec: {
    type: RVec(RVec(RBox(u64))),
    give: () => [[1n, 2n], [3n]],
    drop: '((void (*)(void *))table(value[3])[3])(value);',
  },
  RBox: {
    type: RBox(u64),
    give: () => 7n,
    drop: '((void (*)(uint64_t, char, char))table(value[1])[3])(value[0], 0, 1);',
  },
  RArc: {
    type: RArc(RVec(u64)),
    give: () => [1n, 2n],
    drop: '((void (*)(uint64_t, char))table(value[1])[3])(value[0], 0);',
  },
  'a thrown error': {
    type: RResult(u32, RBoxError),
    give: () => {
      throw new RangeError('no')
    },
    drop: '((void (*)(uint64_t, char, char))table(value[2])[3])(value[1], 0, 1);',
  },
  'a trait object': {
    type: Source,
    give: () => implementTrait(Source, { next: () => 1, same: () => 2 }),
    drop: '((uint32_t (*)(uint64_t))table(value[0])[3])(value[1]); ((void (*)(void *))table(table(value[0])[2])[3])(value + 1);',
  },
}

describe.runIf(hasCompiler)('what exported functions give', () => {
  it.each(Object.keys(cases))('K-6, B-2: %s can be used by the code that asked for it', (name) => {
    const { type, give, drop } = cases[name]!
    const words = layoutOf(type).size / 8
    const library = openLibrary(
      compile(
        `#include <stdint.h>
         typedef struct { uint64_t words[${words}]; } Value;
         static uint64_t *table(uint64_t address) { return (uint64_t *)address; }
         uint32_t use(Value (*give)(void)) {
           Value given = give();
           uint64_t *value = given.words;
           ${drop}
           return 42;
         }`,
        `prepared-${name.replaceAll(' ', '-')}`,
      ),
    )
    const Give = fn({}, type) as FunctionType
    const use = bindSymbol(library, 'use', fn({ give: Give }, u32))
    using exported = exportFunction(Give, give as never)
    expect(use(exported)).toBe(42)
  })
})
