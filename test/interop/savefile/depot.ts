// The trait of depot/ in its three versions, as TypeScript declares and implements it.
import { u16, u32, u64, u8 } from 'abiding'
import {
  boxedClosure,
  changed,
  closure,
  field,
  list,
  method,
  record,
  ref,
  removed,
  Result,
  slice,
  str,
  string,
  trait,
  variants,
  type TraitMethod,
} from 'abiding/connection'

/** The versions of the trait. */
export const versions = [0, 1, 2] as const
/** A version of the trait. */
export type Version = (typeof versions)[number]

/** An item, with the fields that its version has. */
export interface Item {
  readonly name: string
  readonly price: number
  readonly weight?: number
  readonly tags?: readonly string[]
}

/** A mood of any version. */
export type Mood =
  | { readonly tag: 'Calm' }
  | { readonly tag: 'Glad'; readonly '0': number }
  | { readonly tag: 'Odd' }
  | { readonly tag: 'Wild'; readonly level: number; readonly text: string }

const moodForms = { Calm: {}, Glad: { '0': u8 }, Odd: {}, Wild: { level: u16, text: string } }
const moodsSince = { Odd: 1, Wild: 2 } as const
/** How many moods each version has. */
const moodCounts = [2, 3, 4] as const

/** What a version of the trait is made of. Types are written as a program of that version would have them. */
export function declareDepot(version: Version) {
  const Item = record('Item', {
    name: string,
    ...(version >= 1 ? { weight: field(u32, { since: 1, default: 18 }) } : {}),
    price: u32,
    ...(version >= 2 ? { tags: field(list(string), { since: 2, default: () => [] }) } : {}),
  })
  const Label = record('Label', {
    text: string,
    colour: version >= 2 ? removed(u16, { until: 1, value: 0xffff }) : u16,
  })
  const Measure = record('Measure', {
    amount:
      version >= 1
        ? changed(u64, {
            until: 0,
            type: u32,
            read: BigInt,
            write: (amount) => Number(amount & 0xffff_ffffn),
          })
        : u32,
    unit: u8,
  })
  const forms = Object.fromEntries(Object.entries(moodForms).slice(0, moodCounts[version]))
  const since = Object.fromEntries(Object.entries(moodsSince).filter(([form]) => form in forms))
  const Mood = variants('Mood', forms as typeof moodForms, { since })
  const Point = record('Point', {
    x: u32,
    ...(version >= 2 ? { y: field(u32, { since: 2, default: 0 }) } : {}),
  })
  const find = { find: method({ name: str }, Result(Item, string)) }
  const methods = {
    ...(version >= 1 ? find : {}),
    revision: method({}, u32),
    item: method({ item: Item }, Item),
    items: method({ items: list(Item) }, list(Item)),
    total: method({ items: slice(Item) }, u64),
    price: method({ item: ref(Item) }, u64),
    label: method({ label: Label }, Label),
    colour: method({ label: ref(Label) }, u16),
    measure: method({ measure: Measure }, u64),
    unit_of: method({ amount: u32 }, Measure),
    ...(version >= 1 ? { newer: method({ value: u32 }, u32) } : {}),
    ...(version >= 2 ? { newest: method({ value: u32 }, u32) } : {}),
    mood: method({ mood: Mood }, Mood),
    moods: method({ count: u32 }, list(Mood)),
    number_of_mood: method({ mood: ref(Mood) }, u32),
    distance: method({ points: slice(Point) }, u64),
    ...(version >= 1 ? {} : { former: method({ value: u32 }, u32) }),
    put: method({ item: Item }, u64, { receiver: 'mut' }),
    ...(version >= 1 ? {} : find),
    fails: method({ text: string }),
    map_item: method([{ item: Item }, { function: closure({ item: Item }, Item) }], Item),
    mapper: method({}, boxedClosure({ item: Item }, Item)),
  }
  return {
    version,
    types: { Item, Label, Measure, Mood, Point },
    Depot: trait('Depot', { version, methods: methods as Record<string, TraitMethod> }),
  }
}

/** What a version is made of. */
export type DepotDeclarations = ReturnType<typeof declareDepot>

/** Objects of TypeScript that peers have not dropped yet. */
export const liveDepots = { count: 0 }

/** What both implementations make of an item that passes through a closure. */
export const repriced = (item: Item): Item => ({ ...item, price: item.price + 1 })

const allMoods: readonly Mood[] = [
  { tag: 'Calm' },
  { tag: 'Glad', '0': 1 },
  { tag: 'Odd' },
  { tag: 'Wild', level: 3, text: 'w' },
]

/** The moods that an implementation of a version lists. */
export const moodsOf = (version: Version, count: number): readonly Mood[] =>
  Array.from({ length: count }, (_, number) => {
    const mood = allMoods[number % moodCounts[version]]!
    if (mood.tag === 'Glad') return { ...mood, '0': number }
    return mood.tag === 'Wild' ? { ...mood, level: number } : mood
  })

/** The trait as this version implements it: what depot/ does in Rust. */
export function implementDepot(
  version: Version,
): Record<string, (...values: never[]) => unknown> & Disposable {
  const items: Item[] = []
  liveDepots.count++
  return {
    revision: () => version,
    item: (item: Item) => item,
    items: (listed: readonly Item[]) => listed,
    total: (listed: readonly Item[]) => listed.reduce((sum, { price }) => sum + BigInt(price), 0n),
    price: ({ price }: Item) => BigInt(price),
    label: (label: object) => label,
    colour: ({ colour = 0 }: { colour?: number }) => colour,
    measure: ({ amount, unit }: { amount: number | bigint; unit: number }) =>
      BigInt(amount) * 1000n + BigInt(unit),
    unit_of: (amount: number) => ({ amount: version >= 1 ? BigInt(amount) : amount, unit: 1 }),
    ...(version >= 1
      ? { newer: (value: number) => value + 200 }
      : { former: (value: number) => value + 100 }),
    ...(version >= 2 ? { newest: (value: number) => value + 300 } : {}),
    mood: (mood: Mood) => mood,
    moods: (count: number) => moodsOf(version, count),
    number_of_mood: ({ tag }: Mood) => allMoods.findIndex((mood) => mood.tag === tag),
    distance: (points: readonly { x: number; y?: number }[]) =>
      points.reduce((sum, { x, y = 0 }) => sum + BigInt(x) + BigInt(y), 0n),
    put: (item: Item) => BigInt(items.push(item)),
    find: (name: string) => {
      const found = items.find((item) => item.name === name)
      return found === undefined ? { err: `no ${name}` } : { ok: found }
    },
    fails: (text: string) => {
      throw new Error(text)
    },
    map_item: (item: Item, apply: (item: Item) => Item) => apply(item),
    mapper: () => repriced,
    [Symbol.dispose]: () => {
      liveDepots.count--
    },
  }
}
