import type { CEnum } from './declarations.js'
import { call, exported, number, options, text, type Expression } from './expression.js'
import type { ImportedDeclaration } from './imported.js'
import { declarableName } from './names.js'
import type { Translator } from './translator.js'
import { Unsayable } from './unsayable.js'

/**
 * Says an enum. C lets it hold any value of its integer type, so it is open.
 *
 * @internal
 */
export function translateEnum(one: CEnum, translator: Translator): ImportedDeclaration {
  const { names, enumsAreInt } = translator.options
  const constants = one.constants
  if (constants === undefined) throw new Unsayable('its constants are not declared')
  const name = names.nameOf(one.key)
  const values = constants.map((constant) => constant.value)
  const repr =
    one.underlying === undefined
      ? exported(enumsAreInt ? 'c_int' : reprFor(values, one.isPacked))
      : translator.value(translator.lookup.resolve(one.underlying), [])
  const isBig = repr.kind === 'exported' && /64|long/.test(repr.name)
  return {
    key: one.key,
    name,
    expression: call(
      'enumeration',
      text(name),
      repr,
      members(constants, isBig, enumsAreInt && one.underlying === undefined),
      options({
        open: { kind: 'boolean', value: true },
        doc: one.doc === undefined ? undefined : text(one.doc),
      }),
    ),
    needs: [],
    spelling: names.spellingOf(one.key),
    proof: 'layout',
    renamedFrom: one.name === undefined || one.name === name ? undefined : one.name,
  }
}

function members(constants: NonNullable<CEnum['constants']>, isBig: boolean, isInt: boolean): Expression {
  const taken = new Set<string>()
  const entries = constants.map(({ name, value }) => {
    const key = declarableName(name, (one) => taken.has(one))
    taken.add(key)
    return {
      key,
      // Microsoft's compiler cuts off what an int cannot hold.
      value: number(isBig ? value : Number(isInt ? BigInt.asIntN(32, value) : value)),
      remarks: key === name ? [] : [`In C: ${name}`],
    }
  })
  return { kind: 'record', isTall: true, entries }
}

/** The integer type that GCC and clang choose: unsigned unless a constant is negative, and int unless it is too small. */
function reprFor(values: readonly bigint[], isPacked: boolean): string {
  const isSigned = values.some((value) => value < 0n)
  for (const bits of isPacked ? [8, 16, 32] : [32]) {
    const fits = (value: bigint): boolean =>
      (isSigned ? BigInt.asIntN : BigInt.asUintN)(bits, value) === value
    if (values.every(fits))
      return bits === 32 ? (isSigned ? 'c_int' : 'c_uint') : `${isSigned ? 'i' : 'u'}${bits}`
  }
  return isSigned ? 'i64' : 'u64'
}
