import { constantIn, extentOf, hasAttribute, type AstNode } from './ast.js'
import { unnamedTag } from './c-tokens.js'
import { mapBase, nameParameters, type CType, type Tag } from './c-type.js'
import { commentOf } from './comments.js'
import {
  tagKey,
  typedefKey,
  type Alignment,
  type CConstant,
  type CDeclaration,
  type CDeclarations,
  type CField,
} from './declarations.js'
import { takeDefaultAlignment } from './default-alignment.js'
import { parseDeclaration, parseType } from './parse-c.js'
import type { Preprocessed } from './preprocessed.js'
import { orElse, Unsayable } from './unsayable.js'

/**
 * Reads what a header declares out of clang's tree.
 *
 * @param ast - The declarations of the tree, and behind them those of the default alignment.
 * @param source - The text that clang read.
 * @param ownFiles - The headers that are imported, as the preprocessor names them.
 * @returns Everything that the header and what it includes declare.
 *
 * @internal
 */
export function readDeclarations(
  ast: readonly AstNode[],
  source: Preprocessed,
  ownFiles: ReadonlySet<string>,
): CDeclarations {
  const { declared, alignment } = takeDefaultAlignment(ast)
  const reader = new DeclarationReader(source, ownFiles, alignment)
  reader.readScope(declared)
  return reader.declarations
}

/** A tag without a name, and where it stands. */
interface Unnamed {
  readonly tag: string
  readonly name: string
  readonly start: number
}

class DeclarationReader {
  readonly declarations = new Map<string, CDeclaration>()
  readonly #source: Preprocessed
  readonly #ownFiles: ReadonlySet<string>
  readonly #defaultAlignment: bigint | undefined

  constructor(source: Preprocessed, ownFiles: ReadonlySet<string>, defaultAlignment: bigint | undefined) {
    this.#source = source
    this.#ownFiles = ownFiles
    this.#defaultAlignment = defaultAlignment
  }

  /** Reads declarations that stand beside each other, and gives those that are fields. */
  readScope(nodes: readonly AstNode[]): CField[] {
    const fields: CField[] = []
    let unnamed: Unnamed | undefined
    for (const node of nodes) {
      if (node.kind === 'RecordDecl' || node.kind === 'EnumDecl') {
        const { name, tag } = this.#readTag(node)
        if (node.name === undefined) unnamed = { tag, name, start: extentOf(node).start }
      } else if (node.kind === 'TypedefDecl') {
        this.#readTypedef(node, unnamed)
      } else if (node.kind === 'FieldDecl') {
        fields.push(this.#readField(node, unnamed))
      } else if (node.inner !== undefined && /^(Function|Var|LinkageSpec|ParmVar)Decl$/.test(node.kind)) {
        // Tags that are first mentioned here.
        this.readScope(node.inner.filter((one) => /Decl$/.test(one.kind)))
      }
    }
    return fields
  }

  #declared(node: AstNode): { place: number; isOwn: boolean; doc: string | undefined } {
    const place = node.loc?.offset ?? 0
    const isOwn = node.loc?.offset !== undefined && this.#ownFiles.has(this.#source.fileAt(place))
    return { place, isOwn, doc: commentOf(node, this.#source) }
  }

  #readTag(node: AstNode): { name: string; tag: Tag } {
    const { start } = extentOf(node)
    const tag = (node.kind === 'EnumDecl' ? 'enum' : (node.tagUsed ?? 'struct')) as Tag
    const name = node.name ?? `#${start}`
    const key = tagKey(tag, name)
    const inner = node.inner ?? []
    const before = this.declarations.get(key)
    const common = { key, name: node.name, ...this.#declared(node) }
    const doc = common.doc ?? before?.doc
    // A tag that is only mentioned again says nothing new.
    if (tag === 'enum') {
      const constants = inner.filter((one) => one.kind === 'EnumConstantDecl')
      if (before !== undefined && constants.length === 0) return { name, tag }
      this.declarations.set(key, {
        kind: 'enum',
        tag,
        ...common,
        doc,
        constants: constants.length === 0 ? undefined : readConstants(constants),
        isPacked: hasAttribute(node, 'PackedAttr'),
        underlying: node.fixedUnderlyingType && parseType(node.fixedUnderlyingType.qualType),
      })
      return { name, tag }
    }
    const isComplete = node.completeDefinition === true
    if (before !== undefined && !isComplete) return { name, tag }
    this.declarations.set(key, {
      kind: 'record',
      tag: tag === 'union' ? 'union' : 'struct',
      ...common,
      doc,
      fields: isComplete ? this.readScope(inner) : undefined,
      packed: this.#packingOf(node),
      alignment: this.#alignmentOf(node),
    })
    return { name, tag }
  }

  #packingOf(node: AstNode): number | undefined {
    if (hasAttribute(node, 'PackedAttr')) return 1
    if (!hasAttribute(node, 'MaxFieldAlignmentAttr')) return undefined
    return this.#source.packingAt(node.loc?.offset ?? 0)
  }

  #readTypedef(node: AstNode, unnamed: Unnamed | undefined): void {
    const { name = '' } = node
    const type = orElse(
      () => this.#typeOf(node, unnamed, name),
      (reason) => unsayableType(reason),
    )
    const key = typedefKey(name)
    this.declarations.set(key, {
      kind: 'typedef',
      key,
      ...this.#declared(node),
      name,
      type,
      alignment: this.#alignmentOf(node),
    })
  }

