import type { Entry, Expression, Reference } from '../../import/expression.js'
import { call, exported, number, parameterList, reference } from '../../import/expression.js'
import type {
  DecodedField,
  DecodedFunction,
  DecodedParameter,
  DecodedType,
} from '../../module/abi-stable/type-layout/decoded-type.js'
import { crateType } from './crate-types.js'
import { declareType } from './declare-type.js'
import { asTraitObject, traitObjectType } from './trait-object.js'
import { declaredNames } from './rust-names.js'
import { Names } from './names.js'

/** A declaration of a type of a plugin. */
export interface Declared {
  /** The address of its layout, as text. */
  readonly key: string
  /** The type. */
  readonly type: DecodedType
  /** Its name here. */
  readonly name: string
  /** What declares it. */
  readonly expression: Expression
  /** What must stand before it. */
  readonly needs: readonly string[]
  /** What stands above it. */
  readonly remarks: readonly string[]
}

/**
 * Turns the types of a plugin into declarations. Types are declared as they are mentioned.
 *
 * @internal
 */
export class Translator {
  /** The version of a prefix type, where it is not that of its package. */
  readonly versions: ReadonlyMap<DecodedType, string>
  readonly #names = new Names()
  readonly #reserved = new Map<DecodedType, string>()
  readonly #firsts = new Map<string, DecodedType>()
  readonly #declared = new Map<string, Declared | undefined>()
  readonly #queue: (() => void)[] = []

  /**
   * @param versions - The versions of prefix types that have another one than their package.
   */
  constructor(versions: ReadonlyMap<DecodedType, string> = new Map()) {
    this.versions = versions
  }

  /**
   * Keeps a name for a type: nothing else gets it, and a type that can have no other name has it.
   *
   * @param type - The type.
   * @param name - Its name in Rust.
   */
  reserve(type: DecodedType, name: string): void {
    if (!this.#reserved.has(type)) this.#reserved.set(type, this.#names.take(name))
  }

  /**
   * The first of several types that are the same in a declaration.
   *
   * @param parts - What makes them the same.
   * @param type - One of them.
   */
  firstOf(parts: readonly string[], type: DecodedType): DecodedType {
    const key = JSON.stringify(parts)
    const first = this.#firsts.get(key) ?? type
    this.#firsts.set(key, first)
    return first
  }

  /** All declarations, when everything that they mention is declared too. */
  finish(): Declared[] {
    for (let work = this.#queue.pop(); work !== undefined; work = this.#queue.pop()) work()
    return [...this.#declared.values()].filter((one) => one !== undefined)
  }

  /**
   * A declaration, which is made later.
   *
   * @param type - What is declared.
   * @param wanted - The name that it should have.
   * @param declare - Gives what declares it, and remarks for people.
   */
  declare(
    type: DecodedType,
    wanted: string,
    declare: (name: string) => { readonly expression: Expression; readonly remarks?: readonly string[] },
  ): Reference {
    const key = String(type.address)
    if (!this.#declared.has(key)) {
      this.#declared.set(key, undefined)
      const name = this.#reserved.get(type) ?? this.#names.take(wanted)
      this.#queue.push(() =>
        this.#declared.set(key, { key, type, name, needs: [], remarks: [], ...declare(name) }),
      )
    }
    return reference(key)
  }

  /** The type of a value. */
  type(type: DecodedType): Expression {
    const { data } = type
    if (data.kind === 'primitive') return this.#primitive(type, data.primitive)
    if (type.package === 'abi_stable') return crateType(this, type)
    if (type.package === 'std') return this.#standard(type)
    const object = asTraitObject(type)
    return object === undefined ? declareType(this, type) : traitObjectType(this, object)
  }

  /** The type of a field: a function with its signature, or any other type. */
  field(field: DecodedField): Expression {
    const [first] = field.functions
    if (first === undefined) return this.type(field.type)
    if (field.isFunction) return this.function(first)
    const isOptional = field.type.name === 'Option' && field.functions.length === 1
    return isOptional ? call('nullable', this.function(first)) : this.type(field.type)
  }

  /** A function pointer. */
  function({ parameters, returns }: DecodedFunction): Expression {
    return call('fn', ...this.signature(parameters, returns))
  }

  /** The parameters and the result of a function, as `fn` and `method` take them. */
  signature(parameters: readonly DecodedParameter[], returns: DecodedType | undefined): Expression[] {
    const names = declaredNames(parameters.map((parameter) => parameter.name))
    const entries = parameters.map((parameter, index): Entry => ({
      key: names[index]!,
      value: this.type(parameter.type),
    }))
    const first = parameterList(entries)
    return returns === undefined ? [first] : [first, this.type(returns)]
  }

  /** What a pointer leads to: types without values are only pointed to. */
  pointee(type: DecodedType | undefined): Expression {
    const isNothing = type === undefined || (type.size === 0 && type.data.kind !== 'prefix')
    return isNothing || type.data.kind === 'prefix' ? exported('untyped') : this.type(type)
  }

  #primitive(type: DecodedType, primitive: string): Expression {
    const [parameter] = type.typeParameters
    switch (primitive) {
      case '&':
        return call('constPointer', this.pointee(parameter))
      case '&mut':
        return call('pointer', this.pointee(parameter))
      case '*const':
        return call('nullable', call('constPointer', this.pointee(parameter)))
      case '*mut':
        return call('nullable', call('pointer', this.pointee(parameter)))
      case 'array': {
        const length = type.constants[0]?.value
        return parameter === undefined || typeof length !== 'bigint'
          ? declareType(this, type)
          : call('array', this.type(parameter), number(Number(length)))
      }
      default:
        return exported(primitive)
    }
  }

  /** Types of Rust's standard library that `abi_stable` lets through: most are another name for what they hold. */
  #standard(type: DecodedType): Expression {
    const [parameter] = type.typeParameters
    if (type.size === 0) return exported('unit')
    if (type.name === 'Option' && parameter !== undefined) return call('nullable', this.type(parameter))
    if (type.name === 'NonNull') return call('pointer', this.pointee(parameter))
    const fields = type.data.kind === 'struct' ? type.data.fields.filter((field) => field.type.size > 0) : []
    const isWrapper = type.repr.kind === 'transparent' && fields.length === 1
    if (isWrapper && type.name.startsWith('Atomic')) return call('atomic', this.field(fields[0]!))
    return isWrapper ? this.field(fields[0]!) : declareType(this, type)
  }
}
