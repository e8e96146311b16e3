import {
  bindFunction,
  constPointer,
  exportFunction,
  f64,
  fn,
  i32,
  implement,
  native,
  NativeArena,
  prefixType,
  struct,
  u32,
  u64,
  u8,
  usize,
  type FunctionType,
} from 'abiding'
import { guardEntryPoint, openLibrary } from 'abiding/ffi'
import koffi, { type TypeObject } from 'koffi'
import { compileFixture } from './fixture.js'
import type { Comparison, Contender, Suite } from './harness.js'
import { loop, take } from './loop.js'

const count = 1000

const Bytes = struct('Bytes', { data: constPointer(u8), length: usize })

const words = { a: usize, b: usize, c: usize, d: usize }
const Four = struct('Four', words)

const signatures = {
  none: fn({}),
  add: fn({ a: u32, b: u32 }, u32),
  scale: fn({ value: f64, factor: f64 }, f64),
  six: fn({ a: i32, b: i32, c: i32, d: i32, e: i32, f: i32 }, i32),
  next: fn({ value: u64 }, u64),
  sum: fn({ bytes: Bytes }, u32),
  repeat: fn([{ step: fn({ value: u32 }, u32) }, { times: u32 }], u32),
  spread: fn(words, u32),
  fold: fn({ four: Four }, u32),
}

/** The same signatures in the terms of koffi, pointers as numbers: the result, then the parameters. */
const prototypes: Record<keyof typeof signatures, readonly [string, ...(string | TypeObject)[]]> = {
  none: ['void'],
  add: ['uint32_t', 'uint32_t', 'uint32_t'],
  scale: ['double', 'double', 'double'],
  six: ['int32_t', 'int32_t', 'int32_t', 'int32_t', 'int32_t', 'int32_t', 'int32_t'],
  next: ['uint64_t', 'uint64_t'],
  sum: ['uint32_t', 'uintptr_t', 'size_t'],
  repeat: ['uint32_t', 'uintptr_t', 'uint32_t'],
  spread: ['uint32_t', 'size_t', 'size_t', 'size_t', 'size_t'],
  fold: ['uint32_t', koffi.struct({ a: 'size_t', b: 'size_t', c: 'size_t', d: 'size_t' })],
}

/** A table of function pointers, and where each of them leads. */
const Calls = struct('Calls', signatures)
const Addresses = struct('Addresses', {
  none: usize,
  add: usize,
  scale: usize,
  six: usize,
  next: usize,
  sum: usize,
  repeat: usize,
  spread: usize,
  fold: usize,
})

type Name = keyof typeof signatures

/** How a function is called in the loop of a contender; the function is `call`. */
const callOf: Record<Exclude<Name, 'sum' | 'repeat' | 'spread' | 'fold'>, string> = {
  none: 'call()',
  add: take('call(i, 7)'),
  scale: take('call(i, 0.5)'),
  six: take('call(i, 1, 2, 3, 4, 5)'),
  next: 'last = call(values[i & 15])',
}

/** The calls of a library's table against the bare calls of the FFI. */
export function calls(): Suite | string {
  const library = compileFixture()
  if (library === undefined) return 'There is no C compiler (cc): calls are not measured.'
  const address = openLibrary(library).symbol('calls')!
  const table = native.at(Calls, address)
  const addresses = native.at(Addresses, address)
  const bare = (name: Name): unknown => {
    const [result, ...parameters] = prototypes[name]
    return koffi.decode(BigInt(addresses[name]), koffi.proto(result, parameters))
  }
  const module = moduleWith(addresses.add)
  const bound = (name: Name): unknown => bindFunction(addresses[name], signatures[name] as FunctionType, name)

  const contenders = (name: keyof typeof callOf, scope: object = {}, source: object = {}): Contender[] => {
    const body = callOf[name]
    return [
      { name: 'koffi', run: loop({ ...scope, call: bare(name) }, { ...source, count, body }) },
      {
        name: 'bound function',
        run: loop({ ...scope, call: bound(name) }, { ...source, count, body }),
        atMost: 1.1,
      },
    ]
  }
  const compare = (name: string, list: Contender[]): Comparison => ({
    name,
    operations: count,
    contenders: list,
  })
  const u64s = (start: bigint) => ({
    values: Array.from({ length: 16 }, (_, index) => start + BigInt(index)),
  })
  const readU64 = { before: 'let last = 0n', after: 'sum = Number(last)' }

  return {
    name: 'calls',
    title: 'Calls through a table of function pointers against koffi functions of the same prototype',
    comparisons: [
      compare('none()', contenders('none')),
      compare('add(u32, u32)', [
        ...contenders('add'),
        {
          name: 'method of a prefix type',
          run: loop({ module }, { count, body: take('module.add(i, 7)') }),
          atMost: 1.1,
        },
        { name: 'field of a struct', run: loop({ table }, { count, body: take('table.add(i, 7)') }) },
      ]),
      compare('scale(f64, f64)', contenders('scale')),
      compare('six(i32 × 6)', contenders('six')),
      compare('next(u64), 2^60', contenders('next', u64s(2n ** 60n), readU64)),
      compare('next(u64), small', contenders('next', u64s(5n), readU64)),
      compare('sum({ data, length })', sumContenders(bare('sum'), bound('sum'))),
      compare('fold({ a, b, c, d })', foldContenders(bare('spread'), bare('fold'), bound('fold'))),
      compare('callback(u32)', callbackContenders(bare('repeat'))),
      compare('callback(u32), any thread', threadCheckContenders(bare('repeat'))),
    ],
  }
}

