import { Struct, type StructConstructor } from 'typed-struct'
import './until-ready.js'
import { DeclarationError } from '../errors/index.js'
import { layoutOf, type AnyType, type StructLayout, type Target } from '../layout/index.js'
import { memberOf, memberOfType, type Member, type NumberName } from './members.js'

/** A class that typed-struct made. */
export type TypedStruct = StructConstructor<Record<string, any>, string>

/**
 * Makes a class of typed-struct for a record.
 *
 * @throws DeclarationError `ABI-L006` for a field that typed-struct cannot have.
 *
 * @internal
 */
export function buildStruct(name: string, { fields, size }: StructLayout, target: Target): TypedStruct {
  const builder = new Builder(target)
  for (const field of fields) {
    const member = memberOf(field, size, target)
    checkName(field.name, `${name}.${field.name}`)
    builder.seek(member.kind === 'bits' ? member.mask.offset : field.offset)
    builder.add(field.name, member)
  }
  if (!builder.isOpen) builder.seek(size)
  return builder.compile(name)
}

/** typed-struct gives these to every object, and does not let fields take their place. */
const taken = new Set(['toString', '$raw'])

function checkName(name: string, path: string): void {
  if (!taken.has(name)) return
  throw new DeclarationError('typed-struct cannot have a field of this name', {
    code: 'ABI-L006',
    rule: 'D-1',
    path,
    expected: `another name than ${[...taken].join(' and ')}`,
    found: name,
    hint: 'copy the layout with another name: { ...layout, fields: […] }',
  })
}

/** Puts members one after the other, as typed-struct wants them. */
class Builder {
  readonly #struct = new Struct() as unknown as Record<string, (...args: unknown[]) => unknown>
  readonly #order: 'LE' | 'BE'
  #position = 0
  /** Whether the last member takes all bytes that are left. */
  isOpen = false

  constructor(readonly target: Target) {
    this.#order = target.byteOrder === 'little' ? 'LE' : 'BE'
  }

  /** Goes to a place, forwards over padding or backwards in a union. */
  seek(offset: number): void {
    // Going nowhere means something else to typed-struct.
    if (offset !== this.#position) this.#struct['seek']!(offset - this.#position)
    this.#position = offset
  }

  add(name: string, member: Member): void {
    switch (member.kind) {
      case 'number':
        return this.#put(numberSizes[member.name], this.#numberMethod(member.name), name)
      case 'bool':
        return this.#put(1, 'Custom', name, 1, readBool, writeBool)
      case 'bits':
        return this.#put(member.mask.size / 8, `Bits${member.mask.size}`, { [name]: member.mask.bits })
      case 'text':
        return this.#put(member.size, 'String', name, member.size, member.encoding)
      case 'record':
        return this.#put(member.layout.size, 'Struct', name, this.#nested(member))
      case 'list':
        return this.#list(name, member.element, member.length)
      case 'rest':
        return this.#rest(name, member.element)
      case 'bytes':
        return this.#put(member.size, 'Buffer', name, member.size)
      case 'nothing':
        return
    }
  }

  compile(name: string): TypedStruct {
    return this.#struct['compile']!(name) as TypedStruct
  }

  #put(size: number, method: string, ...args: readonly unknown[]): void {
    this.#struct[method]!(...args)
    this.#position += size
  }

  #numberMethod(name: NumberName): string {
    return numberSizes[name] === 1 ? name : `${name}${this.#order}`
  }

  #nested({ layout, name }: Extract<Member, { kind: 'record' }>): TypedStruct {
    return buildStruct(name, layout, this.target)
  }

  /** typed-struct reads lists of wider numbers in the byte order of this machine and at even places only. */
  #list(name: string, element: AnyType, length: number): void {
    const member = memberOfType(element, this.target)
    const { size } = layoutOf(element, this.target)
    if (member.kind === 'number' && size === 1) return this.#put(length, `${member.name}Array`, name, length)
    if (member.kind === 'record')
      return this.#put(size * length, 'StructArray', name, this.#nested(member), length)
    const elements = new Builder(this.target)
    for (let index = 0; index < length; index++) {
      elements.seek(index * size)
      elements.add(String(index), member)
    }
    elements.seek(size * length)
    this.#put(size * length, 'Struct', name, elements.compile(name))
  }

  #rest(name: string, element: AnyType): void {
    const member = memberOfType(element, this.target)
    this.isOpen = true
    if (member.kind === 'record') this.#struct['StructArray']!(name, this.#nested(member))
    else if (member.kind === 'number' && layoutOf(element, this.target).size === 1)
      this.#struct[`${member.name}Array`]!(name)
    else this.#struct['Buffer']!(name)
  }
}

/** The bools of typed-struct are written as 0xff, which is no bool of C, Rust or this library. */
function readBool(_type: string, [byte]: Buffer): boolean {
  return byte !== 0
}

function writeBool(_type: string, bytes: Buffer, value: unknown): boolean {
  bytes[0] = value ? 1 : 0
  return true
}

const numberSizes: Record<NumberName, number> = {
  Int8: 1,
  Int16: 2,
  Int32: 4,
  BigInt64: 8,
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  BigUInt64: 8,
  Float32: 4,
  Float64: 8,
}
