// Plugins of Rust in three versions of one interface, and hosts in TypeScript of the same three: all nine pairs.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  abiStableModuleInfo,
  hasField,
  implement,
  implementTrait,
  liveObjects,
  loadAbiStableModule,
  MissingFieldError,
  RVec,
  snapshot,
  unwrap,
  type RString,
} from '../../../src/index.js'
import { hostObjects } from '../../../src/vtable/host-objects.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { runProgram } from '../../support/child.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'
import { declareArchive, Item, Label, versions, type ArchiveModule, type Version } from './archive.js'

const hasCargo = requireTool('cargo') && process.platform === 'linux'

const hosts = Object.fromEntries(versions.map((version) => [version, declareArchive(version)])) as Record<
  Version,
  ReturnType<typeof declareArchive>
>
const files = Object.fromEntries(
  versions.map((version, index) => [
    version,
    hasCargo ? buildCrate(`abi-stable/interface-v${index + 1}`) : '',
  ]),
) as Record<Version, string>

const pairs = versions.flatMap((host) => versions.map((plugin) => [host, plugin] as const))
const sameOrNewer = pairs.filter(([host, plugin]) => plugin >= host)
const older = pairs.filter(([host, plugin]) => plugin < host)
/** The lower of two versions: what both sides know. */
const common = (host: Version, plugin: Version): Version => (host < plugin ? host : plugin)
const revisionOf = (version: Version): number => versions.indexOf(version) + 1

const load = (host: Version, plugin: Version, strict = false): ArchiveModule =>
  loadAbiStableModule(files[plugin], hosts[host].Archive, { strict })

function text(value: Disposable & { toString(): string }): string {
  using owned = value
  return String(owned)
}

/** A store in TypeScript. */
class Shelf {
  static dropped = 0
  readonly entries = new Map<string, string>()
  get(key: string): string | undefined {
    return this.entries.get(key)
  }
  put(key: RString, value: RString): string | undefined {
    const [name, content] = [text(key), text(value)]
    const before = this.entries.get(name)
    this.entries.set(name, content)
    return before
  }
  len(): number {
    return this.entries.size
  }
  close(): string[] {
    return [...this.entries.keys()]
  }
  clear(): number {
    const { size } = this.entries
    this.entries.clear()
    return size
  }
  describe(): string {
    return `a map of ${this.entries.size}`
  }
  debug(): string {
    return 'a shelf of TypeScript'
  }
  [Symbol.dispose](): void {
    Shelf.dropped += 1
  }
}

/** A label in TypeScript. */
class Tag {
  constructor(public content: string) {}
  text(): string {
    return this.content
  }
  rename(content: string): string {
    const before = this.content
    this.content = content
    return before
  }
  into_text(): string {
    return this.content
  }
  clone(): Tag {
    return new Tag(this.content)
  }
  debug(): string {
    return `Tag(${this.content})`
  }
  display(): string {
    return `<${this.content}>`
  }
  equals(other: Tag): boolean {
    return this.content === other.content
  }
}

beforeEach(() => {
  const before = liveObjects().length
  return () => {
    expect(liveObjects().length).toBe(before)
    expect(hostObjects.size).toBe(0)
  }
})

describe.runIf(hasCargo)('which pairs load', () => {
  it.each(pairs)('A-6: host %s loads plugin %s', (host, plugin) => {
    const archive = load(host, plugin)
    expect([archive.name, archive.revision()]).toEqual(['архив', revisionOf(plugin)])
    expect(abiStableModuleInfo(archive)).toMatchObject({
      path: files[plugin],
      baseName: 'archive',
      name: 'archive',
      version: plugin,
      hasLayout: true,
    })
    expect(load(host, plugin)).toBe(archive)
  })

  it.each(sameOrNewer)('A-6: host %s loads plugin %s under strict too', (host, plugin) => {
    expect(load(host, plugin, true).revision()).toBe(revisionOf(plugin))
  })

  it.each(older)('A-6: host %s refuses plugin %s under strict', (host, plugin) => {
    expect(refusal(() => load(host, plugin, true)).message).toMatch(/Archive|clear_store|countdown/)
  })
})

