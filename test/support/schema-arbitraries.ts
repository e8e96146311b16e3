// Random schemas and definitions, and small changes to them of which it is known what they break.
import type {
  MethodDefinition,
  PrimitiveName,
  Schema,
  TraitDefinition,
  VectorLayout,
} from 'abiding/connection'
import fc from 'fast-check'
import { primitives } from '../../src/connection/wire/schema.js'

const layouts = fc.integer({ min: 0, max: 8 }).map((number) => number as VectorLayout)
const names = fc.constantFrom('a', 'b', 'c', 'left', 'right')
const bytes = fc.option(fc.integer({ min: 0, max: 32 }), { nil: undefined })

const primitive: fc.Arbitrary<Schema> = fc
  .tuple(fc.constantFrom(...(Object.keys(primitives) as PrimitiveName[])), layouts)
  .map(([name, layout]) =>
    name === 'string' ? { kind: 'primitive', name, layout } : { kind: 'primitive', name },
  )

/** What the random schemas may hold. */
export interface SchemaContents {
  /** Whether closures and trait objects are among them. */
  readonly objects?: boolean
  /** Whether futures are among them. */
  readonly futures?: boolean
}

/** Random schemas. */
export function schemas({ objects = false, futures = false }: SchemaContents = {}): fc.Arbitrary<Schema> {
  return all(objects, futures).schema
}

/** Random definitions of traits. */
export function definitions(contents: SchemaContents = {}): fc.Arbitrary<TraitDefinition> {
  return all(contents.objects === true, contents.futures === true).definition
}

interface All {
  schema: Schema
  definition: TraitDefinition
}

function all(hasObjects: boolean, hasFutures: boolean): fc.LetrecValue<All> {
  const built = fc.letrec((tie) => {
    const inner = tie('schema')
    const fields = (most: number): fc.Arbitrary<any> =>
      fc.array(fc.record({ name: names, schema: inner, offset: bytes }), { maxLength: most })
    const size = { size: bytes, alignment: fc.constantFrom(undefined, 1, 4, 8) }
    const data: fc.Arbitrary<any>[] = [
      fc.record({ kind: fc.constant('struct'), name: names, fields: fields(3), ...size }),
      fc.record({
        kind: fc.constant('enum'),
        name: names,
        variants: fc.array(
          fc.record({ name: names, discriminant: fc.integer({ min: 0, max: 3 }), fields: fields(2) }),
          { maxLength: 3 },
        ),
        discriminantSize: fc.constantFrom(1, 2, 4),
        hasExplicitRepr: fc.boolean(),
        ...size,
      }),
      fc.record({ kind: fc.constant('vector'), item: inner, layout: layouts }),
      fc.record({ kind: fc.constantFrom('option', 'boxed', 'slice', 'reference'), item: inner }),
      fc.record({ kind: fc.constant('array'), count: fc.integer({ min: 0, max: 3 }), item: inner }),
    ]
    const definition = tie('definition')
    const objects: fc.Arbitrary<any>[] = [
      fc.record({ kind: fc.constantFrom('closure', 'trait'), isMut: fc.boolean(), definition }),
      fc.record({
        kind: fc.constantFrom('boxed', 'reference'),
        item: fc.record({ kind: fc.constantFrom('closure', 'trait'), isMut: fc.boolean(), definition }),
      }),
    ]
    const flags = { isSend: fc.boolean(), isSync: fc.boolean(), isUnpin: fc.boolean() }
    const future: fc.Arbitrary<any> = fc.record({ kind: fc.constant('future'), ...flags, definition })
    const plain = fc.constantFrom('zeroSize', 'str', 'ioError', 'utcTimestamp', 'uninitSlice', 'undefined')
    return {
      schema: fc.oneof(
        { maxDepth: 4 },
        primitive,
        plain.map((kind) => ({ kind })),
        fc.constantFrom('Id', 'Url').map((name) => ({ kind: 'custom', name })),
        fc.constantFrom(1, 2).map((depth) => ({ kind: 'recursion', depth })),
        ...data,
        ...(hasObjects ? objects : []),
        ...(hasFutures ? [future] : []),
      ),
      definition: fc.record({
        name: fc.constantFrom('T', 'T+Sync', 'T+Send', 'T+Sync+Send'),
        methods: fc.uniqueArray(
          fc.record({
            name: names,
            returns: inner,
            receiver: fc.constantFrom('shared' as const, 'mut' as const, 'pinned' as const),
            isAsyncTrait: fc.boolean(),
            parameters: fc.array(inner, { maxLength: 2 }),
          }),
          { maxLength: 3, selector: ({ name }) => name },
        ),
      }),
    }
  })
  return built as unknown as fc.LetrecValue<All>
}

/** What a change breaks: nothing, where values lie in memory, or the bytes. */
export type Breaks = 'nothing' | 'memory' | 'bytes'

interface Change {
  readonly breaks: Breaks
  readonly apply: (schema: Schema) => Schema | undefined
}

const u8: Schema = { kind: 'primitive', name: 'u8' }
const otherNumber = (number: number | undefined): number => (number ?? 0) + 1

