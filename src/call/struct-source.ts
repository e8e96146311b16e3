import { compile } from '../layout/accessor/code-generation.js'
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
import { nativeSpace } from '../memory/native-space.js'
import { scratchMemory } from '../memory/scratch.js'
import type { Lowered, ScalarPart } from './lowered.js'
import { readPart, readPartSource, readRegister, spillerOf } from './struct-argument.js'

type LoweredParts = Extract<Lowered, { kind: 'parts' }>

/** Source text that passes a struct in registers. */
export interface StructSource {
  /** Statements that check the argument and fill the variables. */
  readonly prepare: string
  /** The variables, one for a register. */
  readonly passed: readonly string[]
}

/**
 * Writes how a struct is passed in registers. An accessor in native memory is read where it lies. Everything else is left
 * to a function: V8 inlines a call only if its text is short, and that is worth more than what the function costs.
 *
 * The text uses `$space`, `$scratch`, `$viewType` and `$readRegister`, and a variable `mark` for where the call began to
 * use scratch memory.
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
  const fill = (value: (part: ScalarPart, at: number) => string): string =>
    lowered.parts.map((part, at) => `${passed[at]} = ${value(part, at)}`).join('\n')
  const spill = `if (mark === -1) mark = $scratch.mark
    registers = $spill${index}(${argument})`
  const words = wordsOf(lowered, path)
  scope[`$spill${index}`] = words ?? spilledRegisters(lowered, path)
  const fields = movesValue(lowered.type) ? undefined : fieldsInRegisters(lowered)
  if (fields !== undefined) scope[`$registers${index}`] = registersOfObject(fields, path)
  let prepare = `{
    let registers${fields === undefined ? '' : ` = $registers${index}(${argument})`}
    ${fields === undefined ? spill : `if (registers === undefined) { ${spill} }`}
    ${fill((part, at) => `registers[${words === undefined ? at : part.offset / 8}]`)}
  }`
  const { size } = codecOf(lowered.type, hostTarget())
  const lengthOf = (part: ScalarPart): number => Math.min(8, size - part.offset)
  if (!movesValue(lowered.type) && lowered.parts.every((part) => [1, 2, 4, 8].includes(lengthOf(part)))) {
    Object.assign(scope, {
      $viewType: viewType,
      $readRegister: readRegister,
      [`$type${index}`]: lowered.type,
    })
    prepare = `if (typeof ${argument} === 'object' && ${argument} !== null && ${argument}[$viewType] === $type${index}
      && ${argument}.$memory.space === $space) {
      const { view } = ${argument}.$memory, start = ${argument}.$offset
      ${fill((part) => readPartSource(part, lengthOf(part)))}
    } else ${prepare}`
  }
  return { prepare: `let ${passed.join(', ')}\n${prepare}`, passed }
}

type Registers = ArrayLike<number | bigint>

/** Makes what writes a value into scratch memory, which also finds what is wrong with it, and reads the registers there. */
function spilledRegisters(lowered: LoweredParts, path: string): (value: unknown) => Registers {
  const spill = spillerOf(lowered)
  const scratch = scratchMemory()
  return (value) => {
    const { memory, offset } = spill(value, path, scratch)
    return lowered.parts.map((part) => readPart(memory.view, offset + part.offset, part.scalar))
  }
}

/** Makes what gives the words of a value, for types of words, which need not be written to be passed. */
function wordsOf(lowered: LoweredParts, path: string): ((value: unknown) => Registers) | undefined {
  const { words, size } = codecOf(lowered.type, hostTarget())
  if (
    words === undefined ||
    !lowered.parts.every(({ offset, scalar }) => scalar === 'u64' && offset % 8 === 0)
  )
    return undefined
  const scratch = scratchMemory()
  const parts = Array.from({ length: size / 8 }, (_, at): ScalarPart => ({ offset: 8 * at, scalar: 'u64' }))
  const spilled = spilledRegisters({ ...lowered, parts }, path)
  return (value) => words(value, path, scratch) ?? spilled(value)
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

/**
 * Makes what gives the registers for an object that has these fields and no others, and `undefined` for anything else.
 *
 * It says so by a call: where no such call was ever made, V8 leaves its path out, and then needs no array either. Its text is
 * as short as it can be: V8 inlines a call with all that is inlined into it, or not at all. So a field that is not known
 * counts more than all fields, and null has none.
 */
function registersOfObject(
  fields: readonly FieldInRegister[],
  path: string,
): (value: unknown) => Registers | undefined {
  const scope: Record<string, unknown> = { $none: () => undefined }
  const isKnown = fields.map(({ name }) => `key === ${JSON.stringify(name)}`).join(' || ')
  const converted = fields.map(({ name, passing }, at) => {
    const [field, to] = [`f${at}`, `$to${at}`]
    scope[to] = (value: unknown) => passing.toNative(value, `${path}.${name}`, nativeSpace)
    const isReady = passing.accepts?.(field) ?? 'false'
    return `const ${field} = value[${JSON.stringify(name)}], c${at} = ${isReady} ? ${field} : ${to}(${field})`
  })
  const registers = fields.map(({ passing }, at) => inRegister(`c${at}`, passing.scalar))
  return compile(
    `return function (value) {
      let known = 0
      if (typeof value === 'object') for (const key in value) known += ${isKnown} ? 1 : ${fields.length + 1}
      if (known !== ${fields.length}) return $none()
      ${converted.join('\n')}
      return [${registers.join(', ')}]
    }`,
    scope,
  ) as (value: unknown) => Registers | undefined
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