describe.runIf(hasCargo)('what hosts read', () => {
  it.each(pairs)('P-9, A-6: host %s applies its policies to plugin %s', (host, plugin) => {
    const archive = load(host, plugin)
    const shared = common(host, plugin)
    const isDeclared = (since: Version): boolean => host >= since
    const isThere = (since: Version): boolean => shared >= since
    for (const [name, since] of [
      ['summary', '1.1.0'],
      ['countdown', '1.2.0'],
      ['origin', '1.2.0'],
    ] as const)
      if (isDeclared(since)) expect(hasField(archive, name)).toBe(isThere(since))
    if (isDeclared('1.1.0')) {
      expect(archive.limit).toBe(isThere('1.1.0') ? 70 : 7)
      expect(archive.flags).toBe(isThere('1.1.0') ? 1n << 60n : 0n)
      expect(archive.scale(6)).toBe(isThere('1.1.0') ? 6 * revisionOf(plugin) : 60)
      expect(archive.hidden).toBeUndefined()
      if (isThere('1.1.0')) expect(typeof archive.clear_store).toBe('function')
      else {
        expect(archive.summary).toBeUndefined()
        expect(() => archive.clear_store).toThrow(MissingFieldError)
      }
    } else expect(Object.keys(archive)).not.toContain('limit')
    if (isDeclared('1.2.0')) {
      expect(archive.origin).toBe(isThere('1.2.0') ? 'Kyïv' : '')
      if (!isThere('1.2.0')) {
        expect(archive.countdown).toBeUndefined()
        expect(() => archive.total).toThrow(MissingFieldError)
      }
    }
  })

  it.each(pairs)('P-9, P-16: host %s reads the prefix type inside of plugin %s', (host, plugin) => {
    const { codec, make_codec } = load(host, plugin)
    const shared = common(host, plugin)
    const revision = revisionOf(plugin)
    expect([codec.id, codec.encode(5)]).toEqual([100 + revision, 50 + revision])
    if (host >= '1.1.0') expect(codec.decode?.(57)).toBe(shared >= '1.1.0' ? 5 : undefined)
    if (host >= '1.2.0') expect(codec.bias).toBe(shared >= '1.2.0' ? 77 : 1000)
    const made = make_codec(9)
    expect([made.id, host >= '1.2.0' ? made.bias : undefined]).toEqual([
      9,
      host >= '1.2.0' ? (shared >= '1.2.0' ? 10 : 1000) : undefined,
    ])
  })

  it.each(pairs)('B-9, T-20 to T-32: host %s uses the stores of plugin %s', (host, plugin) => {
    const { open } = load(host, plugin)
    const refused = open('')
    expect(refused.isOk ? '' : text(refused.err)).toBe('no store is called ""')
    using store = unwrap(open('größe'))
    expect(text(store.get('name')!)).toBe('größe')
    expect(store.get('nothing')).toBeUndefined()
    expect(store.put('a\0', '')).toBeUndefined()
    expect(text(store.put('a\0', 'b')!)).toBe('')
    expect([store.len(), store.debug()]).toEqual([2, 'Shelf({"a\\0": "b", "name": "größe"})'])
    if (host >= '1.2.0') {
      const described: unknown = store.describe()
      if (common(host, plugin) >= '1.2.0') expect(text(described as Disposable)).toBe('a shelf of 2')
      else expect(described).toBe('2 by default of TypeScript')
    }
    if (host >= '1.1.0') {
      if (plugin >= '1.1.0') expect(store.clear()).toBe(2)
      else expect(() => store.clear()).toThrow(MissingFieldError)
    }
    using keys = store.close()
    expect([...keys].map(String)).toEqual(host >= '1.1.0' && plugin >= '1.1.0' ? [] : ['a\0', 'name'])
  })

  it.each(pairs)('B-11, B-12: host %s uses the labels of plugin %s', (host, plugin) => {
    const { make_label } = load(host, plugin)
    using label = make_label('été')
    using copy = label.clone()
    expect(label.equals(copy)).toBe(true)
    expect(text(label.rename('hiver'))).toBe('été')
    expect(label.equals(copy)).toBe(false)
    expect([String(label), copy.debug(), text(label.text())]).toEqual(['#hiver', 'Tag("été")', 'hiver'])
    expect(text(label.into_text())).toBe('hiver')
  })

  it.each(pairs)('T-3 to T-32: host %s exchanges values with plugin %s', (host, plugin) => {
    const archive = load(host, plugin)
    const { swap, reverse, halve } = archive
    const swapped = swap({ first: 7, second: 'zwölf' })
    expect([text(swapped.first), swapped.second]).toEqual(['zwölf', 7])
    const items = [
      { id: 1, name: 'a', weight: 0.5, parent: undefined },
      { id: 2, name: '', weight: 1, parent: 1 },
    ]
    using reversed = reverse(items)
    expect(snapshot(reversed as never)).toEqual([...items].reverse())
    expect(halve(42)).toEqual({ isOk: true, ok: 21 })
    const odd = halve(7)
    expect(odd.isOk ? '' : text(odd.err)).toBe('7 is odd')
    const shared = common(host, plugin)
    if (shared >= '1.1.0') {
      using lent = RVec(Item).from(items)
      expect(text(archive.summary!(lent))).toBe('a+ = 1.5')
    }
    if (shared >= '1.2.0') {
      using steps = archive.countdown!(4)
      expect([...steps]).toEqual([3, 2, 1, 0])
      expect(
        archive.total(
          new Map([
            ['one', 1],
            ['two', 2],
          ]),
        ),
      ).toBe(3)
    }
  })
})

