import { CommandError } from '../errors/index.js'

/** A node of the tree that clang prints, as far as this library reads it. */
export interface AstNode {
  /** What sort of node it is, as in `RecordDecl`. */
  readonly kind: string
  /** The name that is declared. */
  readonly name?: string
  /** Which tag a record has. */
  readonly tagUsed?: string
  /** Whether the contents of a record stand here. */
  readonly completeDefinition?: boolean
  /** Whether a field is a bit field. */
  readonly isBitfield?: boolean
  /** The type of a field, typedef or constant. */
  readonly type?: AstType
  /** The integer type that an enum was told to have. */
  readonly fixedUnderlyingType?: AstType
  /** The value of a constant expression. */
  readonly value?: unknown
  /** Where the name stands. */
  readonly loc?: AstPlace
  /** From the first to the last token. */
  readonly range?: { readonly begin?: AstPlace; readonly end?: AstPlace }
  /** What it consists of. */
  readonly inner?: readonly AstNode[]
}

/** A type as clang spells it. */
export interface AstType {
  /** As it was written. */
  readonly qualType: string
  /** With all typedefs looked up. */
  readonly desugaredQualType?: string
}

/** A place in the text. */
export interface AstPlace {
  /** Bytes from the start. */
  readonly offset?: number
  /** Bytes of the token that stands there. */
  readonly tokLen?: number
}

/**
 * Reads the tree that clang prints for `-ast-dump=json`.
 *
 * @param json - The output of clang.
 * @returns The declarations of the file.
 * @throws {@link CommandError} `ABI-T004` where it is not such a tree.
 *
 * @internal
 */
export function readAst(json: Buffer): readonly AstNode[] {
  let root: AstNode
  try {
    root = JSON.parse(json.toString('utf8')) as AstNode
  } catch (cause) {
    throw new CommandError('what clang printed is no syntax tree', {
      code: 'ABI-T004',
      rule: 'I-1',
      expected: 'JSON, from clang 10 or newer',
      found: `${json.length} bytes, ${(cause as Error).message}`,
      cause,
    })
  }
  if (root?.kind === 'TranslationUnitDecl' && root.inner !== undefined) return root.inner
  throw new CommandError('what clang printed is no syntax tree', {
    code: 'ABI-T004',
    rule: 'I-1',
    expected: 'a translation unit',
    found: String(root?.kind),
  })
}

/**
 * From where to where a node stands, in bytes; the end is that behind the last token.
 *
 * @internal
 */
export function extentOf(node: AstNode): { start: number; end: number } {
  const start = node.range?.begin?.offset ?? node.loc?.offset ?? 0
  const last = node.range?.end
  return { start, end: (last?.offset ?? start) + (last?.tokLen ?? 0) }
}

/**
 * Whether a declaration has an attribute, as in `PackedAttr`.
 *
 * @internal
 */
export function hasAttribute(node: AstNode, kind: string): boolean {
  return node.inner?.some((one) => one.kind === kind) ?? false
}

/**
 * The value of the constant expression inside of a node.
 *
 * @internal
 */
export function constantIn(node: AstNode): bigint | undefined {
  const constant = node.inner?.find((one) => /^(Constant|ImplicitCast)Expr$/.test(one.kind))
  // In an enum that is wider than int, every constant is converted.
  if (constant?.kind === 'ImplicitCastExpr') return constantIn(constant)
  const value = constant?.value
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined
}
