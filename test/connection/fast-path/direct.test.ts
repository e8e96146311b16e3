// Libraries in C that export the table of a trait, in two versions, and one that speaks the protocol beside it.
import { bindSymbol, f32, f64, fn, i32, openLibrary, struct, u32, u64, unit } from 'abiding'
import { connect, method, record, ref, slice, str, string, trait } from 'abiding/connection'
import { emitCHeader } from 'abiding/emit'
import { describe, expect, it } from 'vitest'
import { compile } from '../../support/compile.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'

const Point = struct('Point', { x: f64, y: f64 })
const Person = record('Person', { age: u32 })

const Plotter = trait('Plotter', {
  version: 1,
  methods: {
    add: method({ left: u32, right: u32 }, u32),
    scale: method([{ point: Point }, { by: f64 }], Point),
    total: method({}, u64),
    forget: method({}, unit, { receiver: 'mut' }),
    greet: method({ person: Person }, string),
    double: method({}, u32),
  },
  bounds: ['Send'],
})

/** The same trait a version before: other types, another order, and not all of the methods. */
const OldPlotter = trait('Plotter', {
  version: 0,
  methods: {
    total: method({}, u64),
    scale: method([{ point: Point }, { by: f32 }], Point),
    add: method({ left: u32, right: u32 }, u32),
    retired: method({}, u32),
  },
})

const body = (scaleBy: string, more: string, functions: string): string => `
#include <stdlib.h>
typedef struct { uint64_t total; } Object;
static int alive = 0;
ABIDING_EXPORT int objects_alive(void) { return alive; }
static void *create(void) { alive += 1; return calloc(1, sizeof(Object)); }
static void drop(void *object) { alive -= 1; free(object); }
static uint32_t add(void *object, uint32_t left, uint32_t right) {
  ((Object *)object)->total += left + right;
  return left + right;
}
static Point scale(void *object, Point point, ${scaleBy} by) {
  (void)object;
  Point scaled = { point.x * by, point.y * by };
  return scaled;
}
static uint64_t total(void *object) { return ((Object *)object)->total; }
${more}
static Plotter table = { PLOTTER_HEADER, ${functions} };
PLOTTER_EXPORT(table)
`

const newest = (): string =>
  compile(
    emitCHeader([Plotter]) +
      body(
        'double',
        'static void forget(void *object) { ((Object *)object)->total = 0; }',
        'create, drop, add, scale, total, forget',
      ),
    'plotter-1',
  )
const older = (): string =>
  compile(
    emitCHeader([OldPlotter]) +
      body(
        'float',
        'static uint32_t retired(void *object) { (void)object; return 1; }',
        'create, drop, total, scale, add, retired',
      ),
    'plotter-0',
  )

const Reader = trait('Reader', {
  version: 0,
  methods: {
    length: method({ text: str }, u64),
    language: method([{ code: u32 }], str),
    norm: method({ point: ref(Point) }, f64),
    next: method({ value: ref(u32) }, u32),
    sum: method({ values: slice(u32) }, u64),
    farthest: method({ points: slice(Point) }, f64),
  },
})

const reader = (): string =>
  compile(
    `${emitCHeader([Reader])}
static void *create(void) { static int object; return &object; }
static void drop(void *object) { (void)object; }
static uint64_t length(void *object, RStr text) { (void)object; return text.length; }
static RStr language(void *object, uint32_t code) {
  (void)object;
  RStr known = RSTR("sk\\xc3\\xa5nska"), nothing = { NULL, 0 }, wild = { (const uint8_t *)0x123456789000, 8 };
  RStr broken = RSTR("\\xff"), endless = { known.data, SIZE_MAX };
  return code == 0 ? known : code == 1 ? nothing : code == 2 ? wild : code == 3 ? broken : endless;
}
static double norm(void *object, const Point *point) { (void)object; return point->x + point->y; }
static uint32_t next(void *object, const uint32_t *value) { (void)object; return *value + 1; }
static uint64_t sum(void *object, RSlice_u32 values) {
  uint64_t all = 0;
  (void)object;
  for (size_t index = 0; index < values.length; index++) all += values.data[index];
  return all;
}
static double farthest(void *object, RSlice_Point points) {
  double most = 0;
  (void)object;
  for (size_t index = 0; index < points.length; index++)
    if (points.data[index].x > most) most = points.data[index].x;
  return most;
}
static Reader table = { READER_HEADER, create, drop, length, language, norm, next, sum, farthest };
READER_EXPORT(table)
`,
    'reader',
  )