describe.runIf(hasCargo)('events, of which later versions have more', () => {
  const spelled = [
    'Started { id: 42 }',
    'Stopped',
    'Renamed("grün")',
    'Moved { from: 1, to: 1099511627776 }',
  ] as const
  const formsOf = (version: Version): number => revisionOf(version) + 1

  it.each(pairs)('T-39 to T-42: host %s keeps those of plugin %s that it does not know', (host, plugin) => {
    const { make_event, spell_event, number_of_event } = load(host, plugin)
    for (let which = 0; which < formsOf(plugin); which += 1) {
      using event = make_event(which)
      expect([Number(event.discriminant), event.debug()]).toEqual([which, spelled[which]])
      expect(event.value?.tag).toBe(which < formsOf(host) ? spelled[which]!.split(/\W/)[0] : undefined)
      using copy = event.clone()
      expect(event.equals(copy)).toBe(true)
      expect(text(spell_event(copy))).toBe(spelled[which])
      expect(number_of_event(event)).toEqual({ isOk: true, ok: which })
    }
  })

  it.each(pairs)('T-39 to T-42: plugin %s keeps those of plugin %s that it does not know', (taker, giver) => {
    const [from, to] = [load('1.0.0', giver), load('1.0.0', taker)]
    for (let which = 0; which < formsOf(giver); which += 1) {
      expect(text(to.spell_event(from.make_event(which)))).toBe(spelled[which])
      const isKnown = which < formsOf(taker)
      expect(to.number_of_event(from.make_event(which))).toEqual(
        isKnown ? { isOk: true, ok: which } : { isOk: false, err: which },
      )
    }
  })

  it.each(pairs)('T-42: plugin %s keeps those of host %s', (plugin, host) => {
    const { spell_event, number_of_event } = load(host, plugin)
    const events = [{ tag: 'Started', id: 42 }, { tag: 'Stopped' }, { tag: 'Renamed', name: 'grün' }]
    events.slice(0, formsOf(host)).forEach((event, which) => {
      // A form of this side has names for all of its fields.
      const asHere = spelled[which]!.replace('("grün")', ' { name: "grün" }')
      expect(text(spell_event(event as never))).toBe(asHere)
      expect(number_of_event(event as never)).toEqual(
        which < formsOf(plugin) ? { isOk: true, ok: which } : { isOk: false, err: which },
      )
    })
  })
})

