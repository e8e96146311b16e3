// Calls of random signatures from another thread: the same comparison as on one thread, over the way that such calls take.
import fc from 'fast-check'
import {
  array,
  bindSymbol,
  bytesOf,
  exportFunction,
  fn,
  hostTarget,
  native,
  struct,
  u32,
  u8,
  usize,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { openLibrary } from '../../../src/ffi/index.js'
import { compile } from '../../support/compile.js'
import { toInput, toTree } from '../../support/declare.js'
import { readTree, writeTree, type Shape, type Tree } from '../../support/model.js'
import {
  cFunctions,
  declareSignature,
  signature,
  slot,
  valuesFor,
  type Signature,
} from '../../support/signatures.js'
import { requireTool } from '../../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(240, numRuns)
const word: Shape = { kind: 'scalar', scalar: 'u64' }
// The place for its result leaves too few registers for its arguments.
const atTheEdge: Signature = {
  parameters: Array<Shape>(6).fill(word),
  returns: { kind: 'struct', fields: Array<Shape>(3).fill(word) },
}
const cases = [atTheEdge, ...fc.sample(signature, { numRuns: count, seed })].map((one, index) => ({
  index,
  signature: one,
  type: declareSignature(one, `S${index}`),
  values: fc.sample(valuesFor(one), { numRuns: 3, seed: seed + index }),
}))

/** Lets another thread make a call, and says when it is through. */
const elsewhere = `
#include <pthread.h>
#include <stdint.h>
struct { uint32_t ended; } state;
typedef struct { void (*run)(void *); void *f; } Task;
static Task task;
static void *run(void *argument) {
  Task *own = argument;
  own->run(own->f);
  __atomic_store_n(&state.ended, 1, __ATOMIC_SEQ_CST);
  return 0;
}
void start(uintptr_t function, uintptr_t f) {
  task = (Task){(void (*)(void *))function, (void *)f};
  state.ended = 0;
  pthread_t thread;
  pthread_create(&thread, 0, run, &task);
  pthread_detach(thread);
}
`

const hasCompiler = requireTool('cc')
const library = hasCompiler
  ? openLibrary(compile(cFunctions(cases.map((one) => one.type)) + elsewhere, 'foreign-signatures'))
  : undefined

function buffer(name: 'seen' | 'given'): DataView {
  const bytes = bytesOf(native.unsafeAt(array(u8, 1024), library!.symbol(name)!))
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

describe.runIf(hasCompiler)(`foreign calls of ${count} random signatures (ABIDING_SEED=${seed})`, () => {
  it(
    'N-3: JavaScript sees what C passes on another thread, and the reverse',
    { timeout: 120_000 },
    async () => {
      const [seen, given, target] = [buffer('seen'), buffer('given'), hostTarget()]
      const start = bindSymbol(library!, 'start', fn({ call: usize, f: usize }))
      const state = native.at(struct('State', { ended: u32 }), library!.symbol('state')!)
      for (const { index, signature: one, type, values } of cases) {
        for (const value of values) {
          new Uint8Array(seen.buffer, seen.byteOffset, 1024).fill(0xcc)
          one.parameters.forEach((shape, at) =>
            writeTree(given, at * slot, shape, target, value.parameters[at]!),
          )
          let received: Tree | undefined
          using exported = exportFunction(type as never, (...all: unknown[]) => {
            received = all.map(toTree)
            return one.returns === undefined ? undefined : toInput(one.returns, value.returns)
          })
          expect(exported.foreignCalls).toBe('guarded')
          start(library!.symbol(`backward${index}`)!, exported.address)
          while (state.ended === 0) await new Promise((resolve) => setImmediate(resolve))
          expect({ index, type: type.name, received }).toEqual({
            index,
            type: type.name,
            received: value.parameters,
          })
          if (one.returns === undefined) continue
          const result = readTree(seen, 0, one.returns, target)
          expect({ index, type: type.name, result }).toEqual({
            index,
            type: type.name,
            result: value.returns,
          })
        }
      }
    },
  )
})
