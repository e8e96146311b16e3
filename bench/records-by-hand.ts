// Classes that a person would write for the structs of the walks, in place of accessors.
import type { Scope } from './loop.js'

/** Where structs lie, and how many. */
interface Structs {
  readonly view: DataView
  readonly count: number
}

let written = 0

/** A class of source text, which is another one for each contender, as that of their loops is. */
function compileClass(body: string, scope: Scope = {}): unknown {
  written += 1
  const text = `/* ${written} */ return class {
    constructor(view, offset) { this.view = view; this.offset = offset }
    ${body}
  }`
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  return new Function(...Object.keys(scope), text)(...Object.values(scope))
}

/**
 * What a person would write who wants records with properties: a class for this one struct, on a view that cannot go away.
 * With the index checked it is the least that an array of records can cost.
 */
export function handWritten({ view, count }: Structs): Scope {
  const Record = compileClass(`get tag() { return this.view.getUint8(this.offset) }
    get count() { return this.view.getUint32(this.offset + 4, true) }
    get value() { return this.view.getFloat64(this.offset + 8, true) }`)
  return { Record, list: { view, length: count } }
}

/** The same for a struct in a struct. */
export function nestedByHand({ view, count }: Structs): Scope {
  const Inner = compileClass(`get count() { return this.view.getUint32(this.offset, true) }
    get value() { return this.view.getFloat64(this.offset + 8, true) }`)
  const Record = compileClass('get inner() { return new Inner(this.view, this.offset + 8) }', { Inner })
  return { Record, list: { view, length: count } }
}
