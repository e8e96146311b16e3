import { partsOf, referencesIn, type Expression, type RecordLiteral } from './expression.js'

/** Something that is declared by an expression. */
export interface Ordered {
  /** The key of the C declaration. */
  readonly key: string
  readonly expression: Expression
  /** The keys of those that must stand before it, wherever else it mentions them. */
  readonly needs: readonly string[]
}

/**
 * Puts declarations in an order in which each stands behind those that it needs, and behind those that it mentions unless
 * they mention it in turn. Fields that mention what is declared later become late: they are computed when asked for.
 *
 * @param declared - Declarations; they mention only each other.
 *
 * @internal
 */
export function inOrder<Item extends Ordered>(declared: readonly Item[]): Item[] {
  const byKey = new Map(declared.map((one) => [one.key, one]))
  const groups = groupsOf(byKey)
  const groupOf = new Map(groups.flatMap((group, index) => group.map((key) => [key, index] as const)))
  const done = new Set<string>()
  const ordered: Item[] = []
  for (const [index, group] of groups.entries()) {
    const place = (key: string): void => {
      const one = byKey.get(key)!
      if (done.has(key)) return
      done.add(key)
      for (const needed of one.needs) if (groupOf.get(needed) === index && needed !== key) place(needed)
      ordered.push(one)
    }
    for (const key of group) place(key)
  }
  const placed = new Set<string>()
  return ordered.map((one) => {
    const expression = withLateFields(one.expression, (key) => placed.has(key))
    placed.add(one.key)
    return { ...one, expression }
  })
}

/** Groups of declarations that mention each other, those that are mentioned first (Tarjan's algorithm). */
function groupsOf(byKey: ReadonlyMap<string, Ordered>): string[][] {
  const keys = [...byKey.keys()]
  const position = new Map(keys.map((key, index) => [key, index]))
  const mentions = new Map(
    keys.map((key) => {
      const { expression, needs } = byKey.get(key)!
      return [key, [...new Set([...needs, ...referencesIn(expression)])]]
    }),
  )
  const found = new Map<string, { index: number; low: number }>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const groups: string[][] = []
  const visit = (key: string): { index: number; low: number } => {
    const mark = { index: found.size, low: found.size }
    found.set(key, mark)
    stack.push(key)
    onStack.add(key)
    for (const other of mentions.get(key)!) {
      const seen = found.get(other)
      if (seen === undefined) mark.low = Math.min(mark.low, visit(other).low)
      else if (onStack.has(other)) mark.low = Math.min(mark.low, seen.index)
    }
    if (mark.low === mark.index) {
      const group = stack.splice(stack.indexOf(key))
      for (const member of group) onStack.delete(member)
      groups.push(group.sort((a, b) => position.get(a)! - position.get(b)!))
    }
    return mark
  }
  for (const key of keys) if (!found.has(key)) visit(key)
  return groups
}

/** Only entries of tall records can be late: fields. A function pointer within one is late with its field. */
function withLateFields(expression: Expression, isPlaced: (key: string) => boolean): Expression {
  if (expression.kind !== 'call' || !partsOf(expression).some(isTall)) return expression
  return {
    ...expression,
    arguments: expression.arguments.map((argument) =>
      isTall(argument) ? withLateEntries(argument, isPlaced) : argument,
    ),
  }
}

function withLateEntries(record: RecordLiteral, isPlaced: (key: string) => boolean): RecordLiteral {
  return {
    ...record,
    entries: record.entries.map((entry) => {
      // Of records within records the inner entries are late.
      if (isTall(entry.value)) return { ...entry, value: withLateEntries(entry.value, isPlaced) }
      return referencesIn(entry.value).every(isPlaced) ? entry : { ...entry, isLate: true }
    }),
  }
}

function isTall(expression: Expression): expression is RecordLiteral {
  return expression.kind === 'record' && expression.isTall
}
