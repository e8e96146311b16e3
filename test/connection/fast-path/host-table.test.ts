// Tables of functions that TypeScript makes, called by C that was compiled with the header of the trait.
import {
  addressOf,
  array,
  bindSymbol,
  f64,
  fn,
  i64,
  NativeArena,
  openLibrary,
  u32,
  u64,
  u8,
  usize,
} from 'abiding'
import { connect, exportTrait, trait } from 'abiding/connection'
import { emitCHeader } from 'abiding/emit'
import { describe, expect, it } from 'vitest'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { compile } from '../../support/compile.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'
import { Drawing, drawing } from './drawing.js'

const hostLibrary = () =>
  openLibrary(
    compile(
      `${emitCHeader([Drawing])}
#include <pthread.h>
#include <string.h>
static const Drawing *table_of(const abiding_module_header *header) {
  abiding_error error = { sizeof error, 0, NULL, 0, 0 };
  return (const Drawing *)header->construct(&error);
}
/* What every method gives, for an object of the table, in one number; negative where one of them is wrong. */
ABIDING_EXPORT int64_t drive(const abiding_module_header *header) {
  const Drawing *table = table_of(header);
  if (table != (const Drawing *)(uintptr_t)header->root) return -1;
  if (table->abiding_mask != DRAWING_MASK || table->abiding_layout != NULL) return -2;
  void *object = table->abiding_create();
  if (object == NULL) return -3;
  if (table->add(object, 40, 2) != 42) return -4;
  Point point = { 1.5, 2 };
  Point moved = table->move(object, point, 10);
  if (moved.x != 11.5 || moved.y != 12) return -5;
  if (table->norm(object, &point) != 3.5) return -6;
  uint32_t values[] = { 1, 2, 4000000000u };
  RSlice_u32 slice = { values, 3 };
  if (table->sum(object, slice) != 4000000003u) return -7;
  RSlice_u32 empty = { (const uint32_t *)4, 0 };
  if (table->sum(object, empty) != 0) return -8;
  Pixel pixels[] = { { 1, 2 }, { 3, 900 }, { 5, 6 } };
  RSlice_Pixel many = { pixels, 3 };
  Pixel widest = table->widest(object, many);
  if (widest.red != 3 || widest.alpha != 900) return -9;
  RStr text = RSTR("\\xc3\\xa4" "bc");
  if (table->size(object, text) != 3) return -10;
  RStr title = table->title(object, 7), again = table->title(object, 7);
  if (title.length != 7 || memcmp(title.data, "gr\\xc3\\xbcn 7", 7) != 0 || title.data != again.data) return -11;
  table->reset(object);
  table->abiding_drop(object);
  return 1;
}
ABIDING_EXPORT void *make(const abiding_module_header *header) { return table_of(header)->abiding_create(); }
ABIDING_EXPORT void drop(const abiding_module_header *header, void *object) { table_of(header)->abiding_drop(object); }
ABIDING_EXPORT uint32_t add(const abiding_module_header *header, void *object, uint32_t left, uint32_t right) {
  return table_of(header)->add(object, left, right);
}
ABIDING_EXPORT double norm_at(const abiding_module_header *header, void *object, const Point *point) {
  return table_of(header)->norm(object, point);
}
ABIDING_EXPORT uint64_t sum_at(const abiding_module_header *header, void *object, const uint32_t *data, size_t length) {
  RSlice_u32 slice = { data, length };
  return table_of(header)->sum(object, slice);
}
ABIDING_EXPORT uint64_t size_at(const abiding_module_header *header, void *object, const uint8_t *data, size_t length) {
  RStr text = { data, length };
  return table_of(header)->size(object, text);
}
ABIDING_EXPORT uint64_t length_of_title(const abiding_module_header *header, void *object) {
  RStr title = table_of(header)->title(object, 0);
  return title.length;
}
typedef struct { const Drawing *table; void *object; uint32_t result; } Errand;
static void *run(void *given) {
  Errand *errand = given;
  errand->result = errand->table->add(errand->object, 20, 22);
  return NULL;
}
/* Calls on a thread of its own, and waits for it. */
ABIDING_EXPORT uint32_t add_on_thread(const abiding_module_header *header, void *object) {
  Errand errand = { table_of(header), object, 7 };
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, &errand) != 0) return 1;
  pthread_join(thread, NULL);
  return errand.result;
}
`,
      'table-host',
    ),
  )

