// Where values travel, judged by clang for every target: by its assembly, and by its intermediate representation.
import { spawnSync } from 'node:child_process'
import {
  describeCall,
  targets,
  type AnyType,
  type CallDescription,
  type PassedValue,
  type Place,
  type Target,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelTargets } from '../../spec/model/targets.js'
import { functionsOf, placeOfFound } from '../support/assembly-places.js'
import { passingSignature, signatureShape, type PassingSignature } from '../support/passing-signatures.js'
import { requireTool, tools } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(300, numRuns)

const names = [
  'x86_64-linux',
  'x86_64-macos',
  'aarch64-linux',
  'aarch64-macos',
  'x86_64-windows-msvc',
  'x86_64-windows-gnu',
] as const

/** Runs clang over a text. */
function clang(target: Target, source: string, options: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    tools.clang!,
    [
      `--target=${target.triple}`,
      ...['-ffreestanding', '-fno-pic', '-fno-stack-protector', '-fomit-frame-pointer', '-w', '-S'],
      ...options,
      ...['-x', 'c', '-o', '-', '-'],
    ],
    { input: source, encoding: 'utf8', maxBuffer: 2 ** 30 },
  )
  if (status !== 0) throw new Error(`clang for ${target.triple} refuses:\n${stderr.slice(0, 2000)}`)
  return stdout
}

interface Case {
  readonly signature: PassingSignature
  readonly description: CallDescription
}

/** Random signatures; those with a value about which compilers do not agree are left out. */
function casesFor(name: (typeof names)[number]): Case[] {
  const target = targets[name]
  const cases: Case[] = []
  for (let round = 0; cases.length < count; round++) {
    const shapes = fc.sample(signatureShape(modelTargets[name]), { numRuns: count, seed: seed + round })
    shapes.forEach((shape, index) => {
      const signature = passingSignature(shape, `s${round}x${index}`, target)
      if (signature === undefined) return
      const description = describeCall(signature.type, target)
      const values = [...description.parameters, description.returns]
      if (values.every((value) => value.disagreement === undefined)) cases.push({ signature, description })
    })
  }
  return cases.slice(0, count)
}

/** Something of which the assembly shows where it travels. */
interface Probe {
  readonly name: string
  readonly source: string
  readonly expected: { at: string; isReference: boolean }
}

const placeText = (place: Place, plus = 0): string =>
  place.kind === 'stack' ? `stack+${place.offset + plus}` : place.register

/** Reads one piece of a parameter, and stores it where the assembly shows it. */
function probesOf({ signature, description }: Case, index: number): Probe[] {
  const list = signature.parameters.map((type, at) => `${type} p${at}`).join(', ') || 'void'
  const probe = (name: string, statements: string, expected: Probe['expected'], isResult = false): Probe => ({
    name,
    expected,
    source: isResult
      ? `${signature.returns} c${index}(${list});\nvoid ${name}(${list}) { ${signature.returns} r = c${index}(${signature.parameters.map((_, at) => `p${at}`).join(', ')}); ${statements} __builtin_unreachable(); }`
      : `${signature.returns} ${name}(${list}) { ${statements} __builtin_unreachable(); }`,
  })
  const read = (variable: string, offset: number, place: Place | undefined, size: number): string => {
    const [out, type] =
      place?.kind !== 'vector'
        ? ['found', 'unsigned char']
        : size === 4
          ? ['found_float', 'float']
          : ['found_double', 'double']
    return `${out} = *(${type} *)((char *)&${variable} + ${offset});`
  }
  const parameters = description.parameters.flatMap((value, at): Probe[] =>
    value.pieces.flatMap(({ offset, size, place }, piece) => {
      const name = `q${index}p${at}n${piece}`
      const isReference = value.how === 'reference'
      const one = probe(name, read(`p${at}`, offset, place, size), { at: placeText(place), isReference })
      if (place.kind !== 'stack' || isReference) return [one]
      const last = read(`p${at}`, offset + size - 1, place, size)
      return [one, probe(`${name}z`, last, { at: placeText(place, size - 1), isReference })]
    }),
  )
  const results =
    description.returns.how === 'value'
      ? description.returns.pieces.map(({ offset, size, place }, piece) =>
          probe(
            `q${index}rn${piece}`,
            read('r', offset, place, size),
            { at: placeText(place), isReference: false },
            true,
          ),
        )
      : []
  return [...parameters, ...results]
}

const outputs = `volatile unsigned char found; volatile float found_float; volatile double found_double;\n`
const definitionsOf = (cases: readonly Case[]): string =>
  outputs + cases.map(({ signature }) => signature.definitions).join('\n')

