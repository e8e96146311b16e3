// Locks, channels and JSON of abi_stable, and pointers that move a value.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  array,
  bool,
  fn,
  layoutOf,
  liveObjects,
  MovePtr,
  pointer,
  RawValueBox,
  RawValueRef,
  RBox,
  RMut,
  RMutex,
  ROnce,
  ROption,
  RReceiver,
  RRef,
  RRwLock,
  RSender,
  RSmallBox,
  RStr,
  RString,
  StaticRef,
  struct,
  Tuple2,
  u32,
  u64,
  u8,
  usize,
} from '../../../src/index.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Traced = struct('Traced', { id: u32 })
const Large = struct('Large', { words: array(u64, 4), traced: Traced })
const Small = RSmallBox(Traced, array(usize, 1))
const SmallLarge = RSmallBox(Large, array(usize, 1))
const Counter = RMutex(u64)
const Shared = RRwLock(u64)

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('abi-stable/std-pointers')
  return {
    dropped: bind('traced_dropped', fn({}, usize)),
    box: bind('box_traced', fn({ id: u32 }, RBox(Traced))),
    refRead: bind('ref_read', fn({ traced: RRef(Traced) }, u32)),
    mutWrite: bind('mut_write', fn([{ traced: RMut(Traced) }, { id: u32 }])),
    refOf: bind('ref_of', fn({ box: pointer(RBox(Traced)) }, RRef(Traced))),
    staticLevel: bind('static_level', fn({}, StaticRef(u32))),
    moveTake: bind('move_take', fn({ moved: MovePtr(Traced) }, u32)),
    moveBox: bind('move_box', fn({ moved: MovePtr(Traced) }, RBox(Traced))),
    moveGive: bind('move_give', fn([{ id: u32 }, { take: fn({ moved: MovePtr(Traced) }, u32) }], u32)),
    small: bind('small_inline', fn({ id: u32 }, Small)),
    smallTake: bind('small_take', fn({ small: Small }, u32)),
    smallOpen: bind('small_open', fn({ small: Small }, Traced)),
    smallHeap: bind('small_heap', fn({ id: u32 }, SmallLarge)),
    smallHeapTake: bind('small_heap_take', fn({ small: SmallLarge }, u64)),
    mutex: bind('mutex_new', fn({ value: u64 }, Counter)),
    mutexByte: bind('mutex_byte', fn({ value: u8 }, RMutex(u8))),
    mutexTraced: bind('mutex_traced', fn({ id: u32 }, RMutex(Traced))),
    mutexTake: bind('mutex_take', fn({ mutex: RMutex(Traced) }, u32)),
    mutexAdd: bind('mutex_add', fn([{ mutex: pointer(Counter) }, { by: u64 }], u64)),
    mutexHold: bind('mutex_hold', fn({ mutex: pointer(Counter) })),
    letGo: bind('let_go', fn({})),
    lock: bind('lock_new', fn({ value: u64 }, Shared)),
    lockRead: bind('lock_read', fn({ lock: pointer(Shared) }, u64)),
    isWritten: bind('lock_is_written', fn({ lock: pointer(Shared) }, bool)),
    isRead: bind('lock_is_read', fn({ lock: pointer(Shared) }, bool)),
    once: bind('once_new', fn({}, ROnce)),
    onceRun: bind('once_run', fn({ once: pointer(ROnce) }, bool)),
    channel: bind('channel_unbounded', fn({}, Tuple2(RSender(Traced), RReceiver(Traced)))),
    texts: bind('channel_texts', fn({ capacity: usize }, Tuple2(RSender(RString), RReceiver(RString)))),
    send: bind('sender_send', fn([{ sender: pointer(RSender(Traced)) }, { id: u32 }], bool)),
    senderTake: bind('sender_take', fn({ sender: RSender(Traced) })),
    next: bind('receiver_next', fn({ receiver: pointer(RReceiver(Traced)) }, ROption(u32))),
    feed: bind('sender_feed', fn([{ sender: RSender(RString) }, { count: u32 }])),
    json: bind('json_box', fn({ text: RStr }, ROption(RawValueBox))),
    jsonLength: bind('json_length', fn({ value: RawValueRef }, usize)),
    jsonTake: bind('json_take', fn({ value: RawValueBox }, usize)),
  }
}

let dropped = 0
const since = (): number => rust.dropped() - dropped
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error