  #readField(node: AstNode, unnamed: Unnamed | undefined): CField {
    return {
      name: node.name === '' ? undefined : node.name,
      type: orElse(
        () => this.#typeOf(node, unnamed),
        (reason) => unsayableType(reason),
      ),
      width: node.isBitfield === true ? Number(constantIn(node) ?? 0n) : undefined,
      alignment: this.#alignmentOf(node),
      isPacked: hasAttribute(node, 'PackedAttr'),
      doc: commentOf(node, this.#source),
    }
  }

  #typeOf(node: AstNode, unnamed: Unnamed | undefined, ownName?: string): CType {
    const { start, end } = extentOf(node)
    // The tag without a name that a declaration speaks of is the one that is defined in it.
    const defined = unnamed !== undefined && unnamed.start >= start ? unnamed : undefined
    const type = mapBase(spelledType(node), (base) => {
      const isUnnamed = base.name === unnamedTag || (defined !== undefined && base.name === ownName)
      if (!isUnnamed) return base
      if (defined === undefined) throw new Unsayable('it mentions a type without a name')
      return { kind: 'tagged', tag: defined.tag as Tag, name: defined.name, isConst: base.isConst }
    })
    if (!hasFunction(type)) return type
    return orElse(
      () => {
        const text = parseDeclaration(this.#source.slice(start, end))
        const named = text.find((one) => one.name === node.name)
        return named === undefined ? type : nameParameters(type, named.type)
      },
      () => type,
    )
  }

  #alignmentOf(node: AstNode): Alignment | undefined {
    const attributes = node.inner?.filter((one) => one.kind === 'AlignedAttr') ?? []
    if (attributes.length === 0) return undefined
    const values = attributes.map((one) => (namesNumber(one) ? constantIn(one) : this.#defaultAlignment))
    if (values.includes(undefined)) return 'unknown'
    return Math.max(...values.map(Number))
  }
}

/** What is not understood as it was written may be with all typedefs looked up: `typeof(int *)`. */
function spelledType(node: AstNode): CType {
  const { qualType = '', desugaredQualType } = node.type ?? {}
  if (/\b(__)?typeof/.test(qualType) && desugaredQualType !== undefined) return parseType(desugaredQualType)
  return parseType(qualType)
}

/** A type whose translation gives the reason why there is none. */
function unsayableType(reason: string): CType {
  return { kind: 'name', name: `?${reason}`, isConst: false }
}

function hasFunction(type: CType): boolean {
  switch (type.kind) {
    case 'function':
      return true
    case 'pointer':
      return hasFunction(type.to)
    case 'array':
    case 'atomic':
      return hasFunction(type.of)
    default:
      return false
  }
}

/** Whether `aligned` says to what. Where it does not, clang prints a child without anything in it, or none. */
function namesNumber({ inner = [] }: AstNode): boolean {
  return inner.some((one) => 'kind' in one)
}

function readConstants(nodes: readonly AstNode[]): CConstant[] {
  let next = 0n
  return nodes.map((node) => {
    const value = constantIn(node) ?? next
    next = value + 1n
    return { name: node.name ?? '', value }
  })
}
