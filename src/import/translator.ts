import { basicTypes, knownTypedefs, reasonAgainst } from './builtin-types.js'
import type { CFunction, CType } from './c-type.js'
import { tagKey, type CDeclarations, type CTypedef } from './declarations.js'
import {
  call,
  exported,
  list,
  number,
  options,
  reference,
  referencesIn,
  type Expression,
} from './expression.js'
import type { ImportedDeclaration } from './imported.js'
import { TypeLookup } from './lookup.js'
import { declarableName } from './names.js'
import type { TagNames } from './naming.js'
import { translateEnum } from './translate-enum.js'
import { translateRecord } from './translate-record.js'
import { orElse, Unsayable } from './unsayable.js'

/** What a translation is told beside the declarations. */
export interface TranslatorOptions {
  /** How tags are called. */
  readonly names: TagNames
  /** The keys of the types that were asked for. */
  readonly selected: ReadonlySet<string>
  /** Types that must not be declared, with the reasons. */
  readonly excluded: ReadonlyMap<string, string>
  /** Whether `const char *` and arrays of char are read as strings. */
  readonly strings: boolean
  /** Whether every enum is an `int`, as for Microsoft's compiler. */
  readonly enumsAreInt: boolean
}

/** What is said about a field beside its type. */
export type Remarks = string[]

/**
 * Says C types as expressions of this library. What a type mentions is translated with it.
 *
 * @internal
 */
export class Translator {
  /** What was translated, by key. */
  readonly declared = new Map<string, ImportedDeclaration>()
  /** What could not be, with the reasons. */
  readonly refused = new Map<string, string>()
  readonly lookup: TypeLookup
  readonly options: TranslatorOptions
  readonly #declarations: CDeclarations
  readonly #begun = new Set<string>()
  /** Tags that are only pointed to so far. */
  readonly #pointedTo: string[] = []

  constructor(declarations: CDeclarations, translatorOptions: TranslatorOptions) {
    this.#declarations = declarations
    this.options = translatorOptions
    this.lookup = new TypeLookup(declarations, translatorOptions.selected, translatorOptions.names)
  }

  /** Translates the selected types and everything that they mention. */
  run(): void {
    for (const key of this.options.selected) {
      const one = this.#declarations.get(key)!
      if (one.kind === 'typedef' && this.options.names.isNameOfTag(one) && one.type.kind === 'tagged')
        this.#pointedTo.push(tagKey(one.type.tag, one.type.name))
      else if (one.kind === 'typedef') this.#attempt(key)
      else this.#pointedTo.push(key)
      this.#translatePointedTo()
    }
    // A name alone is of use only where something points to it.
    const mentioned = new Set([...this.declared.values()].flatMap((one) => referencesIn(one.expression)))
    for (const [key, { hiddenBecause }] of this.declared)
      if (hiddenBecause !== undefined && !mentioned.has(key)) this.declared.delete(key)
  }