beforeEach(() => {
  if (!hasCargo) return
  dropped = rust.dropped()
  const before = liveObjects().length
  return () => expect(liveObjects().slice(before)).toEqual([])
})

describe.runIf(hasCargo)('borrowed pointers', () => {
  it('T-54: take what holds the value', () => {
    using box = rust.box(3)
    expect([rust.refRead(box), rust.refRead(box.deref() as never)]).toEqual([3, 3])
    rust.mutWrite(box, 4)
    expect(box.deref().id).toBe(4)
    expect(rust.refOf(box as never).deref().id).toBe(4)
    expect(rust.staticLevel().deref()).toBe(7)
    using own = RBox(Traced).new({ id: 9 })
    expect(rust.refRead(own)).toBe(9)
    own[Symbol.dispose]()
    expect(() => rust.refRead(own)).toThrow(code('ABI-M004'))
    expect(() => rust.refRead(0 as never)).toThrow(code('ABI-M001'))
    using other = RBox(u32).new(1)
    expect(() => rust.refRead(other)).toThrow(code('ABI-V001'))
  })

  it('T-55: that move give the value away', () => {
    expect(rust.moveTake({ id: 5 })).toBe(5)
    expect(since()).toBe(1)
    using box = rust.moveBox({ id: 6 })
    expect(box.deref().id).toBe(6)
    const seen: unknown[] = []
    const given = rust.moveGive(7, (moved) => {
      seen.push(moved.deref().id)
      const { id } = moved.intoInner()
      expect(() => moved.deref()).toThrow(code('ABI-O002'))
      return id
    })
    expect([given, seen, since()]).toEqual([7, [7], 1])
    const passedOn = rust.moveGive(8, (moved) => rust.moveTake(moved))
    expect([passedOn, since()]).toEqual([8, 2])
  })
})

describe.runIf(hasCargo)('small boxes', () => {
  it('T-56: keep small values in themselves', () => {
    expect(layoutOf(Small)).toMatchObject({ size: 24, alignment: 8 })
    {
      using small = rust.small(3)
      expect([small.isInline, small.deref().id]).toEqual([true, 3])
      small.deref().id = 4
      expect(JSON.stringify(small)).toBe('{"id":4}')
    }
    expect(since()).toBe(1)
    expect(rust.smallTake(rust.small(5))).toBe(5)
    expect(rust.small(6).intoInner()).toEqual({ id: 6 })
    expect(rust.smallOpen({ id: 7 }).id).toBe(7)
    expect(rust.smallTake(Small.new({ id: 8 }))).toBe(8)
    expect(since()).toBe(2)
  })

  it('T-56: keep large ones elsewhere', () => {
    {
      using small = rust.smallHeap(3)
      expect([small.isInline, small.deref().traced.id]).toEqual([false, 3])
    }
    expect(since()).toBe(1)
    expect(rust.smallHeapTake(rust.smallHeap(5))).toBe(15n)
    expect(rust.smallHeapTake({ words: [1n, 1n, 1n, 1n], traced: { id: 6 } })).toBe(10n)
    expect(rust.smallHeap(6).intoInner().traced).toEqual({ id: 6 })
    using texts = RSmallBox(RString, array(usize, 4)).new('in the box')
    expect([texts.isInline, String(texts.deref())]).toEqual([true, 'in the box'])
    expect(since()).toBe(2)
  })
})

