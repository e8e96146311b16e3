import { DeclarationError } from '../errors/index.js'
import { checkName, describeValue } from '../layout/names.js'
import {
  fn,
  unit,
  type AnyType,
  type FunctionOptions,
  type FunctionType,
  type ParameterList,
  type StructType,
  type Type,
  type ViewOf,
  type InputOf,
} from '../layout/index.js'
import { missing, prefixType, since, type AnyPrefixType } from '../prefix/index.js'
import { prepareTrait } from './implement-trait.js'
import type { Method } from './method.js'
import { objectCodec } from './object-codec.js'
import { objectLayout, type ObjectWords, type PointerKind } from './object-layout.js'
import { movedReceiver, receiver } from './receiver.js'
import { checkMethodNames, checkSupertraits, type Supertrait, type TraitObjectForm } from './supertrait.js'
import { tablePointer } from './table-pointer.js'
import { dynTraitVTable } from './tables/dyn-trait-vtable.js'
import { RObjectVTable } from './tables/robject-vtable.js'
import type { Defaults, Methods, TraitImplementation, TraitObject } from './trait-typing.js'

/** What {@link traitObject} is told. */
export interface TraitDeclaration<M extends Methods, S extends Supertrait, Item extends AnyType, D> {
  /**
   * The methods, in the order of their places in the table. New ones are appended, none is ever moved or taken away.
   * Left out for an object of the form `DynTrait` without a trait, which has the supertraits alone.
   */
  readonly methods?: M
  /** The last method of the first version: those up to it are in every table. All are looked up where it is left out. */
  readonly lastPrefixMethod?: keyof M & string
  /** What the objects can do beside the methods. */
  readonly supertraits?: readonly S[]
  /** How the objects lie in memory; `RObject` where it is left out. */
  readonly form?: TraitObjectForm
  /** What the objects give, for the supertrait `Iterator`. */
  readonly item?: Item
  /** What methods do in objects that do not have them. */
  readonly defaults?: Defaults<M, D>
  /** Version of the trait, `1.0.0` where it is left out. */
  readonly version?: string
  /** What the trait is, for headers and reference pages. */
  readonly doc?: string
}

/** The type of the objects of a trait. As a field, parameter or result it stands for an object that is owned. */
export interface TraitObjectType<Object = unknown, Implementing = unknown> extends Type<
  Object,
  Object,
  Object
> {
  readonly kind: 'traitObject'
  /** What is known of the trait. */
  readonly trait: Trait
  /** What `implementTrait` takes; never present at run time. */
  readonly implementing?: Implementing
  /** An object that was lent to be read: Rust's `RRef`. */
  readonly ref: Type<Object, Object, Object>
  /** An object that was lent to be changed: Rust's `RMut`. */
  readonly mut: Type<Object, Object, Object>
  /**
   * The trait as an older version knew it.
   *
   * @param version - A version from the first to the declared one.
   * @throws {@link DeclarationError} `ABI-P003` for any other version.
   */
  readonly upTo: (version: string) => TraitObjectType<Object, Partial<Implementing>>
}

/** What is known of a trait at run time. */
export interface Trait {
  /** Its name. */
  readonly name: string
  /** Its version. */
  readonly version: string
  /** How its objects lie in memory. */
  readonly form: TraitObjectForm
  /** The methods, in the order of their places. */
  readonly methods: ReadonlyMap<string, Method>
  /** What its objects can do beside the methods. */
  readonly supertraits: readonly Supertrait[]
  /** What its objects give, where they are iterators. */
  readonly item: AnyType | undefined
  /** What methods do in objects that do not have them. */
  readonly defaults: Readonly<Record<string, ((self: never, ...values: never[]) => unknown) | undefined>>
  /** The table of the methods. */
  readonly methodTable: AnyPrefixType | undefined
  /** The table of what all objects can do. */
  readonly objectTable: AnyPrefixType
  /** The same for all versions of one trait. */
  readonly family: object
  /** The type of its objects, by what holds them. @internal */
  readonly types: Readonly<Record<PointerKind, ObjectType>>
}

/**
 * The type of objects that are held in one way.
 *
 * @internal
 */
export interface ObjectType extends AnyType {
  /** The trait. */
  readonly trait: Trait
  /** What holds the objects. */
  readonly pointer: PointerKind
  /** Which word is what. */
  readonly words: ObjectWords
}

/** Any type of trait objects. */
export type AnyTraitObjectType = TraitObjectType<any, any>