  #attempt(key: string): void {
    orElse(
      () => this.need(key),
      () => undefined,
    )
    this.#translatePointedTo()
  }

  #translatePointedTo(): void {
    for (let key = this.#pointedTo.pop(); key !== undefined; key = this.#pointedTo.pop()) {
      if (this.declared.has(key)) continue
      const one = this.#declarations.get(key)
      this.#attempt(key)
      const reason = this.refused.get(key)
      if (one !== undefined && one.kind !== 'typedef' && reason !== undefined) this.#hide(key, reason)
    }
  }

  /** Makes sure that a declaration stands for a type of which more than the address is known. */
  need(key: string): void {
    const known = this.refused.get(key) ?? this.options.excluded.get(key)
    if (known !== undefined) {
      this.refused.set(key, known)
      throw new Unsayable(known)
    }
    if (this.#begun.has(key)) return
    this.#begun.add(key)
    const one = this.#declarations.get(key)!
    try {
      this.declared.set(key, this.#translate(one.key))
    } catch (error) {
      if (error instanceof Unsayable) this.refused.set(key, error.reason)
      throw error
    }
  }

  #translate(key: string): ImportedDeclaration {
    const one = this.#declarations.get(key)!
    switch (one.kind) {
      case 'record':
        return one.fields === undefined ? this.#opaque(key) : translateRecord(one, this)
      case 'enum':
        return translateEnum(one, this)
      case 'typedef':
        return this.#typedef(one)
    }
  }

  #opaque(key: string, hiddenBecause?: string): ImportedDeclaration {
    const { name } = this.#declarations.get(key)!
    const found = this.options.names.nameOf(key)
    return {
      key,
      name: found,
      expression: call('opaque', { kind: 'string', value: found }),
      needs: [],
      spelling: undefined,
      proof: 'none',
      renamedFrom: name === found ? undefined : name,
      doc: this.#declarations.get(key)!.doc,
      hiddenBecause,
    }
  }

  #hide(key: string, reason: string): void {
    this.declared.set(key, this.#opaque(key, reason))
  }

  #typedef(one: CTypedef): ImportedDeclaration {
    if (one.alignment === 'unknown') throw new Unsayable('its alignment is not a number')
    const expression = this.#typedefMeaning(one)
    const name = declarableName(one.name)
    const hasLayout = this.lookup.resolve(one.type).kind !== 'function' && !this.#isVoid(one.type)
    return {
      key: one.key,
      name,
      expression,
      needs: referencesIn(expression),
      spelling: one.name,
      proof: hasLayout && !this.#isHidden(one.type) ? 'layout' : 'none',
      renamedFrom: name === one.name ? undefined : one.name,
      doc: one.doc,
    }
  }

  #typedefMeaning({ type }: CTypedef): Expression {
    if (this.#isVoid(type)) return exported('untyped')
    const resolved = this.lookup.resolve(type)
    if (type.kind === 'tagged') return this.#tagReference(type)
    if (type.kind === 'name' && resolved.kind === 'tagged') return this.#named(type.name, true)
    return this.value(type, [])
  }

  #isVoid(type: CType): boolean {
    const resolved = this.lookup.resolve(type)
    return resolved.kind === 'name' && resolved.name === 'void'
  }

  /** Whether nothing but the name of a type is declared. */
  #isHidden(type: CType): boolean {
    const resolved = this.lookup.resolve(type)
    if (resolved.kind !== 'tagged') return false
    const tag = this.lookup.tag(resolved)
    return tag?.kind !== 'enum' && tag?.fields === undefined
  }

  /** Says a type of which a value is stored. */
  value(type: CType, remarks: Remarks): Expression {
    switch (type.kind) {
      case 'name':
        return this.#named(type.name, false)
      case 'tagged':
        return this.#tagValue(type)
      case 'pointer':
        return this.#pointer(type.to, remarks)
      case 'array': {
        const resolved = this.lookup.resolve(type.of)
        const isText = resolved.kind === 'name' && resolved.name === 'char' && this.options.strings
        if (isText && (type.length ?? 0) > 0) return call('charArray', number(type.length!))
        return call('array', this.value(type.of, remarks), number(type.length ?? 0))
      }
      case 'atomic':
        return call('atomic', this.value(type.of, remarks))
      case 'function':
        return this.#function(type, remarks)
    }
  }

  /** A basic type or a typedef. What is pointed to need not be whole. */
  #named(name: string, isPointee: boolean): Expression {
    const basic = basicTypes.get(name) ?? knownTypedefs.get(name)
    if (basic !== undefined) return exported(basic)
    const typedef = this.lookup.typedef(name)
    if (typedef === undefined) throw new Unsayable(reasonAgainst(name))
    const { type } = typedef
    const isSame = this.lookup.isSeenThrough(typedef) || this.options.names.isNameOfTag(typedef)
    if (isPointee) {
      if (!isSame) return this.#alias(typedef)
      if (type.kind === 'tagged') return this.#tagReference(type)
      return type.kind === 'name' ? this.#named(type.name, true) : this.value(type, [])
    }
    const resolved = this.lookup.resolve(type)
    const whole = resolved.kind === 'tagged' ? this.#tagValue(resolved) : undefined
    if (!isSame) return this.#alias(typedef)
    return whole ?? this.value(type, [])
  }

  #alias(typedef: CTypedef): Expression {
    this.need(typedef.key)
    return reference(typedef.key)
  }

  #tagValue(type: Extract<CType, { kind: 'tagged' }>): Expression {
    const key = tagKey(type.tag, type.name)
    const tag = this.lookup.tag(type)
    const isKnown = tag?.kind === 'enum' ? tag.constants !== undefined : tag?.fields !== undefined
    if (!isKnown) throw new Unsayable(`the contents of ${type.tag} ${type.name} are not declared`)
    orElse(
      () => this.need(key),
      (reason) => {
        throw new Unsayable(`it contains ${this.options.names.nameOf(key)}, and ${reason}`)
      },
    )
    return reference(key)
  }

  /** A tag whose contents may be unknown, or left out. */
  #tagReference(type: Extract<CType, { kind: 'tagged' }>): Expression {
    const key = tagKey(type.tag, type.name)
    if (this.lookup.tag(type) === undefined) throw new Unsayable(`${key} is not declared`)
    if (type.tag === 'enum') return this.#tagValue(type)
    this.#pointedTo.push(key)
    return reference(key)
  }

  #pointer(to: CType, remarks: Remarks): Expression {
    const resolved = this.lookup.resolve(to)
    if (resolved.kind === 'function') return this.#functionPointer(to, resolved, remarks)
    const make = resolved.isConst ? 'constPointer' : 'pointer'
    if (resolved.kind === 'name' && resolved.name === 'char' && resolved.isConst && this.options.strings)
      return call('nullable', exported('cString'))
    if (resolved.kind === 'array' && resolved.length === undefined)
      return this.#pointer(resolved.isConst ? { ...resolved.of, isConst: true } : resolved.of, remarks)
    return orElse(
      () => call('nullable', call(make, this.#pointee(to, remarks))),
      (reason) => {
        remarks.push(`Untyped, because ${reason}.`)
        return call('nullable', call(make, exported('untyped')))
      },
    )
  }

  #pointee(type: CType, remarks: Remarks): Expression {
    if (type.kind === 'name' && type.name === 'void') return exported('untyped')
    if (type.kind === 'name')
      return this.#isVoid(type) ? this.#voidName(type.name) : this.#named(type.name, true)
    return type.kind === 'tagged' ? this.#tagReference(type) : this.value(type, remarks)
  }

  /** `typedef void CURL`. */
  #voidName(name: string): Expression {
    const typedef = this.lookup.typedef(name)
    return typedef === undefined || this.lookup.isSeenThrough(typedef)
      ? exported('untyped')
      : this.#alias(typedef)
  }

  #functionPointer(to: CType, resolved: CFunction, remarks: Remarks): Expression {
    return orElse(
      () =>
        call(
          'nullable',
          to.kind === 'function' ? this.#function(resolved, remarks) : this.value(to, remarks),
        ),
      (reason) => {
        remarks.push(`A function pointer that is not typed, because ${reason}.`)
        return call('nullable', call('pointer', exported('untyped')))
      },
    )
  }

  #function({ parameters, returns, peculiarity }: CFunction, remarks: Remarks): Expression {
    if (peculiarity !== undefined)
      throw new Unsayable(peculiarities[peculiarity] ?? `it is called as ${peculiarity}`)
    const taken = new Set<string>()
    const said = parameters.map(({ name, type }, index) => {
      const found = declarableName(name ?? `p${index}`, (one) => taken.has(one))
      taken.add(found)
      return options({ [found]: this.#passed(type, remarks) })
    })
    const result = this.#isVoid(returns) ? [] : [this.#passed(returns, remarks)]
    return call('fn', list(said), ...result)
  }

  /** C passes the address of an array, also where a typedef hides that it is one. */
  #passed(type: CType, remarks: Remarks): Expression {
    const resolved = this.lookup.resolve(type)
    // Some compilers have made a pointer of it already.
    const isList =
      resolved.kind === 'pointer' && resolved.to.kind === 'tagged' && /va_list/.test(resolved.to.name)
    if (isList) throw new Unsayable(reasonAgainst('va_list'))
    if (resolved.kind === 'array') return this.#pointer(resolved.of, remarks)
    if (resolved.kind === 'function') return this.#pointer(type, remarks)
    return this.value(type, remarks)
  }
}

const peculiarities: Readonly<Record<string, string>> = {
  '...': 'it takes a variable number of arguments',
  '()': 'its parameters are not declared',
}
