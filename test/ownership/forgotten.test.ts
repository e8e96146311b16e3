import {
  exportFunction,
  fn,
  freeForgotten,
  implement,
  leak,
  liveArenaBytes,
  liveExports,
  liveObjects,
  NativeArena,
  onForgotten,
  Ownership,
  ownershipOf,
  prefixType,
  RStr,
  struct,
  traceOwnership,
  u32,
  unchecked,
  type ForgottenObject,
} from 'abiding'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectUntil } from '../support/garbage.js'
import { refusal } from '../support/refusal.js'

const Greeter = prefixType('Greeter', {
  version: '1.0.0',
  prefix: { greet: fn({ id: u32 }, RStr) },
  lastPrefixField: 'greet',
})
const Point = struct('Point', { x: u32, y: u32 })

let found: ForgottenObject[] = []
let listening: Disposable | undefined

beforeEach(() => {
  found = []
  listening = onForgotten((one) => found.push(one))
})

afterEach(() => {
  listening?.[Symbol.dispose]()
  freeForgotten(false)
})

/** Collects until objects of these kinds were found. */
const collectKinds = (...kinds: string[]) =>
  collectUntil(() => kinds.every((kind) => found.some((one) => one.kind === kind)))

/** A title with a name of its own, whose object is forgotten at once. */
function forget(name: string, prepare: (title: Ownership) => void = () => {}): { released: () => number } {
  let count = 0
  prepare(new Ownership({ name }, { kind: 'trinket', type: name }, () => void (count += 1)))
  return { released: () => count }
}

