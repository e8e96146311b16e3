import { DeclarationError } from '../../errors/index.js'
import { fn, nullable, pointer, untyped, type AnyType, type FunctionType } from '../../layout/index.js'
import { checkName } from '../../layout/names.js'
import { prefixType, type PrefixType } from '../../prefix/prefix-type.js'
import type { TraitMethod } from '../trait/method.js'
import type { AnyTrait } from '../trait/trait.js'
import type { AnyWireType } from '../wire/wire-type.js'

/** The functions of a table that belong to no method. */
export const makerNames = { create: 'abiding_create', drop: 'abiding_drop' } as const

/** An object of the side that is called. */
const object = pointer(untyped)

/** What makes and drops objects. */
export const makers = {
  create: fn({}, nullable(object)),
  drop: fn({ object }),
} as const

/** A mask has 64 bits, and the first two stand for the functions that make and drop objects. */
const mostSlots = 64 - Object.keys(makerNames).length

/** The highest number that a part of the version of a prefix type may have. */
const largestPart = 999

/** A method as it stands in the table, or why it does not. */
export type TableMethod =
  | { readonly signature: FunctionType; readonly reason?: undefined }
  | { readonly signature?: undefined; readonly reason: string }

/** A trait as a table of functions. */
export interface TraitTable {
  /** The table: a prefix type whose instances hold a function for each method that has a native form. */
  readonly type: PrefixType
  /** Every method of the trait, by name. */
  readonly methods: ReadonlyMap<string, TableMethod>
}

/**
 * The symbol under which a library exports the table of a trait.
 *
 * @param name - The name of the trait.
 *
 * @see Rule X-73 of the specification.
 *
 * @internal
 */
export function tableSymbol(name: string): string {
  return `abiding_trait_${name}`
}

const tables = new WeakMap<AnyTrait, TraitTable>()

/**
 * The table of functions of a trait: a prefix type with two functions that make and drop objects, and one for each method
 * whose parameters and result have a native form.
 *
 * @param trait - The trait.
 * @throws `DeclarationError` `ABI-L001` for a trait whose name cannot stand in C.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function tableOf(trait: AnyTrait): TraitTable {
  let table = tables.get(trait)
  if (table === undefined) tables.set(trait, (table = makeTable(trait)))
  return table
}

function makeTable(trait: AnyTrait): TraitTable {
  const methods = new Map<string, TableMethod>()
  const slots: Record<string, FunctionType> = {}
  for (const [name, method] of trait.methods) {
    const entry =
      Object.keys(slots).length < mostSlots
        ? tableMethod(trait, name, method)
        : { reason: `the table has room for ${mostSlots} methods` }
    methods.set(name, entry)
    if (entry.signature !== undefined) slots[name] = entry.signature
  }
  const version = `1.${Math.min(trait.version, largestPart)}.0`
  const type = prefixType(trait.name, {
    version,
    since: version,
    prefix: { [makerNames.create]: makers.create, [makerNames.drop]: makers.drop },
    lastPrefixField: makerNames.drop,
    suffix: slots,
    ...(trait.doc === undefined ? {} : { doc: trait.doc }),
  })
  return { type: type, methods }
}

function tableMethod(trait: AnyTrait, name: string, method: TraitMethod): TableMethod {
  if (method.isAsync) return { reason: 'it gives a promise' }
  try {
    checkName(name, `${trait.name}.${name}`, 'method')
    const parameters: { readonly [name: string]: AnyType }[] = [{ object }]
    for (const [index, { name: parameter, type }] of method.parameters.entries()) {
      const native = nativeForm(type)
      if (native === undefined) return { reason: `param ${parameter} has no native form: ${type.name}` }
      parameters.push({ [parameterName(parameter, index)]: native })
    }
    const returns = nativeForm(method.returns)
    if (returns === undefined) return { reason: `its result has no native form: ${method.returns.name}` }
    const signature = returns.isVoidInC === true ? fn(parameters) : fn(parameters, returns)
    return { signature: signature as unknown as FunctionType }
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error
    return { reason: `it cannot be declared as a function of C: ${error.message.split('\n', 1)[0]}` }
  }
}

/** How native code takes and gives values of a type; `undefined` for those that travel as bytes alone. */
function nativeForm(type: AnyWireType): AnyType | undefined {
  return type.passedAs === undefined ? type.inMemory : type.passedAs()
}

/** Names of parameters are for people: one that cannot stand in C is replaced. */
function parameterName(name: string, index: number): string {
  const fallback = `argument_${index}`
  if (name === 'object') return fallback
  try {
    checkName(name, name, 'parameter')
    return name
  } catch {
    return fallback
  }
}
