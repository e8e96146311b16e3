import type { AnyType } from '../layout/index.js'

/** A declaration that is not made yet: its source text, and how it is made. */
export interface Draft {
  /** A TypeScript expression. */
  readonly text: string
  /** Makes the type; the same one at every call. */
  readonly build: () => AnyType
  /** The types that it contains by value: what can stand in its place if that is enough. */
  readonly parts: readonly Draft[]
}

const sources = new WeakMap<AnyType, string>()

/**
 * A draft that remembers the type that it made, and the type its text.
 *
 * @internal
 */
export function draft(text: string, make: () => AnyType, parts: readonly Draft[] = []): Draft {
  let made: AnyType | undefined
  return {
    text,
    parts,
    build() {
      if (made === undefined) {
        made = make()
        sources.set(made, text)
      }
      return made
    },
  }
}

/**
 * A draft of a type with a name. The name is made of the rest of the declaration, so that equal declarations have equal
 * names, in every run, and different ones have not.
 *
 * @param prefix - What the name begins with.
 * @param text - The declaration under a name.
 * @param make - Makes the type under a name.
 * @param parts - The types that it contains by value.
 *
 * @internal
 */
export function namedDraft(
  prefix: string,
  text: (name: string) => string,
  make: (name: string) => AnyType,
  parts: readonly Draft[] = [],
): Draft {
  const name = `${prefix}_${fingerprint(text(''))}`
  return draft(text(name), () => make(name), parts)
}

/**
 * The source text of a type that one of this library's generators declared.
 *
 * @internal
 */
export function sourceOf(type: AnyType): string | undefined {
  return sources.get(type)
}

/** 64 bits of a text, by the FNV-1a hash with two starting values. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x01000193].map((start) => fnv(text, start).toString(36)).join('')
}

function fnv(text: string, start: number): number {
  let hash = start
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
