// C definitions of declared types, as the tests need them: not the header that users get.
import type { AnyType } from 'abiding'

/** Includes, forward declarations of all named types, and the structs in an order in which they are complete. */
export function cDefinitions(types: readonly AnyType[]): string {
  const named = new Map<string, AnyType>()
  const collect = (type: AnyType): void => {
    if (type.definition !== undefined) {
      if (named.has(type.name)) return
      named.set(type.name, type)
    }
    type.mentions().forEach(collect)
  }
  types.forEach(collect)

  const done = new Set<string>()
  const lines: string[] = []
  const define = (type: AnyType): void => {
    const fields = type.definition?.fields?.()
    if (fields === undefined) {
      // Elements of arrays must be complete, also where there is only a pointer to the array.
      const isSpelled = (inner: AnyType): boolean => ['array', 'pointer', 'fn'].includes(inner.kind)
      type
        .mentions()
        .filter(type.kind === 'array' ? () => true : isSpelled)
        .forEach(define)
      return
    }
    if (done.has(type.name)) return
    done.add(type.name)
    for (const field of fields) define(field.type)
    const members = fields.map((field) => `  ${field.type.declareC(field.name)};\n`).join('')
    lines.push(`struct ${type.name} {\n${members}};`)
  }
  for (const type of named.values()) define(type)
  return [
    '#include <stdbool.h>',
    '#include <stddef.h>',
    '#include <stdint.h>',
    ...[...named.keys()].map((name) => `typedef struct ${name} ${name};`),
    ...lines,
    '',
  ].join('\n')
}