/** An instance of a prefix type in which the function lies, as if a module had given it. */
function moduleWith(add: number): unknown {
  const Module = prefixType('Module', {
    version: '1.0.0',
    prefix: { add: signatures.add },
    lastPrefixField: 'add',
  })
  const instance = implement(Module, { add: () => 0 })
  native.at(struct('Instance', { mask: u64, layout: usize, add: usize }), instance.address).add = add
  return instance.as()
}

/** A struct by value that lies on the stack, against as many scalars in registers. */
function foldContenders(scalars: unknown, bare: unknown, bound: unknown): Contender[] {
  const four = new NativeArena().allocate(Four, { a: 0, b: 1, c: 2, d: 3 })
  const object = take('call({ a: i & 3, b: 1, c: 2, d: 3 })')
  return [
    {
      name: 'koffi, four scalars',
      run: loop({ call: scalars }, { count, body: take('call(i & 3, 1, 2, 3)') }),
    },
    { name: 'koffi, an object', run: loop({ call: bare }, { count, body: object }) },
    {
      name: 'accessor',
      run: loop({ call: bound, four }, { count, body: `four.a = i & 3; ${take('call(four)')}` }),
    },
    { name: 'object', run: loop({ call: bound }, { count, body: object }) },
  ]
}

/** A struct by value against the two scalars that take the same registers. */
function sumContenders(bare: unknown, bound: unknown): Contender[] {
  const arena = new NativeArena()
  const { memory, offset } = arena.allocateBytes(16)
  const data = memory.base! + offset
  const bytes = arena.allocate(Bytes, { data: data as never, length: 4 })
  return [
    {
      name: 'koffi, two scalars',
      run: loop({ call: bare, data }, { count, body: take('call(data, i & 3)') }),
    },
    {
      name: 'accessor',
      run: loop({ call: bound, bytes }, { count, body: `bytes.length = i & 3; ${take('call(bytes)')}` }),
      atMost: 1.3,
    },
    {
      name: 'object',
      run: loop({ call: bound, data }, { count, body: take('call({ data, length: i & 3 })') }),
      atMost: 1.3,
    },
  ]
}

/** Native code that calls back, one operation per call back. */
function callbackContenders(repeat: unknown): Contender[] {
  const double = (value: number): number => value * 2
  const exported = exportFunction(fn({ value: u32 }, u32), double)
  const type = koffi.pointer(koffi.proto('uint32_t', ['uint32_t']))
  const registered = Number(koffi.register(double, type))
  const run = (step: number) => loop({ repeat, step }, { count: 1, body: take(`repeat(step, ${count})`) })
  return [
    { name: 'koffi.register', run: run(registered) },
    { name: 'exported function', run: run(exported.address), atMost: 1.1 },
  ]
}

/** The same callback of the FFI, straight and behind the code that tells threads apart. */
function threadCheckContenders(repeat: unknown): Contender[] {
  const type = koffi.pointer(koffi.proto('uint32_t', ['uint32_t']))
  const direct = Number(koffi.register((value: number) => value * 2, type))
  const guarded = guardEntryPoint(direct, { parameters: ['u32'], returns: 'u32' })
  const run = (step: number) => loop({ repeat, step }, { count: 1, body: take(`repeat(step, ${count})`) })
  const straight: Contender = { name: 'koffi.register', run: run(direct) }
  if (guarded === undefined) return [straight]
  return [straight, { name: 'guarded against other threads', run: run(guarded.address), atMost: 1.05 }]
}