/**
 * A trait: methods that objects have, whoever made them and in whatever language. Its objects have the layout of
 * `abi_stable`'s `#[sabi_trait]`.
 *
 * @param name - Name of the trait, and of its objects in C.
 * @param declaration - Its methods, and what else its objects can do.
 * @returns The type of objects that are owned; `ref` and `mut` are those of objects that were lent.
 * {@link implementTrait} makes objects in TypeScript.
 * @throws {@link DeclarationError} `ABI-B001` where the declaration contradicts itself, and what {@link prefixType} throws.
 *
 * @see Rules B-3 to B-5 of the specification.
 *
 * @example
 * ```ts
 * import { implementTrait, method, traitObject, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Counter = traitObject('Counter', {
 *   methods: { get: method('ref', {}, u32), add: method('mut', { by: u32 }, u32) },
 *   supertraits: ['Debug'],
 * })
 *
 * let value = 40
 * using counter = implementTrait(Counter, {
 *   get: () => value,
 *   add: (by) => (value += by),
 *   debug: () => `Counter(${value})`,
 * })
 * assert.equal(counter.add(2), 42)
 * assert.equal(counter.debug(), 'Counter(42)')
 * ```
 */
export function traitObject<
  const M extends Methods = Record<never, never>,
  const S extends Supertrait = never,
  Item extends AnyType = never,
  D = Record<never, never>,
>(
  name: string,
  declaration: TraitDeclaration<M, S, Item, D>,
): TraitObjectType<TraitObject<M, S, ViewOf<Item>>, TraitImplementation<M, S, InputOf<Item>, keyof D>> {
  return makeTrait(readDeclaration(name, declaration), {}) as never
}

interface Parts {
  readonly name: string
  readonly version: string
  readonly form: TraitObjectForm
  readonly methods: ReadonlyMap<string, Method>
  readonly hasMethods: boolean
  readonly lastPrefixMethod: string | undefined
  readonly supertraits: readonly Supertrait[]
  readonly item: AnyType | undefined
  readonly defaults: Trait['defaults']
  readonly doc: string | undefined
}

function readDeclaration(name: string, declaration: unknown): Parts {
  checkName(name, name, 'trait')
  if (typeof declaration !== 'object' || declaration === null)
    refuse(name, '{ methods, supertraits, form }', describeValue(declaration))
  const {
    methods,
    lastPrefixMethod,
    supertraits = [],
    form = 'RObject',
    item,
    defaults = {},
    version = '1.0.0',
    doc,
  } = declaration as unknown as TraitDeclaration<Methods, Supertrait, AnyType, never> &
    Pick<Trait, 'defaults'>
  if (form !== 'RObject' && form !== 'DynTrait')
    refuse(`${name}.form`, "'RObject' or 'DynTrait'", describeValue(form))
  if (!Array.isArray(supertraits)) refuse(`${name}.supertraits`, 'a list', describeValue(supertraits))
  const hasMethods = methods !== undefined || form === 'RObject'
  const read = readMethods(name, methods ?? {})
  checkSupertraits(supertraits, form, name)
  checkMethodNames([...read.keys()], supertraits, name)
  checkItem(name, supertraits, item)
  checkDefaults(name, read, defaults)
  return {
    name,
    version,
    form,
    methods: read,
    hasMethods,
    lastPrefixMethod,
    supertraits,
    item,
    defaults,
    doc,
  }
}

function readMethods(name: string, methods: Methods): Map<string, Method> {
  if (typeof methods !== 'object' || methods === null)
    refuse(`${name}.methods`, 'methods by name', describeValue(methods))
  return new Map(
    Object.entries(methods).map(([key, one]) => {
      checkName(key, `${name}.${key}`, 'method')
      if ((one as Partial<Method> | undefined)?.declares !== 'method')
        refuse(`${name}.${key}`, "method('ref', {}, u32)", describeValue(one))
      return [key, one]
    }),
  )
}

function checkItem(name: string, supertraits: readonly Supertrait[], item: AnyType | undefined): void {
  if (supertraits.includes('Iterator') === (item !== undefined)) return
  refuse(
    `${name}.item`,
    item === undefined ? 'the type of the elements, item: …' : "the supertrait 'Iterator'",
    item === undefined ? "the supertrait 'Iterator' alone" : 'an item alone',
  )
}

