import type { Memory } from '../memory.js'
import type { Codec, WriteMode } from '../type.js'
import { compile } from './code-generation.js'
import { collector, readSource, writeSource } from './field-source.js'

/** A field as an accessor sees it. */
export interface Member {
  /** Name of the field. */
  readonly name: string
  /** Bytes from the start of the struct. */
  readonly offset: number
  /** Reads and writes the field. */
  readonly codec: Codec
}

/** Fields of an accessor class, whose properties are made together. */
export interface FieldGroup {
  /** What the struct is called in errors. */
  readonly typeName: string
  /** The fields. */
  readonly members: readonly Member[]
  /** Whether values are checked before they are written. */
  readonly mode: WriteMode
}

interface State {
  readonly $memory: Memory
  readonly $offset: number
}

/**
 * Makes the properties of some fields of closures: cheap to make, slow to use.
 *
 * @param group - The fields.
 * @param onUse - Called before each use of one of them.
 *
 * @internal
 */
export function closureFields(
  { typeName, members, mode }: FieldGroup,
  onUse?: () => void,
): PropertyDescriptorMap {
  const properties: PropertyDescriptorMap = {}
  for (const { name, offset, codec } of members) {
    const path = `${typeName}.${name}`
    const set = (mode === 'checked' ? undefined : codec.setUnchecked) ?? codec.set
    properties[name] = {
      configurable: true,
      get(this: State) {
        onUse?.()
        return codec.get(this.$memory, this.$offset + offset, path)
      },
      set(this: State, value: unknown) {
        onUse?.()
        set(this.$memory, this.$offset + offset, value, path)
      },
    }
  }
  return properties
}

/**
 * Compiles a class with the properties of some fields: as fast as code by hand, but V8 takes some microseconds for each.
 *
 * @param source - Statements that return a class with a body.
 *
 * @internal
 */
export function compileFields(
  source: (body: string) => string,
  { typeName, members, mode }: FieldGroup,
): { prototype: object } {
  const { scope, bind } = collector()
  let body = ''
  for (const { name, offset, codec } of members) {
    const place = {
      memory: 'this.$memory',
      offset: offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`,
      path: JSON.stringify(`${typeName}.${name}`),
    }
    body += `get ${name}() { return ${readSource(codec, place, bind)} }
      set ${name}(value) { ${writeSource(codec, place, 'value', bind, mode)} }
`
  }
  return compile(source(body), scope) as { prototype: object }
}

/**
 * The properties of some fields, made of source text.
 *
 * @internal
 */
export function generatedFields(group: FieldGroup): PropertyDescriptorMap {
  const { constructor: _, ...properties } = Object.getOwnPropertyDescriptors(
    compileFields((body) => `return class { ${body} }`, group).prototype,
  )
  return properties
}
