// The traits of the plugin: what src/lib.rs declares for Rust, for TypeScript.
import { bool, i32, u32, u64, type Infer, type InputOf } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  closure,
  field,
  list,
  map,
  method,
  option,
  record,
  ref,
  Result,
  string,
  trait,
  variants,
  type ListInput,
  type WireType,
} from 'abiding/connection'

/** What a document is. */
export const Kind = variants('Kind', {
  Note: {},
  Letter: { from: string },
  Picture: { 0: u32, 1: u32 },
})

/** A document, with others inside of it. TypeScript does not infer types that contain themselves. */
export interface Document {
  title: string
  kind: Infer<typeof Kind>
  words: string[]
  inside: Document[]
  year: number
}

/** What may be given as a document. */
export interface DocumentInput {
  readonly title: string
  readonly kind: InputOf<typeof Kind>
  readonly words: ListInput<string>
  readonly inside: ListInput<DocumentInput>
  readonly year: number
}

export const Document: WireType<Document, DocumentInput> = record('Document', {
  title: string,
  kind: Kind,
  words: list(string),
  get inside() {
    return list(Document)
  },
  year: field(i32, { since: 1, default: 0 }),
})

/** Walks through what was found. */
export const Finder = trait('Finder', {
  version: 1,
  methods: { next: method({}, option(Document), { receiver: 'mut' }) },
})

/** Keeps documents. */
export const Archive = trait('Archive', {
  version: 1,
  methods: {
    add: method({ document: ref(Document) }, Result(u32, string), { receiver: 'mut' }),
    get: method({ number: u32 }, option(Document)),
    words: method({}, map(string, u64)),
    each: method({
      visit: closure([{ number: u32 }, { document: ref(Document) }], bool, { mut: true }),
    }),
    find: method({ chosen: boxedClosure({ document: ref(Document) }, bool) }, boxedTrait(Finder)),
  },
})
