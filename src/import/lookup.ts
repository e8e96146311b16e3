import { knownTypedefs } from './builtin-types.js'
import type { CType } from './c-type.js'
import {
  tagKey,
  typedefKey,
  type Alignment,
  type CDeclarations,
  type CTagDeclaration,
  type CTypedef,
} from './declarations.js'
import type { TagNames } from './naming.js'

/** Answers questions about C types whose answers lie behind typedefs. */
export class TypeLookup {
  readonly #declarations: CDeclarations
  readonly #selected: ReadonlySet<string>
  readonly #names: TagNames
  #embedded: ReadonlySet<string> | undefined

  /**
   * @param declarations - All that were read.
   * @param selected - The keys of those that were asked for.
   * @param names - How tags are called.
   */
  constructor(declarations: CDeclarations, selected: ReadonlySet<string>, names: TagNames) {
    this.#declarations = declarations
    this.#names = names
    this.#selected = selected
  }

  /** The declaration of a struct, union or enum. */
  tag(type: Extract<CType, { kind: 'tagged' }>): CTagDeclaration | undefined {
    return this.#declarations.get(tagKey(type.tag, type.name)) as CTagDeclaration | undefined
  }

  /** The typedef of a name, unless everybody knows what the name means. */
  typedef(name: string): CTypedef | undefined {
    if (knownTypedefs.has(name) || /va_list/.test(name)) return undefined
    return this.#declarations.get(typedefKey(name)) as CTypedef | undefined
  }

  /**
   * Whether a typedef is replaced by what it stands for: the system's own names, and those that change the alignment of
   * their fields, which is said at each field.
   */
  isSeenThrough(typedef: CTypedef): boolean {
    return (
      typedef.alignment !== undefined || (typedef.name.startsWith('__') && !this.#selected.has(typedef.key))
    )
  }

  /** What a type is behind all typedefs. */
  resolve(type: CType): CType {
    const typedef = type.kind === 'name' ? this.typedef(type.name) : undefined
    if (typedef === undefined) return type
    const behind = this.resolve(typedef.type)
    return type.isConst ? { ...behind, isConst: true } : behind
  }

  /** The alignment that typedefs ask for, for fields of a type. */
  alignmentOf(type: CType): Alignment | undefined {
    if (type.kind === 'array') return this.alignmentOf(type.of)
    const typedef = type.kind === 'name' ? this.typedef(type.name) : undefined
    return typedef === undefined ? undefined : (typedef.alignment ?? this.alignmentOf(typedef.type))
  }

  /** Whether another struct or union contains a struct by value. */
  isEmbedded(key: string): boolean {
    this.#embedded ??= new Set(
      [...this.#declarations.values()].flatMap((one) =>
        one.kind === 'record' ? (one.fields ?? []).flatMap((field) => this.#tagInside(field.type) ?? []) : [],
      ),
    )
    return this.#embedded.has(key)
  }

  #tagInside(type: CType): string | undefined {
    const resolved = this.resolve(type)
    if (resolved.kind === 'array') return this.#tagInside(resolved.of)
    return resolved.kind === 'tagged' ? tagKey(resolved.tag, resolved.name) : undefined
  }

  /** The declaration that must be whole before something can contain a type by value. */
  needed(type: CType): string | undefined {
    if (type.kind === 'array' || type.kind === 'atomic') return this.needed(type.of)
    if (type.kind === 'tagged') return tagKey(type.tag, type.name)
    const typedef = type.kind === 'name' ? this.typedef(type.name) : undefined
    if (typedef === undefined) return undefined
    if (this.isSeenThrough(typedef) || this.#names.isNameOfTag(typedef)) return this.needed(typedef.type)
    return ['pointer', 'function'].includes(this.resolve(typedef.type).kind) ? undefined : typedef.key
  }
}
