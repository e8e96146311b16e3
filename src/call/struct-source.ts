import { codecOf, layoutOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import {
  domainOf,
  hostTarget,
  type AnyType,
  type DefinedField,
  type FieldLayout,
  type ScalarPassing,
  type StructLayout,
} from '../layout/index.js'
import { viewType } from '../layout/view.js'
import type { Lowered, ScalarPart } from './lowering.js'
import { readPartSource, spillerOf } from './struct-argument.js'

type LoweredParts = Extract<Lowered, { kind: 'parts' }>

/** Source text that passes a struct in registers. */
export interface StructSource {
  /** Statements that check the argument and fill the variables. */
  readonly prepare: string
  /** The variables, one for a register. */
  readonly passed: readonly string[]
}

/**
 * Writes how a struct is passed in registers: an accessor in native memory and an object whose fields each take a
 * register by themselves go there directly. Everything else is written into memory first, which also finds what is wrong.
 *
 * The text uses `$space`, `$scratch` and `$viewType`, and a variable `mark` for where the call began to use scratch memory.
 *
 * @param index - Which argument it is.
 * @param path - The parameter, for errors.
 * @param scope - Gets what the text uses.
 *
 * @see Rule K-4 of the specification.
 *
 * @internal
 */
export function structSource(
  lowered: LoweredParts,
  index: number,
  path: string,
  scope: Record<string, unknown>,
): StructSource {
  const argument = `a${index}`
  const passed = lowered.parts.map((_, part) => `r${index}_${part}`)
  scope[`$type${index}`] = lowered.type
  scope[`$spill${index}`] = spillerOf(lowered)
  scope.$viewType = viewType
  const pathText = JSON.stringify(path)
  const spilled = `if (mark === -1) mark = $scratch.mark
    const place = $spill${index}(${argument}, ${pathText}, $scratch)
    const { view } = place.memory, start = place.offset
    ${readAll(lowered, passed, () => 8)}`
  let direct = `{ ${spilled} }`
  if (!movesValue(lowered.type)) {
    const fields = fieldsInRegisters(lowered)
    if (fields !== undefined) direct = objectSource(fields, index, path, passed, direct, scope)
    const { size } = codecOf(lowered.type, hostTarget())
    const lengthOf = (part: ScalarPart): number => Math.min(8, size - part.offset)
    if (lowered.parts.every((part) => [1, 2, 4, 8].includes(lengthOf(part)))) {
      direct = `if (typeof ${argument} === 'object' && ${argument} !== null && ${argument}[$viewType] === $type${index}
        && ${argument}.$memory.space === $space) {
        const { view } = ${argument}.$memory, start = ${argument}.$offset
        ${readAll(lowered, passed, lengthOf)}
      } else ${direct}`
    }
  }
  return { prepare: `let ${passed.join(', ')}\n${direct}`, passed }
}

function readAll(
  lowered: LoweredParts,
  passed: readonly string[],
  lengthOf: (part: ScalarPart) => number,
): string {
  return lowered.parts
    .map((part, at) =>
      readPartSource(passed[at]!, 'view', `start + ${part.offset}`, part.scalar, lengthOf(part)),
    )
    .join('\n')
}

/** A field that takes a register by itself. */
interface FieldInRegister {
  readonly name: string
  readonly passing: ScalarPassing
}

/** The fields of a struct by registers, where each register takes one field that crosses as a scalar. */
function fieldsInRegisters({ type, parts }: LoweredParts): FieldInRegister[] | undefined {
  const target = hostTarget()
  const record: AnyType = type.inner ?? type
  // A type may have fields and other values than objects with them, as text does.
  if (record.domain === undefined || domainOf(record, target).kind !== 'record') return undefined
  if (record.definition?.keyword !== 'struct') return undefined
  const { fields } = layoutOf(record, target) as StructLayout
  if (fields.length !== parts.length) return undefined
  const found = parts.map((part, at) => fieldInRegister(fields[at]!, part))
  return found.every((one) => one !== undefined) ? found : undefined
}

function fieldInRegister(
  field: FieldLayout & Pick<DefinedField, 'bitWidth'>,
  part: ScalarPart,
): FieldInRegister | undefined {
  const { passing } = field.type
  if (field.offset !== part.offset || field.bitWidth !== undefined || passing.kind !== 'scalar')
    return undefined
  if (passing.keepsBytes === true) return undefined
  const isFloat = passing.scalar === 'f32' || passing.scalar === 'f64'
  if (isFloat !== (part.scalar !== 'u64') || (isFloat && passing.scalar !== part.scalar)) return undefined
  return { name: field.name, passing }
}

function objectSource(
  fields: readonly FieldInRegister[],
  index: number,
  path: string,
  passed: readonly string[],
  otherwise: string,
  scope: Record<string, unknown>,
): string {
  const argument = `a${index}`
  const keys = fields.map(({ name }) => `key === ${JSON.stringify(name)}`).join(' || ')
  const moves = fields.map(({ name, passing }, at) => {
    const to = `$to${index}_${at}`
    scope[to] = passing.toNative
    const field = `f${at}`
    const convert = `${to}(${field}, ${JSON.stringify(`${path}.${name}`)}, $space)`
    const accepted = passing.accepts?.(field)
    const checked = accepted === undefined ? convert : `${accepted} ? ${field} : ${convert}`
    return `const ${field} = ${argument}[${JSON.stringify(name)}], c${at} = ${checked}
      ${passed[at]} = ${inRegister(`c${at}`, passing.scalar)}`
  })
  return `{
    let known = 0
    if (typeof ${argument} === 'object' && ${argument} !== null) {
      for (const key in ${argument}) {
        if (${keys}) known += 1
        else { known = -1; break }
      }
    }
    if (known === ${fields.length}) { ${moves.join('\n')} } else ${otherwise}
  }`
}

/** What goes into an integer register for a scalar: the bits above those of a small one mean nothing. */
function inRegister(value: string, scalar: ScalarPassing['scalar']): string {
  switch (scalar) {
    case 'i8':
    case 'i16':
    case 'i32':
      return `${value} >>> 0`
    case 'i64':
      return `BigInt.asUintN(64, ${value})`
    case 'isize':
      return `${value} < 0 ? BigInt.asUintN(64, BigInt(${value})) : ${value}`
    case 'bool':
      return `${value} ? 1 : 0`
    default:
      return value
  }
}
