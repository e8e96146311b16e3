import { call, list, text, type Entry, type Expression, type RecordLiteral } from '../../import/expression.js'
import { spellDecodedFunction } from '../../module/abi-stable/type-layout/spell-decoded-type.js'
import type {
  DecodedField,
  DecodedFunction,
  DecodedPrefixType,
  DecodedType,
} from '../../module/abi-stable/type-layout/decoded-type.js'
import type { Supertrait } from '../../vtable/supertrait.js'
import { asVersion } from './declare-prefix.js'
import { declaredNames } from './rust-names.js'
import type { Translator } from './translator.js'

/** The objects of a trait, as far as their layout tells. */
interface TraitObject {
  /** The type of the objects. */
  readonly type: DecodedType
  /** Name of the trait. */
  readonly name: string
  /** The layout that says what the objects can do. */
  readonly backend: DecodedType
  /** Which of the two layouts that is. */
  readonly form: 'RObject' | 'DynTrait'
  /** What holds an object: `RBox`, `RRef`, … */
  readonly pointer: DecodedType
  /** The table of the methods, for traits that have some. */
  readonly table: (DecodedType & { readonly data: DecodedPrefixType }) | undefined
}

/** Fields of a table of methods that are no methods: a marker, and the table that all objects have. */
const fieldsBeforeMethods = 2

/** What an object can do as it is known here, by the name in Rust, and what comes with it. */
const supertraits: Readonly<Record<string, readonly Supertrait[]>> = {
  Send: ['Send'],
  Sync: ['Sync'],
  Unpin: ['Unpin'],
  Error: ['Error', 'Debug', 'Display'],
  Clone: ['Clone'],
  Display: ['Display'],
  Debug: ['Debug'],
  PartialEq: ['PartialEq'],
  Ord: ['PartialEq', 'Eq', 'PartialOrd', 'Ord'],
  PartialOrd: ['PartialEq', 'PartialOrd'],
  Hash: ['Hash'],
  Iterator: ['Iterator'],
}

/**
 * A type that `#[sabi_trait]` made, or `undefined` for any other.
 *
 * @internal
 */
export function asTraitObject(type: DecodedType): TraitObject | undefined {
  const backend = fieldOf(type, 'obj')?.type
  if (!type.name.endsWith('_TO') || backend?.package !== 'abi_stable') return undefined
  const isRObject = backend.name === 'RObject'
  if (!isRObject && backend.name !== 'DynTrait') return undefined
  const pointer = pointerOf(fieldOf(backend, isRObject ? 'ptr' : 'object'))
  const table = prefixBehind(fieldOf(backend, isRObject ? 'vtable' : 'extra_value'))
  if (pointer === undefined || table === undefined) return undefined
  const form = isRObject ? 'RObject' : 'DynTrait'
  return { type, name: type.name.replace(/_TO$/, ''), backend, form, pointer, table }
}

/**
 * Objects of the form `DynTrait` without methods, or `undefined` where it is not known what they are.
 *
 * @internal
 */
export function dynTraitWithoutMethods(type: DecodedType): TraitObject | undefined {
  const pointer = pointerOf(fieldOf(type, 'object'))
  const name = fieldOf(type, '_marker')?.type.typeParameters[0]?.name
  if (pointer === undefined || name === undefined || fieldOf(type, 'extra_value')?.type.size !== 0)
    return undefined
  return { type, name, backend: type, form: 'DynTrait', pointer, table: undefined }
}

/**
 * What stands for the objects of a trait: owned ones, or those that were lent.
 *
 * @internal
 */
export function traitObjectType(to: Translator, object: TraitObject): Expression {
  const kind = { RBox: '', RRef: 'ref', '&': 'ref', RMut: 'mut', '&mut': 'mut' }[object.pointer.name]
  const first = to.firstOf(traitKey(object), object.type)
  const declared = to.declare(first, object.name, (name) => ({
    expression: declareTrait(to, name, object),
    remarks: remarksOn(object, kind),
  }))
  return kind === undefined || kind === '' ? declared : { ...declared, member: kind }
}

/**
 * What makes two types those of the objects of one trait, whatever holds them.
 *
 * @internal
 */
export function traitKey({ type, name, table }: TraitObject): string[] {
  const methods = table?.data.fields.map(({ functions: [one] }) => (one === undefined ? '' : spelled(one)))
  return [type.package, type.modulePath, name, ...(methods ?? [])]
}

/** A method without the object, which is held in another way in each type. */
function spelled(method: DecodedFunction): string {
  return spellDecodedFunction({ ...method, parameters: method.parameters.slice(1) })
}

