import { liveObjects, Owner, Ownership, ownershipOf, traceOwnership, type OwnedDescription } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const description: OwnedDescription = { kind: 'box', type: 'Counter', path: 'Bank.open → returns' }

/** A title, and how often what it stands for was released. */
function own(told = description): { title: Ownership; released: () => number } {
  let count = 0
  return { title: new Ownership({}, told, () => void (count += 1)), released: () => count }
}

const isListed = (title: Ownership): boolean =>
  liveObjects().some(({ type, path }) => type === title.type && path === title.path)

describe('Ownership', () => {
  it('O-1: begins as owned', () => {
    const { title, released } = own()
    expect(title).toMatchObject({ ...description, state: 'owned', movedTo: undefined })
    expect(() => title.assertOwned()).not.toThrow()
    title.dispose()
    expect(released()).toBe(1)
  })

  it('O-2: is disposed of once', () => {
    const { title, released } = own()
    expect([title.dispose(), title.dispose(), title.dispose()]).toEqual([true, false, false])
    expect(released()).toBe(1)
    expect(title.state).toBe('disposed')
  })

  it('O-2: is refused after dispose', () => {
    const { title } = own()
    title.dispose()
    const uses = [
      () => title.assertOwned('counter.add'),
      () => title.moveOut('counter.add'),
      () => title.beginUse('counter.add'),
    ]
    for (const use of uses)
      expect(refusal(use)).toMatchObject({ code: 'ABI-M004', rule: 'O-2', path: 'counter.add' })
    expect(refusal(() => title.assertOwned()).path).toBe('Bank.open → returns')
  })

  it('O-2: a release that fails is not tried again', () => {
    let tries = 0
    const title = new Ownership({}, description, () => {
      tries += 1
      throw new RangeError('stuck')
    })
    expect(() => title.dispose()).toThrow('stuck')
    expect(title.dispose()).toBe(false)
    expect(tries).toBe(1)
    expect(isListed(title)).toBe(false)
  })

  it('O-3: a use after a move says where it went', () => {
    const { title, released } = own()
    title.moveOut('Bank.close → param counter')
    expect(title).toMatchObject({ state: 'moved', movedTo: 'Bank.close → param counter' })
    const error = refusal(() => title.assertOwned('counter.add'))
    expect(error).toMatchObject({
      code: 'ABI-O002',
      rule: 'O-3',
      path: 'counter.add',
      found: 'box Counter (Bank.open → returns), moved into Bank.close → param counter',
    })
    expect(refusal(() => title.moveOut('Bank.merge → param other'))).toMatchObject({
      code: 'ABI-O002',
      path: 'Bank.merge → param other',
    })
    expect(refusal(() => title.beginUse()).code).toBe('ABI-O002')
    expect(title.dispose()).toBe(false)
    expect(released()).toBe(0)
    expect(title.movedTo).toBe('Bank.close → param counter')
  })

  it('O-5: is listed while it is owned', () => {
    const [kept, moved, disposed] = ['kept', 'moved', 'disposed'].map(
      (path) => own({ ...description, path }).title,
    ) as [Ownership, Ownership, Ownership]
    moved.moveOut('somewhere')
    disposed.dispose()
    expect([kept, moved, disposed].map(isListed)).toEqual([true, false, false])
    expect(liveObjects()).toContainEqual({ kind: 'box', type: 'Counter', path: 'kept', since: undefined })
    kept.dispose()
    expect(isListed(kept)).toBe(false)
  })

  it('O-5: is listed in the order of making', () => {
    const titles = Array.from({ length: 5 }, (_, index) => own({ kind: 'box', type: `T${index}` }).title)
    const listed = liveObjects().filter(({ type }) => /^T\d$/.test(type))
    expect(listed.map(({ type }) => type)).toEqual(['T0', 'T1', 'T2', 'T3', 'T4'])
    for (const title of titles) title.dispose()
  })

  it('O-5: says where it was made and moved, when traced', () => {
    expect(traceOwnership(true)).toBe(false)
    const title = madeHere()
    function madeHere(): Ownership {
      return own({ kind: 'box', type: 'Traced' }).title
    }
    function movedHere(): void {
      title.moveOut('somewhere')
    }
    expect(liveObjects().find(({ type }) => type === 'Traced')?.since).toMatch(/^ +at .*\n? +at .*madeHere/)
    movedHere()
    expect(traceOwnership(false)).toBe(true)
    expect(refusal(() => title.assertOwned()).hint).toContain('movedHere')
    const { title: untraced } = own()
    expect(untraced.since).toBeUndefined()
    untraced.dispose()
  })

  it('O-7: is not released while it is used', () => {
    const { title, released } = own()
    title.beginUse('counter.add')
    title.beginUse('counter.add')
    expect(title.dispose()).toBe(true)
    expect([title.state, released(), isListed(title)]).toEqual(['disposed', 0, false])
    expect(refusal(() => title.beginUse()).code).toBe('ABI-M004')
    title.endUse()
    expect(released()).toBe(0)
    title.endUse()
    expect(released()).toBe(1)
    expect(title.dispose()).toBe(false)
    expect(released()).toBe(1)
  })

  it('O-7: is not moved while it is used', () => {
    const { title, released } = own()
    title.beginUse()
    expect(refusal(() => title.moveOut('Bank.close → param counter'))).toMatchObject({
      code: 'ABI-O003',
      rule: 'O-7',
      path: 'Bank.close → param counter',
    })
    expect(title.state).toBe('owned')
    title.endUse()
    title.moveOut('Bank.close → param counter')
    expect([title.state, released()]).toEqual(['moved', 0])
  })
})

describe('Owner', () => {
  it('O-1, O-2: works with using, and twice', () => {
    const log: string[] = []
    const logging = (name: string) => () => void log.push(name)
    class Handle extends Owner {
      constructor(name: string) {
        super({ kind: 'handle', type: name }, logging(name))
      }
    }
    {
      using outer = new Handle('outer')
      using inner = new Handle('inner')
      expect(ownershipOf(outer)?.type).toBe('outer')
      inner[Symbol.dispose]()
    }
    expect(log).toEqual(['inner', 'outer'])
  })

  it.each([undefined, null, 1, 'text', {}, [], () => 1])('O-1: %s owns nothing', (value) => {
    expect(ownershipOf(value)).toBeUndefined()
  })
})
