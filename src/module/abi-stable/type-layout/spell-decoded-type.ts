import type { DecodedField, DecodedFunction, DecodedType } from './decoded-type.js'

/** Types mention themselves; nobody wants to read more than this. */
const deepest = 4
/** Each parameter may have as many again. */
const mostParameters = 8

/**
 * Spells a decoded type as Rust does, as in `RVec<u8>` or `&Point`. Lifetimes are left out.
 *
 * @param type - The type.
 * @returns Its name with its parameters, as far as they are known.
 *
 * @see Rule A-24 of the specification.
 */
export function spellDecodedType(type: DecodedType): string {
  let known = spelled.get(type)
  if (known === undefined) spelled.set(type, (known = spell(type, deepest)))
  return known
}

/** Fields and parameters are of few types: a list of all types spells each of them many times. */
const spelled = new WeakMap<DecodedType, string>()

function spell(type: DecodedType, depth: number): string {
  const { data, typeParameters, constants } = type
  if (type.name === 'AFunctionPointer') return 'fn'
  if (depth === 0) return '…'
  const parameter = typeParameters[0] ?? type.phantomFields[0]?.type
  if (data.kind === 'primitive' && parameter !== undefined) {
    const inner = spell(parameter, depth - 1)
    switch (data.primitive) {
      case '&':
        return `&${inner}`
      case '&mut':
      case '*const':
      case '*mut':
        return `${data.primitive} ${inner}`
      case 'array':
        return `[${inner}; ${constants[0]?.value ?? '?'}]`
      default:
    }
  }
  const parameters = [
    ...typeParameters.slice(0, mostParameters).map((one) => spell(one, depth - 1)),
    ...(typeParameters.length > mostParameters ? ['…'] : []),
    ...constants.map(({ value }) => String(value ?? '?')),
  ]
  return parameters.length === 0 ? type.name : `${type.name}<${parameters.join(', ')}>`
}

/**
 * Spells a decoded function, as in `fn(one: u32, other: u32) -> u32`.
 *
 * @param fn - The function.
 * @returns Its signature without its name.
 *
 * @see Rule A-24 of the specification.
 */
export function spellDecodedFunction(fn: DecodedFunction): string {
  const parameters = fn.parameters.map(
    ({ name, type }) => `${name === '' ? '_' : name}: ${spellDecodedType(type)}`,
  )
  const result =
    fn.returns === undefined || fn.returns.name === '()' ? '' : ` -> ${spellDecodedType(fn.returns)}`
  return `${fn.isUnsafe ? 'unsafe ' : ''}fn(${parameters.join(', ')})${result}`
}

/**
 * Spells what a field holds, functions with their signatures.
 *
 * @internal
 */
export function spellDecodedField({ type, functions, isFunction }: DecodedField): string {
  const [first] = functions
  if (first === undefined || functions.length > 1) return spellDecodedType(type)
  const signature = spellDecodedFunction(first)
  return isFunction ? signature : `${type.name}<${signature}>`
}
