import { DeclarationError } from '../../errors/index.js'
import { boxedClosure, closure } from '../objects/closure.js'
import { future } from '../objects/future.js'
import { boxedTrait, traitMut, traitRef } from '../objects/trait-object.js'
import { method, type MethodObstacle, type TraitMethod } from '../trait/method.js'
import { ref, slice } from '../trait/references.js'
import { trait, type AnyTrait } from '../trait/trait.js'
import { option, Result } from '../wire/alternatives.js'
import { boxed } from '../wire/boxed.js'
import { record } from '../wire/record.js'
import { toWire, type Declared } from '../wire/scalars.js'
import type { Schema } from '../wire/schema.js'
import { fixedList, list, map, set, tuple } from '../wire/sequences.js'
import { choice, variants } from '../wire/variants.js'
import { wireCodec, type AnyWireType, type CallPlace } from '../wire/wire-type.js'
import { constantTypes } from './constant-types.js'
import {
  formsWithParts,
  isNamed,
  methodsWithParts,
  parameterName,
  type ContainerName,
  type Described,
  type DescribedMethod,
  type Form,
  type ObjectName,
} from './described.js'
import { unknownIn, unknownType } from './unknown-type.js'

const containers: Readonly<Record<ContainerName, (...types: any[]) => Declared>> = {
  ...{ list, set, map, option, Result, tuple, ref, slice },
  // What is in a box may not be there yet.
  boxed: (inner: () => Declared) => boxed(inner),
}

const objects: Readonly<Record<ObjectName, (trait: AnyTrait | (() => AnyTrait)) => Declared>> = {
  traitRef,
  traitMut,
  boxedTrait,
}

type FormOf<K extends Form['kind']> = Extract<Form, { kind: K }>

/** How types of each kind are made of what they are and of their parts. */
type Makers = {
  readonly [K in Exclude<Form['kind'], 'trait'>]: (
    form: FormOf<K>,
    parts: readonly Described[],
    maker: TypeMaker,
  ) => Declared
}

const makers: Makers = {
  constant: ({ name }) => constantTypes[name],
  container: ({ name }, parts, maker) =>
    containers[name](...parts.map((part) => (name === 'boxed' ? () => maker.type(part) : maker.type(part)))),
  fixedList: ({ length }, [item], maker) => fixedList(maker.type(item!), length),
  record: ({ name, fields }, parts, maker) => record(name, maker.fields(fields, parts)),
  variants(form, parts, maker) {
    const { name, discriminantSize } = form
    const fields = formsWithParts(form, parts).map(
      ([one, own]) => [one.name, maker.fields(one.fields, own)] as const,
    )
    return variants(name, Object.fromEntries(fields), { discriminantSize })
  },
  choice: ({ name, names, discriminantSize }) => choice(name, names, { discriminantSize }),
  object: ({ name }, [part], maker) => objects[name](maker.traitSource(part!)),
  closure: ({ name, options, schemas }, parts, maker) => {
    const types = maker.signature(parts, schemas)
    return (name === 'closure' ? closure : boxedClosure)(parametersOf(types), types.at(-1)!, options)
  },
  future: ({ options, schema }, [part], maker) => future(maker.withSchema(part!, schema), options),
  unknown: ({ reason }) => unknownType(reason),
}

