import { call, exported, number, options, text, type Expression } from '../../import/expression.js'
import type { DecodedField, DecodedType } from '../../module/abi-stable/type-layout/decoded-type.js'
import { declareType } from './declare-type.js'
import { dynTraitWithoutMethods, traitObjectType } from './trait-object.js'
import type { Translator } from './translator.js'

/** Types of the crate that are called the same here and have no parameters. */
const plain = new Set(
  `RStr RString NulStr RDuration RCmpOrdering RIoErrorKind RIoError RSeekFrom UTypeId VersionStrings VersionNumber ROnce
  RawValueRef RawValueBox`.split(/\s+/),
)

/** Types of the crate whose parameters are types, as they are here. */
const generic = new Set(
  `RSlice RSliceMut RVec RBox RArc ROption RResult RRef RMut MovePtr StaticRef Tuple1 Tuple2 Tuple3 Tuple4 RHashMap
  RMutex RRwLock MaybeCmp`.split(/\s+/),
)

/** What a boxed error is called, by what it says of threads. */
const errors: Readonly<Record<string, string>> = {
  SyncSend: 'RBoxError',
  UnsyncSend: 'SendRBoxError',
  UnsyncUnsend: 'UnsyncRBoxError',
}

/** Types that need a look at what they are made of. */
const special: Readonly<Record<string, (to: Translator, type: DecodedType) => Expression | undefined>> = {
  PrefixRef: (to, type) => {
    const prefix = type.phantomFields[0]?.type
    return prefix?.data.kind === 'prefix' ? call('prefixRef', declareType(to, prefix)) : undefined
  },
  RCow: (to, { typeParameters: [borrowed, owned] }) => {
    if (owned?.name === 'RString') return exported('RCowStr')
    if (borrowed?.name === 'RSlice') return inner('RCowSlice', to, borrowed)
    return owned === undefined ? undefined : call('RCowVal', to.type(owned))
  },
  RBoxError_: (_, type) => {
    const marker = fieldOf(type, '_sync_send')?.type.typeParameters[0]?.name
    const name = marker === undefined ? undefined : errors[marker]
    return name === undefined ? undefined : exported(name)
  },
  Constructor: (to, type) => {
    const returns = fieldsOf(type)[0]?.functions[0]?.returns
    return returns === undefined ? undefined : call('Constructor', to.type(returns))
  },
  ConstructorOrValue: (to, type) => {
    const value = type.data.kind === 'enum' ? type.data.variants[1]?.fields[0]?.type : undefined
    return value === undefined ? undefined : call('ConstructorOrValue', to.type(value))
  },
  RSender: (to, type) => channel('RSender', to, type),
  RReceiver: (to, type) => channel('RReceiver', to, type),
  RSmallBox: (to, type) => {
    const place = fieldOf(type, 'ptr')
    const value = place?.type.typeParameters[0]
    if (place === undefined || value === undefined) return undefined
    return call('RSmallBox', to.type(value), call('array', exported('usize'), number(place.offset / 8)))
  },
  NonExhaustive: (to, type) => {
    const inside = type.typeParameters[0] ?? type.phantomFields[0]?.type
    const storage = fieldOf(type, 'fill')?.type
    if (inside?.data.kind !== 'enum' || storage === undefined) return undefined
    return to.declare(type, `${inside.name}_NE`, (name) => ({
      expression: call('nonExhaustive', text(name), declareType(to, inside), storageOf(storage)),
    }))
  },
  DynTrait: (to, type) => {
    const object = dynTraitWithoutMethods(type)
    return object === undefined ? undefined : traitObjectType(to, object)
  },
  AFunctionPointer: () => call('nullable', call('constPointer', exported('untyped'))),
}

/**
 * A type that the crate `abi_stable` defines.
 *
 * @internal
 */
export function crateType(to: Translator, type: DecodedType): Expression {
  const { name, typeParameters } = type
  if (plain.has(name)) return exported(name)
  if (generic.has(name) && typeParameters.length > 0) {
    return call(name, ...typeParameters.map((parameter) => to.type(parameter)))
  }
  const found = Object.hasOwn(special, name) ? special[name]!(to, type) : undefined
  if (found !== undefined) return found
  return type.size === 0 && type.data.kind !== 'prefix' ? exported('unit') : declareType(to, type)
}

/** Where an enum that may get more forms is kept. */
function storageOf({ size, alignment }: DecodedType): Expression {
  return options({ size: number(size), ...(alignment === 8 ? {} : { alignment: number(alignment) }) })
}

function inner(name: string, to: Translator, type: DecodedType): Expression | undefined {
  const [parameter] = type.typeParameters
  return parameter === undefined ? undefined : call(name, to.type(parameter))
}

/** The ends of a channel hide what goes through it behind a box of something erased, which mentions it. */
function channel(name: string, to: Translator, type: DecodedType): Expression | undefined {
  const erased = fieldOf(type, 'channel')?.type.typeParameters[0]
  const fields = erased === undefined ? [] : [...fieldsOf(erased), ...erased.phantomFields]
  const [value] = fields.flatMap((field) => [
    ...field.type.typeParameters,
    ...field.type.phantomFields.map((one) => one.type),
  ])
  return value === undefined ? undefined : call(name, to.type(value))
}

function fieldsOf({ data }: DecodedType): readonly DecodedField[] {
  return data.kind === 'struct' ? data.fields : []
}

function fieldOf(type: DecodedType, name: string): DecodedField | undefined {
  return fieldsOf(type).find((field) => field.name === name)
}