function declareTrait(to: Translator, name: string, object: TraitObject): Expression {
  const known = supertraitsOf(object)
  const item = known.includes('Iterator') ? itemOf(object.backend) : undefined
  const methods = object.table?.data.fields.slice(fieldsBeforeMethods) ?? []
  const names = declaredNames(methods.map((method) => method.name))
  const last = (object.table?.data.firstSuffixField ?? 0) - fieldsBeforeMethods - 1
  const version = asVersion(object.type.packageVersion)
  const parts: Entry[] = [
    ...(methods.length === 0 ? [] : [{ key: 'methods', value: methodsOf(to, methods, names) }]),
    ...(last >= 0 && last < methods.length ? [{ key: 'lastPrefixMethod', value: text(names[last]!) }] : []),
    ...(known.length === 0 ? [] : [{ key: 'supertraits', value: list(known.map((one) => text(one))) }]),
    ...(object.form === 'RObject' ? [] : [{ key: 'form', value: text(object.form) }]),
    ...(item === undefined ? [] : [{ key: 'item', value: to.type(item) }]),
    ...(object.type.package === 'abi_stable' ? [] : [{ key: 'version', value: text(version) }]),
  ]
  return call('traitObject', text(name), { kind: 'record', isTall: true, entries: parts })
}

function methodsOf(
  to: Translator,
  methods: readonly DecodedField[],
  names: readonly string[],
): RecordLiteral {
  const entries = methods.flatMap((method, index): Entry[] => {
    const [signature] = method.functions
    if (signature === undefined) return []
    const [self, ...parameters] = signature.parameters
    const value = call('method', text(receiverOf(self?.type)), ...to.signature(parameters, signature.returns))
    return [{ key: names[index]!, value }]
  })
  return { kind: 'record', isTall: true, entries }
}

function receiverOf(self: DecodedType | undefined): string {
  if (self?.name === 'RRef' || self?.name === '&') return 'ref'
  return self?.name === 'RMut' || self?.name === '&mut' ? 'mut' : 'owned'
}

function supertraitsOf({ backend, form }: TraitObject): Supertrait[] {
  if (backend.checks?.kind !== 'requiredTraits') return []
  const { auto, regular } = backend.checks
  const isThere = (one: Supertrait): boolean => one === 'Eq' || regular.includes(one) || auto.includes(one)
  const found = new Set([...auto, ...regular].flatMap((trait) => supertraits[trait] ?? []).filter(isThere))
  // What iterators give is found in the table of the form DynTrait alone.
  if (form !== 'DynTrait' || itemOf(backend) === undefined) found.delete('Iterator')
  return [...found]
}

/** What an iterator gives: what its function `next` may give. */
function itemOf(backend: DecodedType): DecodedType | undefined {
  const functions = prefixBehind(fieldOf(backend, 'vtable'))?.data.fields.find(
    (field) => field.name === '_iter',
  )
  const table = functions?.type.typeParameters[0]
  const next = table === undefined ? undefined : fieldOf(table, 'next')?.functions[0]
  return next?.returns?.typeParameters[0]
}

function remarksOn({ type, backend, pointer }: TraitObject, kind: string | undefined): string[] {
  const traits =
    backend.checks?.kind === 'requiredTraits' ? [...backend.checks.auto, ...backend.checks.regular] : []
  const left = traits.filter((trait) => !Object.hasOwn(supertraits, trait))
  return [
    ...(left.length === 0 ? [] : [`Left out: what objects can do by ${left.join(', ')}.`]),
    ...(kind === undefined
      ? [`In Rust the objects of ${type.name} are held by ${pointer.name}, which cannot be said.`]
      : []),
  ]
}

/** What holds an object, which is wrapped so that Rust does not drop it twice. */
function pointerOf(field: DecodedField | undefined): DecodedType | undefined {
  const type = field?.type
  return type?.name === 'ManuallyDrop' ? (type.typeParameters[0] ?? fieldOf(type, '0')?.type) : type
}

function prefixBehind(field: DecodedField | undefined): TraitObject['table'] {
  const prefix = field?.type.name === 'PrefixRef' ? field.type.phantomFields[0]?.type : undefined
  return prefix?.data.kind === 'prefix' ? (prefix as NonNullable<TraitObject['table']>) : undefined
}

function fieldOf({ data }: DecodedType, name: string): DecodedField | undefined {
  return data.kind === 'struct' ? data.fields.find((field) => field.name === name) : undefined
}