describe.runIf(requireTool('cc'))('C with the header of a trait', () => {
  const library = hostLibrary()
  const bind = (name: string, type: unknown): any => bindSymbol(library, name, type as never)
  const header = { header: usize }
  const drive = bind('drive', fn(header, i64))
  const make = bind('make', fn(header, usize))
  const drop = bind('drop', fn({ header: usize, object: usize }))
  const add = bind('add', fn([header, { object: usize }, { left: u32 }, { right: u32 }], u32))
  const normAt = bind('norm_at', fn({ header: usize, object: usize, point: usize }, f64))
  const sumAt = bind('sum_at', fn({ header: usize, object: usize, data: usize, length: usize }, u64))
  const sizeAt = bind('size_at', fn({ header: usize, object: usize, data: usize, length: usize }, u64))
  const lengthOfTitle = bind('length_of_title', fn({ header: usize, object: usize }, u64))
  const addOnThread = bind('add_on_thread', fn({ header: usize, object: usize }, u32))

  it('X-86, X-87: calls the methods of TypeScript, whose objects it drops once', () => {
    const seen: unknown[] = []
    let dropped = 0
    const hosted = hostedObjects()
    using exported = exportTrait(Drawing, () => drawing(seen, () => void (dropped += 1)))
    expect(drive(exported.table)).toBe(1n)
    expect(dropped).toBe(1)
    expect(hostedObjects()).toBe(hosted)
    expect(seen).toEqual([
      { x: 1.5, y: 2 },
      { x: 1.5, y: 2 },
      new Uint32Array([1, 2, 4_000_000_000]),
      new Uint32Array(0),
      [
        { red: 1, alpha: 2 },
        { red: 3, alpha: 900 },
        { red: 5, alpha: 6 },
      ],
      'äbc',
      'reset',
    ])
  })

  it('X-86: has one table for an entry, which makes objects for as long as it is exported', () => {
    const Other = trait('Drawing', { version: 3, methods: { add: Drawing.methods.get('add')! } })
    let dropped = 0
    const exported = exportTrait(Other, () => ({
      add: (left, right) => left * right,
      [Symbol.dispose]: () => void (dropped += 1),
    }))
    const { table } = exported
    expect(exported.table).toBe(table)
    const object = make(table)
    exported[Symbol.dispose]()
    expect(make(table)).toBe(0)
    expect(exported.table).toBe(table)
    expect(add(table, object, 6, 7)).toBe(42)
    drop(table, object)
    expect(dropped).toBe(1)
    using again = exportTrait(Other, { add: (left, right) => left - right })
    expect(again.table).toBe(table)
    const other = make(table)
    expect(add(table, other, 9, 2)).toBe(7)
    drop(table, other)
    expect(dropped).toBe(1)
  })

  it('X-87: gets a zero for what is thrown, and the call of JavaScript around it throws', () => {
    using exported = exportTrait(Drawing, () => ({
      ...drawing(),
      add: (left: number) => {
        if (left === 1) throw new RangeError('one')
        return -left
      },
      title: () => {
        throw new Error('untitled')
      },
    }))
    const { table } = exported
    const object = make(table)
    const thrown = refusal(() => add(table, object, 1, 0))
    expect(thrown).toMatchObject({ code: 'ABI-J006', path: 'Drawing.add', panic: 'one' })
    expect(thrown.cause).toBeInstanceOf(RangeError)
    expect(refusal(() => add(table, object, 2, 0))).toMatchObject({
      code: 'ABI-J006',
      cause: { code: 'ABI-V001', path: 'Drawing.add → result' },
    })
    expect(refusal(() => lengthOfTitle(table, object))).toMatchObject({ panic: 'untitled' })
    drop(table, object)
  })

  it('X-87: reaches no object that is gone, and drops none twice', () => {
    let dropped = 0
    let calls = 0
    using exported = exportTrait(Drawing, () => ({
      ...drawing([], () => void (dropped += 1)),
      add: () => (calls += 1),
    }))
    const { table } = exported
    const object = make(table)
    drop(table, object)
    for (const gone of [object, 0, 8, object + 16, 2 ** 50]) {
      expect(refusal(() => drop(table, gone))).toMatchObject({ code: 'ABI-B005' })
      expect(refusal(() => add(table, gone, 1, 2))).toMatchObject({ code: 'ABI-B005', path: 'Drawing.add' })
    }
    expect([dropped, calls]).toEqual([1, 0])
  })

  it('X-58, X-87: follows no pointer that leads nowhere', () => {
    const seen: unknown[] = []
    using exported = exportTrait(Drawing, () => drawing(seen))
    const { table } = exported
    const object = make(table)
    for (const address of [0, 8, 0x7000_0000_0000, 2 ** 52]) {
      expect(refusal(() => normAt(table, object, address)).code).toBe('ABI-W006')
      expect(refusal(() => sumAt(table, object, address, 1)).code).toBe('ABI-W006')
      expect(refusal(() => sizeAt(table, object, address, 1))).toMatchObject({
        code: 'ABI-W006',
        path: 'Drawing.size → param text',
      })
    }
    expect(refusal(() => sumAt(table, object, table, 2 ** 50)).code).toBe('ABI-W003')
    using arena = new NativeArena()
    const broken = arena.allocate(array(u8, 2), [0xc3, 0x28])
    expect(refusal(() => sizeAt(table, object, addressOf(broken), 2)).code).toBe('ABI-V005')
    expect(seen).toEqual([])
    expect(sizeAt(table, object, table, 7)).toBe(7n)
    expect(seen).toEqual(['abiding'])
    drop(table, object)
  })

  it('X-87: gets null where an object cannot be made', () => {
    using exported = exportTrait(Drawing, () => {
      throw new RangeError('no paper')
    })
    expect(() => make(exported.table)).toThrow('no paper')
    expect(refusal(() => connect(Drawing, { table: exported.table }))).toMatchObject({
      code: 'ABI-J004',
      found: 'no paper',
      cause: expect.any(RangeError),
    })
  })

  it('X-18, X-87: calls from another thread wait as exportTrait was told', async () => {
    const exported = exportTrait(Drawing, () => drawing(), { timeout: 200 })
    const { table } = exported
    const object = make(table)
    expect(await addOnThread.async(table, object)).toBe(42)
    // JavaScript waits for the thread, which waits for JavaScript.
    expect(refusal(() => addOnThread(table, object))).toMatchObject({
      code: 'ABI-D002',
      expected: 'JavaScript within 200 ms',
    })
    exported[Symbol.dispose]()
    // The table is the same one, and follows those who export it now.
    using refusing = exportTrait(Drawing, drawing(), { whenBusy: 'refuse' })
    expect(refusing.table).toBe(table)
    expect(refusal(() => addOnThread(table, object))).toMatchObject({
      code: 'ABI-D002',
      expected: 'a JavaScript thread that is in no native call',
    })
    drop(table, object)
  })
})
