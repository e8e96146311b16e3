import type {
  DecodedField,
  DecodedPrefixType,
  DecodedRepr,
  DecodedType,
} from '../module/abi-stable/type-layout/decoded-type.js'
import { spellDecodedField, spellDecodedType } from '../module/abi-stable/type-layout/spell-decoded-type.js'
import type { InspectedField, InspectedType } from './inspected-plugin.js'

/**
 * Lists a type and all types that it mentions, each once. The first one has the id 0.
 *
 * @internal
 */
export function describeTypes(root: DecodedType): InspectedType[] {
  return walk(root).described
}

/**
 * A type and all types that it mentions, each once.
 *
 * @internal
 */
export function typesFrom(root: DecodedType): DecodedType[] {
  return walk(root).types
}

function walk(root: DecodedType): { readonly types: DecodedType[]; readonly described: InspectedType[] } {
  const ids = new Map<DecodedType, number>([[root, 0]])
  const idOf = (type: DecodedType): number => {
    let id = ids.get(type)
    if (id === undefined) ids.set(type, (id = ids.size))
    return id
  }
  const described: InspectedType[] = []
  // The map grows while it is walked: types are met in the order of their ids.
  for (const type of ids.keys()) described.push(describe(type, idOf))
  return { types: [...ids.keys()], described }
}

function describe(type: DecodedType, idOf: (type: DecodedType) => number): InspectedType {
  const { data, checks } = type
  const fields = (some: readonly DecodedField[], prefix?: DecodedPrefixType): InspectedField[] =>
    some.map((field, index) =>
      describeField(field, idOf, prefix === undefined ? null : presenceOf(prefix, index)),
    )
  const id = idOf(type)
  return {
    id,
    spelling: spellDecodedType(type),
    name: type.name,
    package: type.package,
    packageVersion: type.packageVersion,
    module: type.modulePath,
    line: type.line,
    kind: data.kind,
    repr: spellRepr(type.repr),
    size: type.size,
    alignment: type.alignment,
    parameters: type.typeParameters.map(idOf),
    constants: type.constants.map(({ value }) => String(value ?? '_')),
    fields: 'fields' in data ? fields(data.fields, data.kind === 'prefix' ? data : undefined) : [],
    variants:
      data.kind === 'enum'
        ? data.variants.map((variant) => ({
            name: variant.name,
            discriminant: String(variant.discriminant),
            fields: fields(variant.fields),
          }))
        : [],
    prefixFields: data.kind === 'prefix' ? data.firstSuffixField : null,
    nonExhaustive: data.kind === 'enum' ? (data.nonExhaustive ?? null) : null,
    requiredTraits: checks?.kind === 'requiredTraits' ? [...checks.auto, ...checks.regular] : [],
  }
}

function describeField(
  field: DecodedField,
  idOf: (type: DecodedType) => number,
  isAccessible: boolean | null,
): InspectedField {
  return {
    name: field.name,
    spelling: spellDecodedField(field),
    type: idOf(field.type),
    offset: field.offset,
    isAccessible,
    functions: field.functions.map(({ isUnsafe, parameters, returns }) => ({
      isUnsafe,
      parameters: parameters.map(({ name, type }) => ({ name, type: idOf(type) })),
      returns: returns === undefined ? null : idOf(returns),
    })),
  }
}

/** Whether a field of a prefix type is there; `null` for one without a condition. */
function presenceOf({ conditional, accessible }: DecodedPrefixType, index: number): boolean | null {
  const bit = 1n << BigInt(index)
  const isThere = (accessible & bit) !== 0n
  return isThere && (conditional & bit) === 0n ? null : isThere
}

function spellRepr(repr: DecodedRepr): string {
  switch (repr.kind) {
    case 'int':
      return repr.integer
    case 'CAndInt':
      return `C, ${repr.integer}`
    case 'packed':
      return `packed(${repr.alignment})`
    case 'optionNonZero':
      return 'nullable'
    default:
      return repr.kind
  }
}
