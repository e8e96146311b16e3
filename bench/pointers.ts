import {
  addressOf,
  array,
  bytesOf,
  f64,
  layoutOf,
  moveTo,
  native,
  NativeArena,
  nullable,
  pointer,
  struct,
  u32,
  type AnyType,
} from 'abiding'
import koffi from 'koffi'
import type { Comparison, Contender, Suite } from './harness.js'
import { loop, take } from './loop.js'

const count = 1024

/** So many that the system gives them memory of its own, at addresses that are no small integers for the engine. */
const allocated = 65_536

/** Following a pointer is meant to be this many times faster than `koffi.decode`. */
const atMost = 1 / 15

/** A type of its own for every comparison, as a program has for everything that it reads. */
function declareNode() {
  const Node = struct('Node', {
    get next(): AnyType {
      return nullable(pointer(Node))
    },
    value: u32,
    weight: f64,
  })
  return Node
}

/** The fields of the node at `p`, by address and by offset in a view. */
const [decodeValue, decodeWeight] = ['uint32(p + 8)', 'double(p + 16)']
const [viewValue, viewWeight] = ['view.getUint32(p + 8, true)', 'view.getFloat64(p + 16, true)']

/** koffi types are never freed and their names are taken for ever: one for all comparisons. */
const koffiNode = koffi.struct({ next: 'uintptr_t', value: 'uint32_t', weight: 'double' })

/** Nodes in one piece of memory, linked in a random order. */
function makeNodes() {
  const Node = declareNode()
  const arena = new NativeArena()
  const nodes = arena.allocate(array(Node, allocated))
  const order = shuffle(Array.from({ length: count }, (_, index) => index))
  const { size } = layoutOf(Node)
  const start = addressOf(nodes)
  const { buffer, byteOffset, byteLength } = bytesOf(nodes)
  const Slot = struct('Slot', { node: pointer(Node) })
  const slots = arena.allocate(array(Slot, count))
  order.forEach((place, index) => {
    const node = nodes.at(place)
    node.value = index
    node.weight = index * 0.5
    const following = order[index + 1]
    node.next = following === undefined ? null : start + following * size
    slots.at(index).node = node as never
  })
  return {
    start,
    head: nodes.at(order[0]!),
    cursor: nodes.at(order[0]!),
    first: start + order[0]! * size,
    addresses: order.map((place) => start + place * size),
    pointers: Array.from({ length: count }, (_, index) => slots.at(index).node),
    slots,
    view: new DataView(buffer, byteOffset, byteLength),
    Node,
    native,
    moveTo,
    koffiNode,
    decode: koffi.decode,
    uint32: koffi.decode.uint32,
    uint64: koffi.decode.uint64,
    double: koffi.decode.double,
  }
}

/** Always the same order, so that runs can be compared. */
function shuffle(list: number[]): number[] {
  let state = 1
  for (let index = list.length - 1; index > 0; index--) {
    state = (state * 48271) % 0x7fffffff
    const other = state % (index + 1)
    ;[list[index], list[other]] = [list[other]!, list[index]!]
  }
  return list
}

type Nodes = ReturnType<typeof makeNodes>

const contender = (name: string, scope: Nodes, body: string, limit?: number): Contender => ({
  name,
  run: loop(scope, { count, body }),
  ...(limit === undefined ? {} : { atMost: limit }),
})

/** The addresses are numbers in an array. */
function followAddresses(): Comparison {
  const scope = makeNodes()
  const fields = take('node.value', 'node.weight')
  return {
    name: 'random addresses, 2 fields each',
    operations: count,
    contenders: [
      contender(
        'koffi.decode.uint32, .double',
        scope,
        `const p = addresses[i]; ${take(decodeValue, decodeWeight)}`,
      ),
      contender('koffi.decode, struct', scope, `const node = decode(addresses[i], koffiNode); ${fields}`),
      contender(
        'DataView over the nodes',
        scope,
        `const p = addresses[i] - start
         ${take(viewValue, viewWeight)}`,
      ),
      contender('moveTo', scope, `const node = moveTo(cursor, addresses[i]); ${fields}`, atMost),
      contender('deref()', scope, `const node = pointers[i].deref(); ${fields}`, atMost),
      contender('native.unsafeAt', scope, `const node = native.unsafeAt(Node, addresses[i]); ${fields}`),
    ],
  }
}

/** The pointers lie in native memory: a table of them. */
function followTable(): Comparison {
  const scope = makeNodes()
  const fields = take('node.value', 'node.weight')
  const slots = { ...scope, table: addressOf(scope.slots) }
  const bytes = bytesOf(scope.slots)
  const tableView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const readSlot = 'tableView.getUint32(i * 8, true) + tableView.getUint32(i * 8 + 4, true) * 4294967296'
  const all = { ...slots, tableView }
  return {
    name: 'a table of pointers in native memory',
    operations: count,
    contenders: [
      contender(
        'koffi.decode.uint64, .uint32, .double',
        all,
        `const p = uint64(table + i * 8); ${take(decodeValue, decodeWeight)}`,
      ),
      contender(
        'DataView over table and nodes',
        all,
        `const p = ${readSlot} - start
         ${take(viewValue, viewWeight)}`,
      ),
      contender('deref()', all, `const node = slots.at(i).node.deref(); ${fields}`, atMost),
      contender('moveTo', all, `const node = moveTo(cursor, slots.at(i).node.address); ${fields}`, atMost),
    ],
  }
}

/** A linked list from its head to its end. */
function followList(): Comparison {
  const scope = makeNodes()
  const whole = (name: string, body: string, limit?: number): Contender => ({
    name,
    run: loop(scope, { count: 1, body }),
    ...(limit === undefined ? {} : { atMost: limit }),
  })
  return {
    name: 'a linked list',
    operations: count,
    contenders: [
      whole(
        'koffi.decode.uint64, .uint32, .double',
        `for (let p = first; p !== 0; p = uint64(p)) {
           ${take(decodeValue, decodeWeight)}
         }`,
      ),
      whole(
        'koffi.decode, struct',
        `for (let p = first; p !== 0; ) {
           const node = decode(p, koffiNode); ${take('node.value', 'node.weight')} p = node.next
         }`,
      ),
      whole(
        'DataView over the nodes',
        `for (let p = first - start; p >= 0; p = view.getUint32(p, true) + view.getUint32(p + 4, true) * 4294967296 - start) {
           ${take(viewValue, viewWeight)}
         }`,
      ),
      whole(
        'deref()',
        `for (let node = head; ; ) {
           ${take('node.value', 'node.weight')}
           const next = node.next
           if (next === null) break
           node = next.deref()
         }`,
        atMost,
      ),
      whole(
        'moveTo',
        `moveTo(cursor, first)
         for (;;) {
           ${take('cursor.value', 'cursor.weight')}
           const next = cursor.next
           if (next === null) break
           moveTo(cursor, next.address)
         }`,
        atMost,
      ),
    ],
  }
}

/** Reading structs that are known by their addresses only. */
export function pointers(): Suite {
  return {
    name: 'pointers',
    title: `Following ${count} pointers into native memory against koffi.decode`,
    comparisons: [followAddresses(), followTable(), followList()],
  }
}
