// The traits of libsavefile_recursion.so, written by `abiding inspect --emit ts`.
// Recursion, version 0.
import { i32, u32, u8 } from 'abiding'
import {
  type Connection,
  type ListInput,
  type OptionOf,
  type WireType,
  boxed,
  connect,
  list,
  map,
  method,
  option,
  record,
  string,
  trait,
  variants,
} from 'abiding/connection'

export interface Chain {
  value: number
  next: OptionOf<Chain>
}

export interface ChainInput {
  readonly value: number
  readonly next: OptionOf<ChainInput>
}

export const Chain: WireType<Chain, ChainInput> = record('Chain', {
  value: u8,
  get next() {
    return option(boxed(Chain))
  },
})

export interface Forest {
  value: number
  trees: Forest[]
}

export interface ForestInput {
  readonly value: number
  readonly trees: ListInput<ForestInput>
}

export const Forest: WireType<Forest, ForestInput> = record('Forest', {
  value: u8,
  get trees() {
    return list(boxed(Forest))
  },
})

export interface Folder {
  name: string
  first: OptionOf<File>
}

export interface FolderInput {
  readonly name: string
  readonly first: OptionOf<FileInput>
}

export const Folder: WireType<Folder, FolderInput> = record('Folder', {
  name: string,
  get first() {
    return option(boxed(File))
  },
})

export interface File {
  size: number
  inside: OptionOf<Folder>
}

export interface FileInput {
  readonly size: number
  readonly inside: OptionOf<FolderInput>
}

export const File: WireType<File, FileInput> = record('File', {
  size: u32,
  inside: option(boxed(Folder)),
})

export interface Outer {
  inner: Inner
}

export interface OuterInput {
  readonly inner: InnerInput
}

export const Outer: WireType<Outer, OuterInput> = record('Outer', {
  get inner() {
    return Inner
  },
})

export interface Inner {
  value: number
  again: OptionOf<Outer>
}

export interface InnerInput {
  readonly value: number
  readonly again: OptionOf<OuterInput>
}

export const Inner: WireType<Inner, InnerInput> = record('Inner', {
  value: u8,
  again: option(boxed(Outer)),
})

export type Sum = { tag: 'One'; 0: number } | { tag: 'Both'; 0: Sum; 1: Sum }

export type SumInput =
  { tag: 'One'; readonly 0: number } | { tag: 'Both'; readonly 0: SumInput; readonly 1: SumInput }

export const Sum: WireType<Sum, SumInput> = variants('Sum', {
  One: {
    0: i32,
  },
  Both: {
    get 0() {
      return boxed(Sum)
    },
    get 1() {
      return boxed(Sum)
    },
  },
})

export interface Hashed {
  value: number
  inside: Map<string, Hashed>
}

export interface HashedInput {
  readonly value: number
  readonly inside: ReadonlyMap<string, HashedInput>
}

export const Hashed: WireType<Hashed, HashedInput> = record('Hashed', {
  value: u8,
  get inside() {
    return map(string, Hashed)
  },
})

export interface Sorted {
  value: number
  inside: Map<string, Sorted>
}

export interface SortedInput {
  readonly value: number
  readonly inside: ReadonlyMap<string, SortedInput>
}

export const Sorted: WireType<Sorted, SortedInput> = record('Sorted', {
  value: u8,
  get inside() {
    return map(string, Sorted)
  },
})

export const Tags = record('Tags', {
  tags: map(string, list(string)),
})

// The method lost is left out: of one of its types, it is not said what it is.
export const Recursion = trait('Recursion', {
  version: 0,
  methods: {
    chain: method({ value: Chain }, Chain),
    boxed_chain: method({ value: Chain }, Chain),
    forest: method({ value: Forest }, list(boxed(Forest))),
    folder: method({ value: Folder }, Folder),
    file: method({ value: File }, File),
    outer: method({ value: Outer }, Outer),
    sum: method({ value: Sum }, Sum),
    hashed: method({ value: Hashed }, Hashed),
    sorted: method({ value: Sorted }, Sorted),
    sorted_values: method({ value: map(string, Sorted) }, map(string, Sorted)),
    tags: method({ value: map(string, list(string)) }, Tags),
  },
})

/**
 * Connects to the trait Recursion of a library.
 *
 * @param path - The library.
 */
export function connectRecursion(path: string): Connection<typeof Recursion> {
  return connect(Recursion, path)
}