describe.runIf(hasCargo)('what plugins read', () => {
  const codecValues = (version: Version): object => ({
    id: 9,
    encode: (value: number) => value * 2,
    ...(version >= '1.1.0' ? { decode: (value: number) => value / 2 } : {}),
    ...(version >= '1.2.0' ? { bias: 5 } : {}),
  })

  it.each(pairs)('P-9, P-16: a prefix type of host %s in plugin %s', (host, plugin) => {
    const { use_codec, relay_codec } = load(host, plugin)
    using codec = implement(hosts[host].Codec, codecValues(host) as never)
    const shared = common(host, plugin)
    expect(snapshot(use_codec(codec))).toEqual({
      reader: revisionOf(plugin),
      id: 9,
      encoded: 10,
      decoded: shared >= '1.1.0' ? 5 : undefined,
      bias: plugin < '1.2.0' ? 0 : shared >= '1.2.0' ? 5 : 1000,
    })
    const back = relay_codec(codec)
    expect([back.id, back.encode(4)]).toEqual([9, 8])
    if (host >= '1.2.0') expect(back.bias).toBe(5)
  })

  it.each(pairs)('B-6, B-9: a store of host %s in plugin %s', (host, plugin) => {
    const archive = load(host, plugin)
    const store = () => implementTrait(hosts[host].Store, new Shelf() as never)
    const dropped = Shelf.dropped
    const described = plugin < '1.2.0' ? '' : host >= '1.2.0' ? 'a map of 1' : '1 by default'
    expect(text(archive.use_store(store()))).toBe(
      `RNone, RSome("a\\0b"), RNone, 1, ${described}, a shelf of TypeScript, ["ключ"]`,
    )
    expect(Shelf.dropped).toBe(dropped)
    if (common(host, plugin) < '1.1.0') return
    using kept = store()
    kept.put('x', 'y')
    expect(archive.clear_store(kept as never)).toBe(1)
    expect(kept.len()).toBe(0)
  })

  it.each(pairs)('B-6, B-12: a label of host %s in plugin %s', (host, plugin) => {
    const { use_label, make_label } = load(host, plugin)
    const label = implementTrait(Label, new Tag('été') as never)
    expect(text(use_label(label))).toBe('été, <née>, Tag(été), née, true, false, été')
    expect(text(use_label(make_label('x')))).toBe('x, #née, Tag("x"), née, true, false, x')
  })
})

describe.runIf(hasCargo)('plugins of different versions with each other', () => {
  it.each(pairs)('P-9, P-16: a prefix type of plugin %s in plugin %s', (giver, taker) => {
    const [from, to] = [load('1.2.0', giver), load('1.2.0', taker)]
    const shared = common(giver, taker)
    const encoded = 50 + revisionOf(giver)
    expect(snapshot(to.use_codec(from.codec))).toEqual({
      reader: revisionOf(taker),
      id: 100 + revisionOf(giver),
      encoded,
      decoded: shared >= '1.1.0' ? Math.floor(encoded / 10) : undefined,
      bias: taker < '1.2.0' ? 0 : shared >= '1.2.0' ? 77 : 1000,
    })
    const back = to.relay_codec(from.codec)
    expect(back).toBe(from.codec)
    expect(hasField(back, 'decode')).toBe(giver >= '1.1.0')
    expect(snapshot(from.use_codec(back)).reader).toBe(revisionOf(giver))
  })

  it.each(pairs)('B-7, B-9: objects of plugin %s in plugin %s', (giver, taker) => {
    const [from, to] = [load('1.2.0', giver), load('1.2.0', taker)]
    expect(text(to.use_label(from.make_label('x')))).toBe('x, #née, Tag("x"), née, true, false, x')
    const described = taker < '1.2.0' ? '' : giver >= '1.2.0' ? 'a shelf of 2' : '2 by default'
    expect(text(to.use_store(unwrap(from.open('n'))))).toBe(
      `RNone, RSome("a\\0b"), RNone, 2, ${described}, Shelf({"name": "n", "ключ": ""}), ["name", "ключ"]`,
    )
  })
})

describe.runIf(hasCargo)('a panic', () => {
  it('A-8: in a function of Rust that does not keep it to itself ends the process', async () => {
    const { status, signal, output, stderr } = await runProgram('panic-in-plugin.ts', [files['1.2.0']])
    expect({ output, status, signal }).toEqual({ output: 3, status: null, signal: 'SIGABRT' })
    expect(stderr).toContain('on purpose')
  })
})