/** Changes to one schema, by what they are; nothing comes of those that do not apply to it. */
export const changes: Readonly<Record<string, Change>> = {
  'another name': {
    breaks: 'nothing',
    apply: (schema) =>
      schema.kind === 'struct' || schema.kind === 'enum'
        ? { ...schema, name: `${schema.name}Renamed` }
        : undefined,
  },
  'another name of a field': {
    breaks: 'nothing',
    apply: (schema) =>
      schema.kind === 'struct' && schema.fields.length > 0
        ? { ...schema, fields: schema.fields.map((one) => ({ ...one, name: `${one.name}Renamed` })) }
        : undefined,
  },
  'another size': {
    breaks: 'memory',
    apply: (schema) =>
      schema.kind === 'struct' || schema.kind === 'enum'
        ? { ...schema, size: otherNumber(schema.size) }
        : undefined,
  },
  'another offset': {
    breaks: 'memory',
    apply: (schema) =>
      schema.kind === 'struct' && schema.fields.length > 0
        ? { ...schema, fields: schema.fields.map((one) => ({ ...one, offset: otherNumber(one.offset) })) }
        : undefined,
  },
  'another order of the words of a vector': {
    breaks: 'memory',
    apply: (schema) =>
      schema.kind === 'vector' ? { ...schema, layout: ((schema.layout + 1) % 9) as VectorLayout } : undefined,
  },
  'no explicit representation': {
    breaks: 'memory',
    apply: (schema) => (schema.kind === 'enum' ? { ...schema, hasExplicitRepr: false } : undefined),
  },
  'one more field': {
    breaks: 'bytes',
    apply: (schema) =>
      schema.kind === 'struct'
        ? { ...schema, fields: [...schema.fields, { name: 'z', schema: u8 }] }
        : undefined,
  },
  'one more form': {
    breaks: 'bytes',
    apply: (schema) =>
      schema.kind === 'enum'
        ? { ...schema, variants: [...schema.variants, { name: 'Z', discriminant: 9, fields: [] }] }
        : undefined,
  },
  'another name of a form': {
    breaks: 'bytes',
    apply: (schema) =>
      schema.kind === 'enum' && schema.variants.length > 0
        ? { ...schema, variants: schema.variants.map((one) => ({ ...one, name: `${one.name}Renamed` })) }
        : undefined,
  },
  'a wider number of forms': {
    breaks: 'bytes',
    apply: (schema) =>
      schema.kind === 'enum'
        ? { ...schema, discriminantSize: schema.discriminantSize === 4 ? 1 : 4 }
        : undefined,
  },
  'another primitive': {
    breaks: 'bytes',
    apply: (schema) =>
      schema.kind === 'primitive'
        ? { kind: 'primitive', name: schema.name === 'u16' ? 'i16' : 'u16' }
        : undefined,
  },
  'one more item of an array': {
    breaks: 'bytes',
    apply: (schema) => (schema.kind === 'array' ? { ...schema, count: schema.count + 1 } : undefined),
  },
  'an option of it': { breaks: 'bytes', apply: (item) => ({ kind: 'option', item }) },
  'another level of recursion': {
    breaks: 'bytes',
    apply: (schema) => (schema.kind === 'recursion' ? { ...schema, depth: schema.depth + 1 } : undefined),
  },
  'another right to change an object': {
    breaks: 'bytes',
    apply: (schema) =>
      schema.kind === 'closure' || schema.kind === 'trait' ? { ...schema, isMut: !schema.isMut } : undefined,
  },
}

/** The changes that apply somewhere in a schema. */
export const changeNames: readonly string[] = Object.keys(changes)

/** Applies a change to one of the schemas within a schema that it applies to; gives nothing where there is none. */
export function changeSchema(schema: Schema, name: string, choice: number): Schema | undefined {
  const { apply } = changes[name]!
  const places = countPlaces(schema, apply)
  return places === 0 ? undefined : applyAt(schema, apply, { left: choice % places })
}

/** Applies a change somewhere in a definition; gives nothing where it applies nowhere. */
export function changeDefinition(
  definition: TraitDefinition,
  name: string,
  choice: number,
): TraitDefinition | undefined {
  // A definition is a closure's as far as a change is concerned.
  const whole: Schema = { kind: 'option', item: { kind: 'trait', isMut: false, definition } }
  const changed = changeSchema(whole, name, choice)
  if (changed?.kind !== 'option' || changed.item.kind !== 'trait') return undefined
  return changed.item.definition
}

type Apply = Change['apply']

function countPlaces(schema: Schema, apply: Apply): number {
  let count = 0
  rebuild(schema, (one) => {
    if (apply(one) !== undefined) count += 1
    return undefined
  })
  return count
}

function applyAt(schema: Schema, apply: Apply, counter: { left: number }): Schema {
  return rebuild(schema, (one) => {
    const changed = apply(one)
    if (changed === undefined) return undefined
    counter.left -= 1
    return counter.left === -1 ? changed : undefined
  })
}

/** Visits all schemas within one, and puts what the visitor gives in their place. */
function rebuild(schema: Schema, visit: (schema: Schema) => Schema | undefined): Schema {
  const changed = visit(schema)
  if (changed !== undefined) return changed
  const again = (one: Schema): Schema => rebuild(one, visit)
  const fields = <Field extends { readonly schema: Schema }>(list: readonly Field[]): readonly Field[] =>
    list.map((one) => ({ ...one, schema: again(one.schema) }))
  switch (schema.kind) {
    case 'struct':
      return { ...schema, fields: fields(schema.fields) }
    case 'enum':
      return { ...schema, variants: schema.variants.map((one) => ({ ...one, fields: fields(one.fields) })) }
    case 'vector':
    case 'array':
    case 'option':
    case 'boxed':
    case 'slice':
    case 'reference':
      return { ...schema, item: again(schema.item) }
    case 'closure':
    case 'trait':
    case 'future': {
      const methods = schema.definition.methods.map((one): MethodDefinition => ({
        ...one,
        returns: again(one.returns),
        parameters: one.parameters.map(again),
      }))
      return { ...schema, definition: { ...schema.definition, methods } }
    }
    default:
      return schema
  }
}