function compareAssembly(cases: readonly Case[], target: Target): void {
  const probes = cases.map(probesOf)
  const source = [definitionsOf(cases), ...probes.flat().map((probe) => probe.source)].join('\n')
  const functions = functionsOf(clang(target, source, ['-O1', '-fno-asynchronous-unwind-tables']))
  const architecture = target.name.startsWith('x86_64') ? 'x86_64' : 'aarch64'
  cases.forEach(({ signature, description }, index) => {
    for (const { name, source: text, expected } of probes[index]!) {
      const context = { type: signature.type.name, source: `${signature.definitions}\n${text}` }
      const found = placeOfFound(functions.get(name)!, architecture)
      expect({ ...context, found }, JSON.stringify(description)).toEqual({ ...context, found: expected })
    }
  })
}

/** What clang's intermediate representation says of one value. */
interface Coerced {
  /** The types of what is passed for it, in order. */
  readonly types: readonly string[]
  /** Attributes of all of them. */
  readonly attributes: readonly string[]
  /** Whether they stand for a struct. */
  readonly isCoerced: boolean
}

/** The values of a function's declaration, by the names of the parameters, and the result as `r`. */
function readDeclaration(line: string): Map<string, Coerced> {
  const [, before = '', list = ''] = /^define (.*?)@\w+\((.*)\)/.exec(line.replaceAll('"', ''))!
  const values = new Map<string, Coerced>([['r', { ...coerced(before), isCoerced: true }]])
  let position = 0
  for (const text of splitTypes(list)) {
    const written = /%([\w.]+)$/.exec(text)![1]!
    // What is replaced by an address may lose its name, and digits may be added to a name.
    const index = /^p(\d+)_/.exec(written)?.[1] ?? (/^\d+$/.test(written) ? position : undefined)
    const name = index === undefined ? written : `p${index}`
    if (index !== undefined) position = Number(index) + 1
    const one = coerced(text.replace(/%[\w.]+$/, ''))
    const known = values.get(name)
    values.set(name, {
      types: [...(known?.types ?? []), ...one.types],
      attributes: [...(known?.attributes ?? []), ...one.attributes],
      isCoerced: written.includes('.coerce'),
    })
  }
  return values
}

function splitTypes(list: string): string[] {
  return list === '' ? [] : list.split(/, (?![^{[(<]*[}\])>])/)
}

const attribute =
  /\b(?:signext|zeroext|inreg|noundef|noalias|nocapture|dso_local|internal|nonnull)\b|\b(?:sret|byval|align|alignstack|dereferenceable)\b\s*(?:\([^)]*\)+|\d+)/g

