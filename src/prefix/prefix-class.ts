import { MissingFieldError } from '../errors/index.js'
import { compile, mayGenerateCode } from '../layout/accessor/code-generation.js'
import { collector, readSource } from '../layout/accessor/field-source.js'
import { codecOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import type { Codec, FunctionType, Memory, Target } from '../layout/index.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { makerVersionAt } from './maker-version.js'
import { maskHas, type Mask } from './mask.js'
import { missingValue } from './missing-value.js'
import type { PrefixField, PrefixType } from './prefix-type.js'
import type { Peer } from './presence/presence.js'

/** An accessor object of a prefix type at run time. */
export interface PrefixState {
  readonly $memory: Memory
  readonly $offset: number
  readonly $mask: Mask
  readonly $peer: Peer
}

/** Key under which the class of an accessor object keeps its prefix type. */
export const prefixViewType: unique symbol = Symbol.for('abiding.prefixViewType') as never

/** The class of the accessor objects of a prefix type. */
export type PrefixClass = new (memory: Memory, offset: number, mask: Mask, peer: Peer) => PrefixState & object

/** A field as the class sees it. */
interface Member {
  readonly field: PrefixField
  readonly offset: number
  readonly codec: Codec
  readonly path: string
  /** Whether every instance of the class has it, or none; `undefined` where each has to be asked. */
  readonly isThere: boolean | undefined
}

/**
 * How many of the masks that are met first get a class of their own. With the class for all others there are four: as many
 * as the engine tells apart at one place of a program.
 */
const mostMasks = 3

/**
 * The class for an accessor object of a prefix type on a target.
 *
 * Which fields are there is decided once, when an object is made. Instances with one of the masks that are met first are of
 * a class of their own, which need not ask. In the class of all others a slot of the object holds, for each function field,
 * the bound function, and for each other field that may be missing, the memory if it is there: one load gives where to
 * read and whether to.
 *
 * @param mask - The fields that the instance has.
 *
 * @internal
 */
export function prefixClassFor(type: PrefixType, target: Target, mask: Mask): PrefixClass {
  return classesOf(target)(type)(mask)
}

const classesOf = memoize((target: Target) =>
  memoize((type: PrefixType): ((mask: Mask) => PrefixClass) => {
    const classes = new Map<Mask, PrefixClass>()
    let other: PrefixClass | undefined
    return (mask) => {
      let known = classes.get(mask)
      if (known !== undefined) return known
      if (classes.size === mostMasks) return (other ??= makePrefixClass(type, target))
      classes.set(mask, (known = makePrefixClass(type, target, { mask })))
      return known
    }
  }),
)

/** Whether instances with a mask have a field; `undefined` where that is not known. */
function isThere({ missing, isAccessible, index }: PrefixField, mask: Mask | undefined): boolean | undefined {
  if (missing === undefined) return true
  if (mask === undefined) return undefined
  // What this side does not look for is not there, whatever the mask says.
  return isAccessible !== false && maskHas(mask, index)
}

/** How a class is made. */
export interface PrefixClassOptions {
  /** Whether to make it from source text; closures otherwise. */
  readonly generate?: boolean
  /** The mask that all instances have; left out where they have different ones. */
  readonly mask?: Mask
}

/**
 * Makes a class.
 *
 * @internal
 */
export function makePrefixClass(
  type: PrefixType,
  target: Target,
  { generate = mayGenerateCode(), mask }: PrefixClassOptions = {},
): PrefixClass {
  const { fields: places } = type.measure(target)
  const members = type.fields.flatMap((field, index): Member[] =>
    field.isReserved
      ? []
      : [
          {
            field,
            offset: places[index]!.offset,
            codec: codecOf(field.type, target),
            path: `${type.name}.${field.name}`,
            isThere: isThere(field, mask),
          },
        ],
  )
  const missing = members.map(({ field }) => whenMissing(type, field, target))
  const Accessor = generate ? generateClass(members, missing) : composeClass(members, missing)
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  Object.defineProperty(Accessor.prototype, prefixViewType, { value: type })
  installInspection(Accessor, type, members)
  installToJson(Accessor, members)
  return Accessor
}

/** What reading a missing field does. */
type WhenMissing = (state: PrefixState) => unknown

function whenMissing(type: PrefixType, field: PrefixField, target: Target): WhenMissing {
  if (field.missing?.policy !== 'panic') return missingValue(field, `${type.name}.${field.name}`, target)
  return ({ $peer, $memory, $offset }) => {
    const isMasked =
      type.presence.kind === 'mask' && $memory.space === nativeSpace && $memory.base !== undefined
    throw new MissingFieldError({
      index: field.index,
      name: field.name,
      typeName: type.name,
      packageName: type.packageName,
      since: field.since,
      expectedVersion: type.version,
      expectedCount: type.fields.length,
      foundVersion: $peer.version ?? (isMasked ? makerVersionAt($memory.base + $offset) : undefined),
      foundCount: $peer.fieldCount,
      foundSize: $peer.size,
    })
  }
}

/** The pointers of function fields are read when an accessor object is made; other fields are read from memory each time. */
function isBound(member: Member): boolean {
  return member.field.type.kind === 'fn'
}

/** The slot of a bound field that is missing: neither a function nor null. */
const absent = Symbol('absent')

function isPresent(mask: Mask, { field }: Member): boolean {
  return field.missing === undefined || maskHas(mask, field.index)
}

/** A function that nobody has asked for yet: of a large table most programs call few, and binding one takes long. */
class Unbound {
  constructor(readonly address: number) {}
}

function initialSlot(member: Member, memory: Memory, offset: number, mask: Mask): unknown {
  if (!isBound(member)) return isPresent(mask, member) ? memory : undefined
  if (!isPresent(mask, member)) return absent
  const address = readUnsignedWord(memory.view, offset + member.offset, memory.space.target, member.path)
  // Null where it is not declared was let through by whoever asked for the object.
  if (address === 0) return null
  // Which functions other memories have, and whether they have any, is known to them alone.
  if (memory.space !== nativeSpace) return member.codec.get(memory, offset + member.offset, member.path)
  return new Unbound(address)
}

/** What a slot holds from when it is first read: the function. */
function boundSlot({ field, path }: Member, slot: unknown): unknown {
  if (!(slot instanceof Unbound)) return slot
  return nativeSpace.callable(slot.address, field.type as FunctionType, path)
}

function generateClass(members: readonly Member[], missing: readonly WhenMissing[]): PrefixClass {
  const { scope, bind } = collector()
  const assignments: string[] = []
  const getters = members.map((member, index) => {
    const { field, offset, codec, path, isThere } = member
    const onMissing = `${bind(missing[index])}(this)`
    if (isThere === false) return `get ${field.name}() { return ${onMissing} }`
    if (isThere === undefined || isBound(member))
      assignments.push(`this.$${index} = ${bind(initialSlot)}(${bind(member)}, memory, offset, mask)`)
    if (isBound(member)) {
      const boundNow = `(this.$${index} = ${bind(boundSlot)}(${bind(member)}, bound))`
      return `get ${field.name}() {
        const bound = this.$${index}
        if (typeof bound === 'function') return bound
        return ${isThere ? boundNow : `bound === ${bind(absent)} ? ${onMissing} : ${boundNow}`}
      }`
    }
    const place = {
      memory: isThere ? 'this.$memory' : 'memory',
      offset: `this.$offset + ${offset}`,
      path: JSON.stringify(path),
    }
    const read = readSource(codec, place, bind)
    if (isThere) return `get ${field.name}() { return ${read} }`
    return `get ${field.name}() {
      const memory = this.$${index}
      return memory === undefined ? ${onMissing} : ${read}
    }`
  })
  return compile(
    `return class {
      constructor(memory, offset, mask, peer) {
        this.$memory = memory; this.$offset = offset; this.$mask = mask; this.$peer = peer
        ${assignments.join('\n')}
      }
      ${getters.join('\n')}
    }`,
    scope,
  ) as PrefixClass
}

function composeClass(members: readonly Member[], missing: readonly WhenMissing[]): PrefixClass {
  const Accessor = class implements PrefixState {
    readonly $slots: unknown[]
    constructor(
      readonly $memory: Memory,
      readonly $offset: number,
      readonly $mask: Mask,
      readonly $peer: Peer,
    ) {
      this.$slots = members.map((member) => initialSlot(member, $memory, $offset, $mask))
    }
  }
  members.forEach((member, index) => {
    Object.defineProperty(Accessor.prototype, member.field.name, {
      configurable: true,
      get(this: InstanceType<typeof Accessor>) {
        const slot = this.$slots[index]
        if (slot === absent || slot === undefined) return missing[index]!(this)
        return isBound(member)
          ? (this.$slots[index] = boundSlot(member, slot))
          : member.codec.get(this.$memory, this.$offset + member.offset, member.path)
      },
    })
  })
  return Accessor
}

type Inspect = (value: unknown, options: object) => string

/** What `console.log` prints: a missing field with its policy, so that looking never throws. */
function installInspection(Accessor: PrefixClass, type: PrefixType, members: readonly Member[]): void {
  Object.defineProperty(Accessor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(
      this: PrefixState & Record<string, unknown>,
      depth: number,
      options: object,
      inspect: Inspect,
    ): string {
      if (depth < 0) return `[${type.name}]`
      const shown = members.map((member) => {
        const { field } = member
        return [field.name, isPresent(this.$mask, member) ? this[field.name] : new Absence(field)]
      })
      return `${type.name}${spellPeer(this.$peer)} ${inspect(Object.fromEntries(shown), options)}`
    },
  })
}

/** The version of the other side, or its size. */
function spellPeer({ version, size }: Peer): string {
  if (version !== undefined) return ` ${version}`
  return size === undefined ? '' : ` of ${size} bytes`
}

/** What `JSON.stringify` sees: the data that is there. Functions are no data, and what is missing is left out. */
function installToJson(Accessor: PrefixClass, members: readonly Member[]): void {
  Object.defineProperty(Accessor.prototype, 'toJSON', {
    value(this: PrefixState): unknown {
      const data = members.filter((member) => !isBound(member) && isPresent(this.$mask, member))
      const read = ({ field, offset, codec }: Member): [string, unknown] => [
        field.name,
        codec.json(this.$memory, this.$offset + offset),
      ]
      return Object.fromEntries(data.map(read))
    },
  })
}

/** Stands for a missing field in printed objects. */
class Absence {
  constructor(readonly field: PrefixField) {}
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<missing, ${this.field.missing?.policy}>`
  }
}
