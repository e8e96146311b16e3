// A library in C that exports the table of a trait, with some of the methods, and the entry of the protocol, with others.
import { readFileSync } from 'node:fs'
import { bindSymbol, f64, fn, liveObjects, openLibrary, struct, u32, u64, unit } from 'abiding'
import { connect, definitionOf, exportTrait, method, slice, str, string, trait } from 'abiding/connection'
import { emitCHeader } from 'abiding/emit'
import { describe, expect, it } from 'vitest'
import type { ConnectedMethod } from '../../../src/connection/connect/generated-method.js'
import { peerObject, PeerObject } from '../../../src/connection/connect/peer-object.js'
import {
  composeDirect,
  generateDirect,
  type DirectMethod,
} from '../../../src/connection/fast-path/direct-method.js'
import { fastPathAt } from '../../../src/connection/fast-path/fast-path.js'
import { encodeDefinition } from '../../../src/connection/wire/container.js'
import { compile } from '../../support/compile.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'

const methods = {
  add: method({ amount: u32, times: u32 }, u32),
  count: method({}, u64),
  greet: method({ name: string }, string),
}
/** As the library has it. */
const Peer = trait('Register', { version: 0, methods, bounds: ['Send'] })
/** As this side has it, a version later. */
const Register = trait('Register', {
  version: 1,
  bounds: ['Send'],
  methods: { greet: methods.greet, last: method({}, u32), count: methods.count, add: methods.add },
})

const register = () => {
  const definition = [...encodeDefinition(definitionOf(Peer), 2)].join(', ')
  const entry = readFileSync(new URL('../../fixtures/trait-entry.h', import.meta.url), 'utf8')
  return compile(
    `${emitCHeader([Peer])}
#include <stdlib.h>
#include <string.h>
${entry}
static const unsigned char definition[] = { ${definition} };
typedef struct { uint64_t count; } Object;
static uint32_t tally[4];
/* Objects that were made by the table and by the entry, and dropped by either; calls of the entry. */
enum { MADE_BY_TABLE, MADE_BY_ENTRY, DROPPED, CALLED };
ABIDING_EXPORT uint32_t tally_of(uint32_t what) { return tally[what]; }
static void *create(void) { tally[MADE_BY_TABLE] += 1; return calloc(1, sizeof(Object)); }
static void drop(void *object) { tally[DROPPED] += 1; free(object); }
static uint32_t add(void *object, uint32_t amount, uint32_t times) {
  ((Object *)object)->count += 1;
  return amount * times;
}
/* The place of count stays empty. */
static Register table = { REGISTER_HEADER, create, drop, add, NULL };
REGISTER_EXPORT(table)

static void answer_call(const Message *message) {
  const unsigned char *arguments = (const unsigned char *)message->words[4];
  Object *object = (Object *)message->words[1];
  unsigned char result[64] = { 0 };
  tally[CALLED] += 1;
  switch ((message->words[8] >> 32) & 0xffff) {
  case 1:
    memcpy(result + 4, &object->count, 8);
    give_result(message, result, 12);
    break;
  case 2: {
    uint64_t length;
    memcpy(&length, arguments + 4, 8);
    length += 1;
    memcpy(result + 4, &length, 8);
    result[12] = '<';
    memcpy(result + 13, arguments + 12, length - 1);
    give_result(message, result, 12 + length);
    break;
  }
  }
}
ABIDING_EXPORT void abi_entry_Register(Message message) {
  switch (kind_of(&message)) {
  case CREATE:
    tally[MADE_BY_ENTRY] += 1;
    ((uint64_t *)message.words[1])[0] = (uint64_t)calloc(1, sizeof(Object));
    break;
  case DROP:
    tally[DROPPED] += 1;
    free((void *)message.words[1]);
    break;
  case CALL:
    answer_call(&message);
    break;
  default:
    answer_questions(&message, definition, sizeof definition);
  }
}
`,
    'side-by-side',
  )
}

