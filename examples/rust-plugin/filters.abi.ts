// The interface of the plugin: what src/lib.rs declares for Rust, for TypeScript.
import {
  fn,
  method,
  missing,
  prefixType,
  RBoxError,
  RHashMap,
  RResult,
  RStr,
  RString,
  RVec,
  traitObject,
  u32,
} from 'abiding'

/** Something that changes lines. Filters are written in Rust or in TypeScript. */
export const Filter = traitObject('Filter', {
  methods: {
    name: method('ref', {}, RString),
    apply: method('mut', { line: RString }, RResult(RString, RBoxError)),
  },
  lastPrefixMethod: 'apply',
  supertraits: ['Send', 'Debug'],
})

/** The root module. */
export const FilterMod = prefixType('FilterMod', {
  version: '1.0.0',
  package: 'rust-plugin',
  prefix: {
    names: fn({}, RVec(RString)),
    make: fn({ name: RStr }, RResult(Filter, RBoxError)),
    run: fn([{ filters: RVec(Filter) }, { text: RStr }], RResult(RVec(RString), RBoxError)),
  },
  lastPrefixField: 'run',
  suffix: {
    count: missing.panic(fn({ text: RStr }, RHashMap(RString, u32))),
  },
})