/**
 * Makes wire types and traits of types that were described, each once.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class TypeMaker {
  readonly #version: number
  readonly #root: Described
  readonly #types = new Map<Described, Declared>()
  readonly #traits = new Map<Described, AnyTrait | 'pending'>()

  /**
   * @param version - The version of all traits.
   * @param root - The trait that is connected to.
   */
  constructor(version: number, root: Described) {
    this.#version = version
    this.#root = root
  }

  /** The type. */
  type(described: Described): Declared {
    const known = this.#types.get(described)
    if (known !== undefined) return known
    const { form, parts } = described
    const make = makers[form.kind as keyof Makers] as (
      form: Form,
      parts: readonly Described[],
      maker: TypeMaker,
    ) => Declared
    const type = make(form, parts, this)
    // A container is made wherever it is mentioned: one that is part of its own items would be without an end.
    if (isNamed(described)) this.#types.set(described, type)
    return type
  }

  /** The trait. */
  trait(described: Described): AnyTrait {
    let made = this.#traits.get(described)
    if (made === undefined || made === 'pending') {
      this.#traits.set(described, 'pending')
      this.#traits.set(described, (made = this.#makeTrait(described)))
    }
    return made
  }

  /** The trait, or a function that gives it where it is being made: a trait may lead to itself. */
  traitSource(described: Described): AnyTrait | (() => AnyTrait) {
    return this.#traits.get(described) === 'pending' ? () => this.trait(described) : this.trait(described)
  }

  #makeTrait(described: Described): AnyTrait {
    const form = described.form as FormOf<'trait'>
    const { name, bounds, methods } = form
    const declared = methodsWithParts(form, described.parts).map(
      ([one, parts]) => [one.name, this.#makeMethod(one, parts, described === this.#root)] as const,
    )
    checkNames(
      name,
      methods.map((one) => one.name),
    )
    return trait(name, { version: this.#version, methods: Object.fromEntries(declared), bounds })
  }

  #makeMethod(
    { receiver, isAsyncTrait, schemas }: DescribedMethod,
    parts: readonly Described[],
    isOutermost: boolean,
  ): TraitMethod {
    const signature = this.signature(parts, schemas)
    // A wrapper that vanishes from schemas does not lie in memory as what it holds: nothing is passed as a pointer.
    const types = isOutermost ? signature.map(withoutReferences) : signature
    const returns = types.at(-1)!
    const asyncTrait = isAsyncTrait && returns.kind === 'future'
    const made = method(parametersOf(types), returns, { receiver, asyncTrait })
    const obstacles = obstaclesOf(parts)
    return obstacles.length === 0 ? made : Object.freeze({ ...made, obstacles })
  }

  /** The types of the parameters of a method, and behind them of its result. */
  signature(parts: readonly Described[], schemas: readonly Schema[]): readonly AnyWireType[] {
    return parts.map((part, index) =>
      this.withSchema(part, schemas[index]!, index === parts.length - 1 ? 'result' : 'parameter'),
    )
  }

  /** A type that tells peers what they said of it themselves: no two sides describe recursive types in the same words. */
  withSchema(described: Described, schema: Schema, place?: CallPlace): AnyWireType {
    const type = toWire(this.type(described), place ?? 'value', place)
    if (described.form.kind === 'constant') return type
    return Object.freeze({
      ...type,
      makeCodec: (version: number) => wireCodec(type, version),
      makeSchema: () => schema,
    })
  }

  /** Fields that are made when they are asked for: they may lead back to what they belong to. */
  fields(names: readonly string[], parts: readonly Described[]): Readonly<Record<string, Declared>> {
    const getters = names.map((name, index) => {
      const get = (): Declared => this.type(parts[index]!)
      return [name, { get, enumerable: true }] as const
    })
    return Object.defineProperties({}, Object.fromEntries(getters))
  }
}

/** Definitions have no names of parameters. */
function parametersOf(types: readonly AnyWireType[]): readonly Readonly<Record<string, AnyWireType>>[] {
  return types.slice(0, -1).map((type, index) => ({ [parameterName(index)]: type }))
}

function withoutReferences(type: AnyWireType): AnyWireType {
  return type.byReference === undefined
    ? type
    : Object.freeze({
        ...type,
        makeCodec: (version: number) => wireCodec(type, version),
        byReference: undefined,
      })
}

function obstaclesOf(parts: readonly Described[]): readonly MethodObstacle[] {
  return parts.flatMap((part, index) => {
    const reason = unknownIn(part)
    const place = index === parts.length - 1 ? 'result' : parameterName(index)
    return reason === undefined ? [] : [{ place, reason }]
  })
}

function checkNames(trait: string, names: readonly string[]): void {
  const seen = new Set<string>()
  const twice = names.find((name) => seen.size === seen.add(name).size)
  if (twice === undefined) return
  throw new DeclarationError('two methods of one name', {
    code: 'ABI-L001',
    rule: 'X-66',
    path: trait,
    expected: 'a name for each method',
    found: JSON.stringify(twice),
  })
}