describe.runIf(hasCargo)('locks', () => {
  it('T-70, T-71: let one holder in at a time', () => {
    using mutex = rust.mutex(5n)
    expect([layoutOf(Counter).size, layoutOf(RMutex(u8)).size]).toEqual([24, 24])
    {
      using guard = mutex.lock()
      expect(guard.deref()).toBe(5n)
      guard.store(6n)
      expect(mutex.tryLock()).toBe(undefined)
      expect(mutex.tryLockFor(1)).toBe(undefined)
      expect(() => mutex.lock()).toThrow(code('ABI-U022'))
    }
    const guard = mutex.tryLock()!
    guard[Symbol.dispose]()
    expect(() => guard.deref()).toThrow(code('ABI-M004'))
    expect(rust.mutexAdd(mutex as never, 10n)).toBe(16n)
    using byte = rust.mutexByte(7)
    using small = byte.lock()
    expect(small.deref()).toBe(7)
  })

  it('T-71: wait for other threads', () => {
    using mutex = rust.mutex(1n)
    rust.mutexHold(mutex)
    expect(mutex.tryLock()).toBe(undefined)
    expect(mutex.tryLockFor(2)).toBe(undefined)
    rust.letGo()
    using guard = mutex.lock()
    expect(guard.deref()).toBe(1n)
  })

  it('T-71: own their value, and are not given away while they are held', () => {
    const mutex = rust.mutexTraced(3)
    const guard = mutex.lock()
    expect(() => rust.mutexTake(mutex)).toThrow(code('ABI-O003'))
    guard[Symbol.dispose]()
    expect(rust.mutexTake(mutex)).toBe(3)
    expect(since()).toBe(1)
  })

  it('T-70, T-72: let many read, or one write', () => {
    using lock = rust.lock(5n)
    {
      using one = lock.read()
      using other = lock.tryRead()!
      expect([one.deref(), other.deref()]).toEqual([5n, 5n])
      expect([rust.isRead(lock as never), rust.isWritten(lock as never)]).toEqual([true, false])
      expect([lock.tryWrite(), lock.tryWriteFor(1)]).toEqual([undefined, undefined])
      expect(() => lock.write()).toThrow(code('ABI-U022'))
    }
    {
      using guard = lock.write()
      guard.store(6n)
      expect([rust.isWritten(lock as never), lock.tryRead(), lock.tryReadFor(1)]).toEqual([
        true,
        undefined,
        undefined,
      ])
      expect(() => lock.read()).toThrow(code('ABI-U022'))
    }
    expect(rust.lockRead(lock as never)).toBe(6n)
  })

  it('T-73: run a function once', () => {
    using once = rust.once()
    let runs = 0
    once.callOnce(() => (runs += 1))
    once.callOnce(() => (runs += 1))
    expect([runs, once.state, rust.onceRun(once as never)]).toEqual([1, 'Done', false])
    using other = rust.once()
    expect(() => other.callOnce(() => other.callOnce(() => undefined))).toThrow(code('ABI-U022'))
    expect(other.state).toBe('Poisoned')
    expect(() => other.callOnce(() => undefined)).toThrow(code('ABI-U024'))
    const states: string[] = []
    other.callOnceForce((state) => void states.push(state))
    expect([states, other.state]).toEqual([['Poisoned'], 'Done'])
  })
})

describe.runIf(hasCargo)('locks of this side', () => {
  it('T-78: are locked by the functions of a library', () => {
    using existing = rust.mutexByte(7)
    using mutex = Counter.like(existing, 5n)
    {
      using guard = mutex.lock()
      expect([guard.deref(), mutex.tryLock()]).toEqual([5n, undefined])
      guard.store(6n)
    }
    expect(rust.mutexAdd(mutex as never, 10n)).toBe(16n)
    rust.mutexHold(mutex)
    expect(mutex.tryLockFor(2)).toBe(undefined)
    rust.letGo()
    using guard = mutex.lock()
    expect(guard.deref()).toBe(16n)

    using existingLock = rust.lock(1n)
    using lock = RRwLock(u64).like(existingLock, 3n)
    expect(rust.lockRead(lock as never)).toBe(3n)
    using one = lock.read()
    using other = lock.tryRead()!
    expect([one.deref(), other.deref(), rust.isRead(lock as never), lock.tryWrite()]).toEqual([
      3n,
      3n,
      true,
      undefined,
    ])
  })

  it('T-78: own their value, and give it away', () => {
    using existing = rust.mutex(1n)
    expect(rust.mutexTake(RMutex(Traced).like(existing, { id: 4 }))).toBe(4)
    expect(since()).toBe(1)
    const text = RString.from('kept')
    {
      using held = RMutex(RString).like(existing, text)
      expect(() => text.byteLength).toThrow(code('ABI-O002'))
      using guard = held.lock()
      expect(String(guard.deref())).toBe('kept')
    }
    using again = RString.from('again')
    const Both = struct('Both', { text: RString, small: u8 })
    expect(() => RMutex(Both).like(existing, { text: again, small: 256 })).toThrow(code('ABI-V002'))
    expect(String(again)).toBe('again')
  })

  it('T-78: run a function once, whoever asks', () => {
    using existing = rust.once()
    existing.callOnce(() => undefined)
    for (const first of ['here', 'there']) {
      using once = ROnce.like(existing)
      expect(once.state).toBe('New')
      let runs = 0
      if (first === 'there') expect(rust.onceRun(once as never)).toBe(true)
      once.callOnce(() => (runs += 1))
      expect([runs, once.state, rust.onceRun(once as never)]).toEqual([
        first === 'here' ? 1 : 0,
        'Done',
        false,
      ])
    }
  })

  it('T-78: are made after locks of their family alone', () => {
    using mutex = rust.mutex(1n)
    using once = rust.once()
    for (const wrong of [once, {}, null, undefined, 7])
      expect(() => Counter.like(wrong as never, 1n)).toThrow(code('ABI-V001'))
    expect(() => Shared.like(mutex as never, 1n)).toThrow(code('ABI-V001'))
    expect(() => ROnce.like(mutex as never)).toThrow(code('ABI-V001'))
    const gone = rust.mutex(2n)
    gone[Symbol.dispose]()
    expect(() => Counter.like(gone, 1n)).toThrow(code('ABI-M004'))
  })
})

