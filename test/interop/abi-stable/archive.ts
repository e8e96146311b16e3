// The interface of interface/ in its three versions, as hosts of each version declare it.
import {
  accessibleIf,
  fn,
  generic,
  method,
  missing,
  nonExhaustive,
  pointer,
  prefixRef,
  prefixType,
  RBoxError,
  RHashMap,
  ROption,
  RResult,
  RSlice,
  RStr,
  RString,
  RVec,
  since,
  struct,
  taggedUnion,
  traitObject,
  u32,
  u64,
  u8,
  f64,
  usize,
  type AnyType,
  type ModuleOf,
} from '../../../src/index.js'

/** The versions of the interface, oldest first. */
export const versions = ['1.0.0', '1.1.0', '1.2.0'] as const

/** A version of the interface. */
export type Version = (typeof versions)[number]

const NewestCodec = prefixType('Codec', {
  version: '1.2.0',
  package: 'archive',
  prefix: { id: u32, encode: fn({ value: u32 }, u32) },
  lastPrefixField: 'encode',
  suffix: {
    decode: since('1.1.0', fn({ value: u32 }, u32)),
    bias: since('1.2.0', missing.value(u32, 1000)),
  },
})

const NewestStore = traitObject('Store', {
  version: '1.2.0',
  methods: {
    get: method('ref', { key: RStr }, ROption(RString)),
    put: method('mut', { key: RString, value: RString }, ROption(RString)),
    len: method('ref', {}, usize),
    close: method('owned', {}, RVec(RString)),
    clear: method('mut', {}, usize, { since: '1.1.0' }),
    describe: method('ref', {}, RString, { since: '1.2.0' }),
  },
  lastPrefixMethod: 'close',
  supertraits: ['Debug'],
  defaults: { describe: (self) => `${self.len()} by default of TypeScript` },
})

export const Label = traitObject('Label', {
  form: 'DynTrait',
  methods: {
    text: method('ref', {}, RString),
    rename: method('mut', { text: RStr }, RString),
    into_text: method('owned', {}, RString),
  },
  lastPrefixMethod: 'into_text',
  supertraits: ['Send', 'Sync', 'Clone', 'Debug', 'Display', 'PartialEq'],
})

export const Steps = traitObject('Steps', {
  form: 'DynTrait',
  supertraits: ['Iterator', 'Debug'],
  item: u32,
})

export const Item = struct('Item', { id: u32, name: RString, weight: f64, parent: ROption(u32) })

const Pair = generic('Pair', <A extends AnyType, B extends AnyType>(name: string, first: A, second: B) =>
  struct(name, { first, second }, { abiStable: { name: 'Pair', parameters: [first, second] } }),
)

export const CodecReading = struct('CodecReading', {
  reader: u32,
  id: u32,
  encoded: u32,
  decoded: ROption(u32),
  bias: u32,
})

const newestForms = {
  Started: { id: u32 },
  Stopped: {},
  Renamed: { name: RString },
  Moved: { from: u32, to: u64 },
}

/** How many forms the events of a version have. */
const formCounts = { '1.0.0': 2, '1.1.0': 3, '1.2.0': 4 } as const

function declareEvent(version: Version) {
  const forms = Object.fromEntries(Object.entries(newestForms).slice(0, formCounts[version]))
  return nonExhaustive('Event_NE', taggedUnion('Event', u8, forms as typeof newestForms), { size: 48 })
}

/** What a version of the interface has. */
export function declareArchive(version: Version) {
  const Codec = NewestCodec.upTo(version) as unknown as typeof NewestCodec
  const Store = NewestStore.upTo(version) as unknown as typeof NewestStore
  const Event = declareEvent(version)
  const Archive = prefixType('Archive', {
    version: '1.2.0',
    package: 'archive',
    prefix: { name: RStr, revision: fn({}, u32) },
    lastPrefixField: 'revision',
    missing: 'panic',
    suffix: {
      codec: prefixRef(Codec),
      use_codec: fn({ codec: prefixRef(Codec) }, CodecReading),
      relay_codec: fn({ codec: prefixRef(Codec) }, prefixRef(Codec)),
      make_codec: fn({ id: u32 }, prefixRef(Codec)),
      open: fn({ name: RStr }, RResult(Store, RBoxError)),
      use_store: fn({ store: Store }, RString),
      make_label: fn({ text: RStr }, Label),
      use_label: fn({ label: Label }, RString),
      make_event: fn({ which: u32 }, Event),
      spell_event: fn({ event: Event }, RString),
      number_of_event: fn({ event: Event }, RResult(u32, u32)),
      swap: fn({ pair: Pair(u32, RString) }, Pair(RString, u32)),
      reverse: fn({ items: RVec(Item) }, RVec(Item)),
      halve: fn({ value: u32 }, RResult(u32, RString)),
      panic_at_once: fn({}),
      summary: since('1.1.0', missing.option(fn({ items: RSlice(Item) }, RString))),
      clear_store: since('1.1.0', fn({ store: pointer(Store) }, usize)),
      scale: since(
        '1.1.0',
        missing.with(fn({ value: u32 }, u32), () => (value: number) => value * 10),
      ),
      limit: since('1.1.0', missing.value(u32, 7)),
      flags: since('1.1.0', missing.default(u64)),
      hidden: since('1.1.0', accessibleIf(false, missing.option(u32))),
      countdown: since('1.2.0', missing.option(fn({ from: u32 }, Steps))),
      total: since('1.2.0', fn({ map: RHashMap(RString, u32) }, u32)),
      origin: since('1.2.0', missing.default(RStr)),
    },
  })
  return { version, Codec, Store, Event, Archive: Archive.upTo(version) as unknown as typeof Archive }
}

/** What a host of a version declares. */
export type ArchiveDeclarations = ReturnType<typeof declareArchive>

/** A plugin as a host sees it. */
export type ArchiveModule = ModuleOf<ArchiveDeclarations['Archive']>