describe.runIf(requireTool('cc'))('what is lent for a call', () => {
  it('X-74: text, references and slices go directly', () => {
    using peer = connect(Reader, reader())
    expect(peer.$describe().methods.map(({ route, reason }) => [route, reason])).toEqual(
      Array(6).fill(['direct', expect.any(String)]),
    )
    expect([peer.length(''), peer.length('grün')]).toEqual([0n, 5n])
    expect(peer.norm({ x: 1.5, y: 2 })).toBe(3.5)
    expect(peer.next(41)).toBe(42)
    expect([peer.sum([]), peer.sum([1, 2, 3]), peer.sum(new Uint32Array([4, 5]))]).toEqual([0n, 6n, 9n])
    expect(
      peer.farthest([
        { x: 1, y: 0 },
        { x: 7, y: 0 },
      ]),
    ).toBe(7)
    expect(refusal(() => peer.sum([1, -1])).path).toBe('Reader.sum → param values[1]')
    expect(refusal(() => peer.length('\ud800')).path).toBe('Reader.length → param text')
    expect(refusal(() => peer.norm({ x: 1 } as never)).path).toContain('Reader.norm → param point')
  })

  it('X-77: text of a peer is read only where it can be', () => {
    using peer = connect(Reader, reader())
    expect([peer.language(0), peer.language(1)]).toEqual(['skånska', ''])
    expect(refusal(() => peer.language(2))).toMatchObject({ code: 'ABI-W006' })
    expect(refusal(() => peer.language(3))).toMatchObject({ code: 'ABI-V005' })
    expect(refusal(() => peer.language(4))).toMatchObject({ code: 'ABI-V005' })
  })
})

describe.runIf(requireTool('cc'))('the table of a trait', () => {
  it('X-73, X-77: is called directly', () => {
    using plotter = connect(Plotter, newest())
    expect(plotter.add(1, 2)).toBe(3)
    expect(plotter.add(4_000_000_000, 0)).toBe(4_000_000_000)
    expect(plotter.total()).toBe(4_000_000_003n)
    expect(plotter.scale({ x: 1, y: -2 }, 2.5)).toEqual({ x: 2.5, y: -5 })
    plotter.forget()
    expect(plotter.total()).toBe(0n)
  })

  it('X-77: checks what is passed', () => {
    using plotter = connect(Plotter, newest())
    expect(refusal(() => plotter.add(1, -2))).toMatchObject({ path: 'Plotter.add → param right' })
    expect(refusal(() => Reflect.apply(plotter.add, plotter, [1] as never))).toMatchObject({
      code: 'ABI-C001',
      path: 'Plotter.add',
    })
    expect(refusal(() => plotter.scale({ x: 1, y: 'two' as never }, 1)).path).toContain('Plotter.scale')
  })

  it('X-74, X-76, X-77: says which methods take that way, and why others do not', () => {
    using plotter = connect(Plotter, older())
    const routes = plotter.$describe().methods.map(({ name, route, reason }) => [name, route, reason])
    expect(routes).toEqual([
      ['add', 'direct', 'both sides declare the same function: it is called directly'],
      ['scale', 'none', expect.stringContaining('Plotter.scale → param by: another type')],
      ['total', 'direct', expect.any(String)],
      ['forget', 'none', 'the table of the peer does not have it'],
      ['greet', 'none', 'param person has no native form: Person'],
      ['double', 'none', expect.stringContaining('it cannot be declared as a function of C')],
    ])
    expect(plotter.$describe()).toMatchObject({ version: 1, peerVersion: 0, effectiveVersion: 0 })
    expect(['add', 'scale', 'forget', 'nothing'].map((name) => plotter.$has(name))).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(plotter.add(3, 4)).toBe(7)
    expect(plotter.total()).toBe(7n)
    expect(refusal(() => plotter.scale({ x: 1, y: 1 }, 2))).toMatchObject({
      code: 'ABI-J007',
      path: 'Plotter.scale',
    })
  })

  it('X-76: an older host calls a newer peer', () => {
    using plotter = connect(OldPlotter, newest())
    expect(plotter.add(3, 4)).toBe(7)
    expect(plotter.$has('retired')).toBe(false)
    expect(plotter.$describe().methods.map(({ route }) => route)).toEqual([
      'direct',
      'none',
      'direct',
      'none',
    ])
  })

  it('X-77: objects are made and dropped once each', () => {
    const alive = bindSymbol(openLibrary(newest()), 'objects_alive', fn({}, i32))
    const before = alive()
    const [first, second] = [connect(Plotter, newest()), connect(Plotter, newest())]
    expect(alive()).toBe(before + 2)
    first.add(1, 2)
    expect([first.total(), second.total()]).toEqual([3n, 0n])
    first[Symbol.dispose]()
    first[Symbol.dispose]()
    expect(alive()).toBe(before + 1)
    expect(refusal(() => first.add(1, 2))).toMatchObject({ code: 'ABI-M004' })
    second[Symbol.dispose]()
    expect(alive()).toBe(before)
  })

  it('X-77: calls on another thread end before the object is dropped', async () => {
    const plotter = connect(Plotter, newest())
    const sum = plotter.$async.add(20, 22)
    plotter[Symbol.dispose]()
    expect(await sum).toBe(42)
    await expect(plotter.$async.total()).rejects.toMatchObject({ code: 'ABI-M004' })
    await expect(plotter.$async.greet({ age: 1 })).rejects.toMatchObject({ code: 'ABI-J007' })
  })
})
