// Calls in both directions between JavaScript and compiled C, over random signatures: both sides compare what they see.
import fc from 'fast-check'
import {
  array,
  bindFunction,
  bytesOf,
  exportFunction,
  fn,
  hostTarget,
  native,
  NativeArena,
  u8,
  type FunctionType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import { lower } from '../../src/call/lowering.js'
import { withArgumentsInMemory, type Substitute } from '../../src/call/stack-arguments.js'
import { functionAt, openLibrary } from '../../src/ffi/index.js'
import { toInput, toTree } from '../support/declare.js'
import { compile } from '../support/compile.js'
import { readTree, writeTree, type Shape, type Tree } from '../support/model.js'
import {
  cFunctions,
  declareSignature,
  signature,
  slot,
  valuesFor,
  type Signature,
  type Values,
} from '../support/signatures.js'
import { requireTool } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(240, numRuns)
const signatures = fc.sample(signature, { numRuns: count, seed })
const cases = signatures.map((one, index) => ({
  index,
  signature: one,
  type: declareSignature(one, `S${index}`),
  values: fc.sample(valuesFor(one), { numRuns: 3, seed: seed + index }),
}))

const hasCompiler = requireTool('cc')
const library = hasCompiler
  ? openLibrary(compile(cFunctions(cases.map((one) => one.type)), 'signatures'))
  : undefined

function buffer(name: 'seen' | 'given'): DataView {
  const bytes = bytesOf(native.unsafeAt(array(u8, 1024), library!.symbol(name)!))
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const read = (view: DataView, at: number, shape: Shape): Tree => readTree(view, at, shape, hostTarget())
const write = (view: DataView, at: number, shape: Shape, tree: Tree): void =>
  writeTree(view, at, shape, hostTarget(), tree)
const clear = (view: DataView): void => void new Uint8Array(view.buffer, view.byteOffset, 1024).fill(0xcc)

/** What a caller passes. */
function inputs({ parameters }: Signature, values: Values): unknown[] {
  return parameters.map((shape, index) => toInput(shape, values.parameters[index]!))
}

describe.runIf(hasCompiler)(
  `calls of ${count} random signatures (ABIDING_SEED=${seed})`,
  { timeout: 240_000 },
  () => {
    const byTheFfi = (address: number, type: FunctionType): Substitute => ({
      entry: address,
      signature: lower(type, 'call'),
    })
    const inMemory = (address: number, type: FunctionType): Substitute | undefined =>
      withArgumentsInMemory(address, type, 'it')
    const paths = [
      ['generated', generateBound, byTheFfi, count],
      ['composed', composeBound, byTheFfi, count],
      // Where structs lie on the stack, which is so for many signatures.
      ['generated, the stack in memory', generateBound, inMemory, count / 10],
      ['composed, the stack in memory', composeBound, inMemory, count / 10],
    ] as const

    it.each(paths)(
      'K-2, K-3, K-4: C sees what JavaScript passes, and the reverse (%s)',
      (_name, make, put, least) => {
        const [seen, given] = [buffer('seen'), buffer('given')]
        let calls = 0
        for (const { index, signature: one, type, values } of cases) {
          const substitute = put(library!.symbol(`forward${index}`)!, type)
          if (substitute === undefined) continue
          calls += 1
          const { entry, signature } = substitute
          const call = make(signature, functionAt(entry, signature.native, 'it'), 'it')
          for (const value of values) {
            clear(seen)
            if (one.returns !== undefined) write(given, 0, one.returns, value.returns)
            const result = call(...inputs(one, value))
            const received = one.parameters.map((shape, at) => read(seen, at * slot, shape))
            expect({ index, type: type.name, received }).toEqual({
              index,
              type: type.name,
              received: value.parameters,
            })
            if (one.returns === undefined) expect(result).toBeUndefined()
            else
              expect({ index, type: type.name, result: toTree(result) }).toEqual({
                index,
                type: type.name,
                result: value.returns,
              })
          }
        }
        if (process.arch === 'x64' || put === byTheFfi) expect(calls).toBeGreaterThanOrEqual(least)
      },
    )

    it('K-3: structs are passed from accessors too', () => {
      const seen = buffer('seen')
      using arena = new NativeArena()
      for (const { index, signature: one, type, values } of cases) {
        const call = bindFunction(library!.symbol(`forward${index}`)!, type) as (...all: unknown[]) => unknown
        const given = inputs(one, values[0]!)
        one.parameters.forEach((shape, at) => {
          if (shape.kind === 'struct') given[at] = arena.allocate(type.parameters[at]!.type, given[at])
        })
        clear(seen)
        write(
          buffer('given'),
          0,
          one.returns ?? { kind: 'scalar', scalar: 'u8' },
          one.returns ? values[0]!.returns : 0,
        )
        call(...given)
        const received = one.parameters.map((shape, at) => read(seen, at * slot, shape))
        expect({ index, type: type.name, received }).toEqual({
          index,
          type: type.name,
          received: values[0]!.parameters,
        })
      }
    })

    it('K-2, K-3: JavaScript sees what C passes, and the reverse', () => {
      const [seen, given] = [buffer('seen'), buffer('given')]
      for (const { index, signature: one, type, values } of cases) {
        const call = bindFunction(library!.symbol(`backward${index}`)!, fn({ f: type }))
        for (const value of values) {
          clear(seen)
          one.parameters.forEach((shape, at) => write(given, at * slot, shape, value.parameters[at]!))
          let received: Tree | undefined
          using exported = exportFunction(type as never, (...all: unknown[]) => {
            received = all.map(toTree)
            return one.returns === undefined ? undefined : toInput(one.returns, value.returns)
          })
          call(exported)
          expect({ index, type: type.name, received }).toEqual({
            index,
            type: type.name,
            received: value.parameters,
          })
          if (one.returns === undefined) continue
          const result = read(seen, 0, one.returns)
          expect({ index, type: type.name, result }).toEqual({
            index,
            type: type.name,
            result: value.returns,
          })
        }
      }
    })
  },
)
