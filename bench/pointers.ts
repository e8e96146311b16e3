import {
  addressOf,
  array,
  bytesOf,
  f64,
  moveTo,
  native,
  NativeArena,
  nullable,
  pointer,
  struct,
  u32,
  type Pointer,
} from 'abiding'
import koffi from 'koffi'
import type { Comparison, Suite } from './harness.js'
import { loop } from './loop.js'

const count = 4096

/** Following a pointer must be this many times faster than `koffi.decode`. */
const atMost = 1 / 15

const declareNode = () => {
  const Node = struct('Node', {
    get next() {
      return nullable(pointer(Node)) as never
    },
    value: u32,
    weight: f64,
  })
  return Node
}