describe.runIf(hasCargo)('channels', () => {
  it('T-74, T-75: carry values, which are dropped once', () => {
    const [sender, receiver] = rust.channel()
    sender.send({ id: 1 })
    expect(rust.send(sender as never, 2)).toBe(true)
    expect([sender.length, sender.capacity, sender.isFull, receiver.isEmpty]).toEqual([
      2,
      Infinity,
      false,
      false,
    ])
    expect(receiver.receive()).toEqual({ id: 1 })
    expect(rust.next(receiver as never)).toBe(2)
    expect([receiver.tryReceive(), receiver.tryReceiveFor(1)]).toEqual([undefined, undefined])
    using another = sender.clone()
    another.send({ id: 3 })
    rust.senderTake(sender)
    using same = receiver.clone()
    receiver[Symbol.dispose]()
    expect(same.tryReceive()).toEqual({ value: { id: 3 } })
    another[Symbol.dispose]()
    expect(() => same.receive()).toThrow(code('ABI-U023'))
    expect(() => same.tryReceive()).toThrow(code('ABI-U023'))
    expect([...same]).toEqual([])
    expect(since()).toBe(1)
  })

  it('T-75: give back what they do not take', () => {
    const [sender, receiver] = rust.texts(1)
    using text = RString.from('one')
    sender.send(text)
    expect(() => text.byteLength).toThrow(code('ABI-O002'))
    expect(sender.isFull).toBe(true)
    for (const unsent of [sender.trySend('two')!, sender.trySendFor('two', 1)!]) {
      expect(['Full', 'Timeout']).toContain(unsent.reason)
      expect(String(unsent.value)).toBe('two')
      unsent.value[Symbol.dispose]()
    }
    receiver[Symbol.dispose]()
    const unsent = sender.trySend('three')!
    expect(unsent.reason).toBe('Disconnected')
    unsent.value[Symbol.dispose]()
    expect(() => sender.send('four')).toThrow(code('ABI-U023'))
    expect(() => sender.send(5 as never)).toThrow(code('ABI-V001'))
    sender[Symbol.dispose]()
  })

  it('T-76: are received without holding up the thread', async () => {
    const [sender, receiver] = rust.texts(2)
    rust.feed(sender, 5)
    const seen: string[] = []
    for await (const text of receiver) {
      seen.push(String(text))
      text[Symbol.dispose]()
    }
    expect(seen).toEqual(['text 0', 'text 1', 'text 2', 'text 3', 'text 4'])
    receiver[Symbol.dispose]()
  })
})

describe.runIf(hasCargo)('JSON', () => {
  it('T-77: is a text that can be parsed', () => {
    using box = rust.json('{"a": [1, 2]}')!
    expect([box.text, box.parse(), JSON.stringify(box)]).toEqual([
      '{"a": [1, 2]}',
      { a: [1, 2] },
      '{"a":[1,2]}',
    ])
    expect(rust.json('{')).toBe(undefined)
    expect([rust.jsonLength('[1]'), rust.jsonTake('[1, 2]')]).toEqual([3, 6])
    expect(() => rust.jsonLength('[1')).toThrow(code('ABI-U025'))
    expect(() => rust.jsonTake(7 as never)).toThrow(code('ABI-V001'))
    expect(rust.jsonTake(rust.json('"grün"')!)).toBe(7)
  })
})