describe('forgotten objects', () => {
  it('O-6: are reported, and not freed', async () => {
    const { released } = forget('Ring')
    expect(await collectKinds('trinket')).toBe(true)
    expect(found.filter(({ kind }) => kind === 'trinket')).toEqual([
      { kind: 'trinket', type: 'Ring', path: undefined, since: undefined, wasFreed: false },
    ])
    expect(released()).toBe(0)
    // It owns what it owned, and stays on the list.
    expect(liveObjects()).toContainEqual({ kind: 'trinket', type: 'Ring', path: undefined, since: undefined })
  })

  it('O-6: are freed on request, once', async () => {
    freeForgotten(true)
    const { released } = forget('Brooch')
    expect(await collectKinds('trinket')).toBe(true)
    expect(found.find(({ type }) => type === 'Brooch')?.wasFreed).toBe(true)
    expect(released()).toBe(1)
    expect(liveObjects().filter(({ type }) => type === 'Brooch')).toEqual([])
  })

  it('O-6: were neither disposed of, moved nor leaked', async () => {
    freeForgotten(true)
    const all = [
      forget('disposed', (title) => title.dispose()),
      forget('moved', (title) => title.moveOut('elsewhere')),
      forget('unlisted', (title) => title.unlist()),
    ]
    forget('forgotten')
    expect(await collectKinds('trinket')).toBe(true)
    // One more round: all of them are garbage by now.
    forget('again')
    expect(await collectUntil(() => found.some(({ type }) => type === 'again'))).toBe(true)
    const trinkets = found.filter(({ kind }) => kind === 'trinket')
    expect(trinkets.map(({ type }) => type)).toEqual(['forgotten', 'again'])
    expect(all.map(({ released }) => released())).toEqual([1, 0, 0])
  })

  it('O-6: say where they were made, when traced', async () => {
    traceOwnership(true)
    forget('Traced')
    traceOwnership(false)
    expect(await collectKinds('trinket')).toBe(true)
    expect(found.find(({ type }) => type === 'Traced')?.since).toContain('forget')
  })

  it('O-6: arenas, exported functions and implementations are found', async () => {
    freeForgotten(true)
    const [bytes, exports] = [liveArenaBytes(), liveExports()]
    let addresses: number[] = []
    ;(() => {
      new NativeArena().allocate(Point, { x: 1, y: 2 })
      const exported = exportFunction(fn({ x: u32 }, u32), (x) => x, { path: 'Table.same' })
      const greeter = implement(Greeter, { greet: (id) => `Number ${id}` })
      greeter.as().greet(3)
      addresses = [exported.address, greeter.address]
    })()
    expect(addresses.every((address) => address > 0)).toBe(true)
    expect(await collectKinds('arena', 'exported function', 'implementation')).toBe(true)
    // The parts of an implementation are not reported beside it.
    expect(found.map(({ kind, type, path, wasFreed }) => ({ kind, type, path, wasFreed }))).toEqual(
      expect.arrayContaining([
        { kind: 'arena', type: '', path: undefined, wasFreed: true },
        {
          kind: 'exported function',
          type: 'fn(x: u32) → u32',
          path: 'Table.same',
          wasFreed: true,
        },
        { kind: 'implementation', type: 'Greeter 1.0.0', path: undefined, wasFreed: true },
      ]),
    )
    expect(found).toHaveLength(3)
    expect([liveArenaBytes(), liveExports()]).toEqual([bytes, exports])
  })

  it('O-6: what can still be read is not forgotten', async () => {
    freeForgotten(true)
    const point = new NativeArena().allocate(Point, { x: 1, y: 2 })
    const fast = unchecked(new NativeArena().allocate(Point, { x: 3, y: 4 }))
    const greeter = implement(Greeter, { greet: (id) => `Number ${id}` }).as()
    forget('meanwhile')
    expect(await collectKinds('trinket')).toBe(true)
    const kinds = found.map(({ kind }) => kind)
    expect(kinds).not.toContain('arena')
    expect(kinds).not.toContain('implementation')
    expect([point.y, fast.y, greeter.greet(4)]).toEqual([2, 4, 'Number 4'])
  })

  it('O-6: listeners hear of them until they stop listening', async () => {
    const first: string[] = []
    const hear = ({ type }: ForgottenObject): void => void first.push(type)
    const [one, other] = [onForgotten(hear), onForgotten(hear)]
    one[Symbol.dispose]()
    one[Symbol.dispose]()
    forget('Heard')
    expect(await collectUntil(() => first.length > 0)).toBe(true)
    other[Symbol.dispose]()
    forget('Unheard')
    expect(await collectUntil(() => found.some(({ type }) => type === 'Unheard'))).toBe(true)
    expect(first).toContain('Heard')
    expect(first).not.toContain('Unheard')
  })

  it('O-6: without a listener the process warns', async () => {
    listening?.[Symbol.dispose]()
    const warnings: (Error & { code?: string; detail?: string })[] = []
    const hear = (warning: Error): void => void warnings.push(warning)
    process.on('warning', hear)
    try {
      traceOwnership(true)
      for (let count = 0; count < 3; count++) forget('Pearl')
      traceOwnership(false)
      for (let count = 0; count < 7; count++) forget(`Bead ${count}`)
      const told = () => warnings.find(({ detail }) => detail?.includes('trinket Pearl'))
      expect(await collectUntil(() => told() !== undefined)).toBe(true)
      expect(told()).toMatchObject({ name: 'AbidingWarning', code: 'ABI-O001' })
      expect(told()!.message).toMatch(
        /^(an object was|\d+ objects were) forgotten .*what (it owns|they own) is not freed$/,
      )
      expect(told()!.detail).toMatch(/trinket Pearl was made here:\n +at/)
    } finally {
      process.off('warning', hear)
    }
  })
})

describe('leak', () => {
  it('O-5: takes an object off the list, and leaves it as it is', () => {
    const exported = exportFunction(fn({}), () => {}, { path: 'Table.forever' })
    expect(leak(exported)).toBe(exported)
    expect(liveObjects().filter(({ path }) => path === 'Table.forever')).toEqual([])
    expect(ownershipOf(exported)?.state).toBe('owned')
    exported[Symbol.dispose]()
    expect(refusal(() => leak(exported))).toMatchObject({ code: 'ABI-M004' })
  })

  it('O-5: refuses what owns nothing', () => {
    for (const value of [{}, () => 1, [1]])
      expect(refusal(() => leak(value))).toMatchObject({ code: 'ABI-V001', rule: 'O-5' })
  })
})