function checkDefaults(name: string, methods: ReadonlyMap<string, Method>, defaults: object): void {
  for (const [key, body] of Object.entries(defaults as Record<string, unknown>)) {
    if (methods.has(key) && typeof body === 'function') continue
    refuse(
      `${name}.defaults.${key}`,
      'a function for a method of the trait',
      methods.has(key) ? describeValue(body) : 'no such method',
    )
  }
}

function refuse(path: string, expected: string, found: string): never {
  throw new DeclarationError('not how a trait is declared', {
    code: 'ABI-B001',
    rule: 'B-3',
    path,
    expected,
    found,
  })
}

function makeTrait(parts: Parts, family: object): TraitObjectType {
  const { name, form, item, hasMethods } = parts
  const objectTable = form === 'RObject' ? RObjectVTable : dynTraitVTable(parts)
  const methodTable = hasMethods ? methodTableOf(parts, objectTable) : undefined
  const tables = { form, objectTable, methodTable, doc: parts.doc }
  const trait: Trait = {
    name,
    version: parts.version,
    form,
    methods: parts.methods,
    supertraits: parts.supertraits,
    item,
    defaults: parts.defaults,
    methodTable,
    objectTable,
    family,
    get types() {
      return types
    },
  }
  const make = (pointer: PointerKind, structName: string): ObjectType => {
    const { representation, words } = objectLayout(structName, pointer, tables)
    return objectType(trait, pointer, representation, words)
  }
  const types = { box: make('box', name), ref: make('ref', `${name}_Ref`), mut: make('mut', `${name}_Mut`) }
  return Object.freeze(
    Object.assign(types.box, {
      ref: types.ref,
      mut: types.mut,
      upTo: (version: string) => makeTrait(olderParts(parts, methodTable, version), family),
    }),
  ) as unknown as TraitObjectType
}

function olderParts(parts: Parts, methodTable: AnyPrefixType | undefined, version: string): Parts {
  // The prefix type knows which versions there are.
  const names = new Set(methodTable?.upTo(version).fields.map((field) => field.name) ?? [])
  const methods = new Map([...parts.methods].filter(([name]) => names.has(name)))
  return { ...parts, version, methods }
}

/**
 * The table of the methods: a marker without bytes, a pointer to the table of what all objects can do, and a function for
 * each method.
 */
function methodTableOf(parts: Parts, objectTable: AnyPrefixType): AnyPrefixType {
  const { name, version, methods, lastPrefixMethod, doc } = parts
  const names = [...methods.keys()]
  const last = lastPrefixMethod === undefined ? -1 : names.indexOf(lastPrefixMethod)
  if (lastPrefixMethod !== undefined && last < 0)
    refuse(`${name}.lastPrefixMethod`, names.join(', '), describeValue(lastPrefixMethod))
  const field = ([key, method]: [string, Method]): object => {
    const { since: from, doc: about } = method
    const type = methodFunction(method)
    const policy = parts.defaults[key] === undefined ? type : missing.option(type)
    const dated = from === undefined ? policy : since(from, policy)
    return [key, about === undefined ? dated : { ...dated, doc: about }]
  }
  const fields = [...methods].map(field) as [string, AnyType][]
  const own = { sabi_tys: unit, sabi_vtable: tablePointer(objectTable) }
  const prefix = { ...own, ...Object.fromEntries(fields.slice(0, last + 1)) }
  return prefixType(`${name}_VTable`, {
    version,
    prefix,
    lastPrefixField: Object.keys(prefix).at(-1)!,
    suffix: Object.fromEntries(fields.slice(last + 1)),
    missing: 'panic',
    ...(doc === undefined ? {} : { doc: `The methods of ${name}.` }),
  } as never)
}

/** The signature of a method in the table: the data pointer comes first. */
function methodFunction({ receiver: how, parameters, signature }: Method): FunctionType {
  const self = how === 'owned' ? movedReceiver : receiver
  const { returns, thread } = signature
  const list = [{ self }, ...parameters] as ParameterList
  return fn<ParameterList, AnyType, FunctionOptions>(list, returns, thread === undefined ? {} : { thread })
}

function objectType(
  trait: Trait,
  pointer: PointerKind,
  representation: StructType,
  words: ObjectWords,
): ObjectType {
  const type: ObjectType = {
    ...(representation as AnyType),
    kind: 'traitObject',
    isMoved: pointer === 'box',
    trait,
    pointer,
    words,
    makeCodec: (target) => objectCodec(type, target),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    prepare: pointer === 'box' ? () => prepareTrait(trait) : undefined,
  }
  return type
}