describe.runIf(requireTool('cc'))('a library with a table and an entry', () => {
  const path = register()
  const tallyOf = bindSymbol(openLibrary(path), 'tally_of', fn({ what: u32 }, u32))
  const tally = () => [0, 1, 2, 3].map((what) => tallyOf(what))
  const since = (before: readonly number[]) => tally().map((one, index) => one - before[index]!)

  it('X-77, X-89: has each method called the way it can be, on the same object', () => {
    const before = tally()
    const live = liveObjects().length
    {
      using connection = connect(Register, path)
      expect(since(before)).toEqual([0, 1, 0, 0])
      expect(connection.add(6, 7)).toBe(42)
      expect(connection.add(1, 1)).toBe(1)
      expect(since(before)).toEqual([0, 1, 0, 0])
      // What the table did to the object, the entry sees.
      expect(connection.count()).toBe(2n)
      expect(connection.greet('grün')).toBe('<grün')
      expect(since(before)).toEqual([0, 1, 0, 2])
      expect(refusal(() => connection.last())).toMatchObject({ code: 'ABI-J007', path: 'Register.last' })
      expect(refusal(() => connection.add(1, -1)).path).toBe('Register.add → param times')
      expect(refusal(() => connection.greet(7 as never)).path).toBe('Register.greet → param name')
      using other = connect(Register, path)
      expect([other.count(), connection.count()]).toEqual([0n, 2n])
    }
    expect(since(before)).toEqual([0, 2, 2, 4])
    expect(liveObjects().length).toBe(live)
  })

  it('X-77, X-89: says which way each method takes, and why', () => {
    using connection = connect(Register, path)
    const { methods, ...versions } = connection.$describe()
    expect(versions).toEqual({ trait: 'Register', version: 1, peerVersion: 0, effectiveVersion: 0 })
    expect(methods.map(({ name, route, reason }) => [name, route, reason])).toEqual([
      ['greet', 'protocol', 'not called directly: param name has no native form: String'],
      ['last', 'none', 'the peer has no method of this name in its version 0'],
      ['count', 'protocol', 'not called directly: the peer left its place empty'],
      ['add', 'direct', 'both sides declare the same function: it is called directly'],
    ])
    expect(methods[3]!.parameters.map(({ passing }) => passing)).toEqual(['value', 'value'])
    expect(methods[0]!.parameters.map(({ passing }) => passing)).toEqual(['bytes'])
    expect([connection.$has('last'), connection.$has('greet')]).toEqual([false, true])
  })

  it('X-18, X-89: both ways lead to other threads, and keep the object until they return', async () => {
    const before = tally()
    const connection = connect(Register, path)
    expect(await connection.$async.add(6, 7)).toBe(42)
    const pending = connection.$async.greet('you')
    connection[Symbol.dispose]()
    expect(await pending).toBe('<you')
    expect(since(before)).toEqual([0, 1, 1, 1])
    await expect(connection.$async.add(1, 1)).rejects.toMatchObject({ code: 'ABI-M004' })
    await expect(connection.$async.last()).rejects.toMatchObject({ code: 'ABI-J007' })
  })
})

describe('X-77: methods with and without source text', () => {
  const Point = struct('Point', { x: f64, y: f64 })
  const Every = trait('Every', {
    version: 0,
    methods: {
      none: method({}),
      count: method({}, u64),
      add: method({ left: u32, right: u32 }, u32),
      turn: method({ point: Point }, Point),
      sum: method({ values: slice(u32) }, u64),
      greet: method({ name: str }, str),
      fail: method({ text: str }, unit),
    },
  })
  const exported = exportTrait(Every, {
    none: () => undefined,
    count: () => 2n ** 63n,
    add: (left, right) => (left + right) >>> 0,
    turn: ({ x, y }) => ({ x: -y, y: x }),
    sum: (values) => BigInt([...values].reduce((sum, one) => sum + one, 0)),
    greet: (name) => `hello ${name}`,
    fail: (text) => {
      throw new RangeError(text)
    },
  })
  const path = fastPathAt(Every, exported.table)

  /** What calls come to: results, or what is thrown. */
  function outcomesOf(make: (method: DirectMethod) => ConnectedMethod) {
    const uses: string[] = []
    const object = new PeerObject({ data: BigInt(path.create()), vtable: 0n })
    object.useThrough({
      beginUse: (name) => void uses.push(`begin ${name}`),
      endUse: () => void uses.push('end'),
    })
    const owner = { [peerObject]: object }
    const outcomes = calls.map(([name, ...values]) => {
      const call = make(path.methods.get(name)!.method!)
      try {
        return call.apply(owner, values)
      } catch (error) {
        const { message, code, path, cause } = error as Error & { code: string; path: string }
        return { message, code, path, cause: (cause as Error | undefined)?.message }
      }
    })
    path.drop(object.address as never)
    return { outcomes, uses }
  }

  const calls: readonly (readonly [name: string, ...values: unknown[]])[] = [
    ['none'],
    ['none', 1],
    ['count'],
    ['add', 1, 2],
    ['add', 4_294_967_295, 2],
    ['add', 1],
    ['add', 1, 2, 3],
    ['add', -1, 2],
    ['add', 1, '2'],
    ['turn', { x: 1, y: 2 }],
    ['turn', { x: 1 }],
    ['turn', null],
    ['sum', [1, 2, 3]],
    ['sum', new Uint32Array(1000).fill(7)],
    ['sum', [1, -1]],
    ['greet', 'grün'],
    ['greet', ''],
    ['greet', '\ud800'],
    ['fail', 'tired'],
  ]

  it('give and refuse the same', () => {
    const generated = outcomesOf(generateDirect)
    const composed = outcomesOf(composeDirect)
    expect(composed).toEqual(generated)
    expect(generated.outcomes.slice(0, 5)).toEqual([
      undefined,
      expect.objectContaining({ code: 'ABI-C001', path: 'Every.none' }),
      2n ** 63n,
      3,
      1,
    ])
    expect(generated.outcomes[9]).toEqual({ x: -2, y: 1 })
    expect(generated.outcomes.slice(12, 17)).toEqual([
      6n,
      7000n,
      expect.objectContaining({ path: 'Every.sum → param values[1]' }),
      'hello grün',
      'hello ',
    ])
    expect(generated.outcomes.at(-1)).toMatchObject({ code: 'ABI-J006', path: 'Every.fail', cause: 'tired' })
    // A wrong number of arguments is no use of the object; every other call is one, and ends.
    const counted = calls.length - 3
    expect(generated.uses.filter((one) => one === 'end')).toHaveLength(counted)
    expect(generated.uses).toHaveLength(2 * counted)
    exported[Symbol.dispose]()
  })
})