function coerced(text: string): Coerced {
  const type = text.replaceAll(attribute, '').trim()
  return {
    types: type === 'void' || type === '' ? [] : [type],
    attributes: (text.match(attribute) ?? []).map((one) => one.replace(/[\s(].*$/, '')),
    isCoerced: false,
  }
}

/** Bytes of a type of the intermediate representation, a record by its name left out. */
function bytesOf(type: string): number | undefined {
  if (type.endsWith('*') || type === 'ptr') return 8
  const [, length, element] = /^[[<](\d+) x (.*)[\]>]$/.exec(type) ?? []
  if (element !== undefined) return Number(length) * bytesOf(element)!
  if (type.startsWith('{')) return membersOf(type).reduce(append, 0)
  if (type === 'float') return 4
  if (type === 'double') return 8
  const bits = /^i(\d+)$/.exec(type)?.[1]
  return bits === undefined ? undefined : Math.ceil(Number(bits) / 8)
}

const membersOf = (record: string): string[] => splitTypes(record.slice(1, -1).trim())

/** To a multiple of how many bytes a type is laid: an integer of any width as one of the next power of two. */
function alignmentOf(type: string): number {
  const element = /^\[\d+ x (.*)\]$/.exec(type)?.[1]
  if (element !== undefined) return alignmentOf(element)
  if (type.startsWith('{')) return Math.max(...membersOf(type).map(alignmentOf))
  return 2 ** Math.ceil(Math.log2(bytesOf(type)!))
}

/** The end of a record that has one more member. */
function append(end: number, type: string): number {
  const alignment = alignmentOf(type)
  return Math.ceil(end / alignment) * alignment + bytesOf(type)!
}

const isFloating = (type: string): boolean => /float|double/.test(type)
const words = (bytes: number): number => Math.ceil(bytes / 8)

/** What the description of a value says of its representation. */
function expectCoercion(
  value: PassedValue,
  found: Coerced | undefined,
  isPointer: boolean,
  context: object,
): void {
  const { types = [], attributes = [] } = found ?? {}
  const facts = { ...context, types, attributes }
  if (value.how === 'nothing') {
    expect(facts).toEqual({ ...facts, types: [] })
    return
  }
  const extension = attributes.find((one) => one.endsWith('ext'))
  expect({ ...facts, extension }).toEqual({
    ...facts,
    extension: value.extension === undefined ? undefined : `${value.extension}ext`,
  })
  const isAddress = types.length === 1 && /\*$|^ptr$/.test(types[0]!)
  const isOnStack = value.pieces[0]?.place.kind === 'stack'
  if (value.how === 'reference') {
    expect({ ...facts, isAddress, isCopy: attributes.includes('byval') }).toEqual({
      ...facts,
      isAddress: true,
      isCopy: false,
    })
    return
  }
  if (isAddress && !isPointer && found?.isCoerced === false) {
    // A struct in memory that belongs to the callee: only on the stack.
    expect({ ...facts, isOnStack, isCopy: attributes.includes('byval') }).toEqual({
      ...facts,
      isOnStack: true,
      isCopy: true,
    })
    return
  }
  const sizes = types.map(bytesOf)
  if (sizes.includes(undefined)) {
    // A struct that stays as it is: equal floating-point numbers in registers of their own.
    expect({ ...facts, kinds: value.pieces.map(({ place }) => place.kind) }).toEqual({
      ...facts,
      kinds: value.pieces.map(() => 'vector'),
    })
    return
  }
  const total = value.pieces.reduce((end, { offset, size }) => Math.max(end, offset + size), 0)
  const bytes = types.reduce((sum, type) => (types.length === 1 ? bytesOf(type)! : append(sum, type)), 0)
  if (value.pieces.length < 3)
    expect({ ...facts, words: words(bytes) }).toEqual({ ...facts, words: words(total) })
  const kinds = new Set(value.pieces.map(({ place }) => place.kind))
  if (isOnStack || kinds.size > 1) return
  expect({ ...facts, isFloating: types.every(isFloating) || types[0]!.includes('<2 x i64>') }).toEqual({
    ...facts,
    isFloating: kinds.has('vector'),
  })
}

function compareRepresentation(cases: readonly Case[], target: Target): void {
  const source = [
    definitionsOf(cases),
    ...cases.map(({ signature }, index) => {
      const list = signature.parameters.map((type, at) => `${type} p${at}_`).join(', ') || 'void'
      return `${signature.returns} ir${index}(${list}) { __builtin_unreachable(); }`
    }),
  ].join('\n')
  const text = clang(target, source, ['-O0', '-emit-llvm', '-fno-discard-value-names'])
  const lines = new Map(
    [...text.matchAll(/^define .*@ir(\d+)\(.*$/gm)].map((one) => [Number(one[1]), one[0]]),
  )
  cases.forEach(({ signature, description }, index) => {
    const line = lines.get(index)!
    const context = { source: signature.definitions, line }
    const declaration = readDeclaration(line)
    const result = declaration.get('agg.result')
    expect({ ...context, isReference: result?.attributes.includes('sret') ?? false }).toEqual({
      ...context,
      isReference: description.returns.how === 'reference',
    })
    expect(description.resultAddress !== undefined).toBe(description.returns.how === 'reference')
    if (result === undefined)
      expectCoercion(description.returns, declaration.get('r'), isAddress(signature.type.returns), context)
    description.parameters.forEach((value, at) => {
      const isPointer = isAddress(signature.type.parameters[at]!.type)
      expectCoercion(value, declaration.get(`p${at}`), isPointer, { ...context, at })
    })
  })
}

/** Whether C spells a type as a pointer. */
function isAddress(type: AnyType): boolean {
  return type.passing.kind === 'scalar' && type.passing.scalar === 'address'
}

describe.runIf(requireTool('clang'))(`${count} random signatures (ABIDING_SEED=${seed})`, () => {
  describe.each(names)('%s', (name) => {
    const target = targets[name]
    const cases = casesFor(name)

    it('K-8, K-9, K-10, K-11: the assembly finds every part of every value where it is said to be', () => {
      compareAssembly(cases, target)
    }, 240_000)

    it('K-8, K-9, K-10, K-11: the intermediate representation takes every value for the same', () => {
      compareRepresentation(cases, target)
    }, 240_000)
  })
})
