// Something that is owned and moved, with nothing native behind it: what it stands for is counted in a list.
import { Owner, ownershipKey, u32, type AnyType, type Type } from 'abiding'

/** How often the value of each token was released. */
export const releases = new Map<number, number>()

let made = 0

/** Owns a number. */
export class TokenObject extends Owner {
  readonly id: number

  constructor() {
    const id = (made += 1)
    releases.set(id, 0)
    super({ kind: 'token', type: 'Token', path: `Token.${id}` }, releaseOf(id))
    this.id = id
  }

  /** Reads it. */
  read(): number {
    this[ownershipKey].assertOwned(`Token.${this.id}.read`)
    return this.id
  }
}

function releaseOf(id: number): () => void {
  return () => void releases.set(id, releases.get(id)! + 1)
}

const numbers: AnyType = u32

function take(value: unknown, path: string): number {
  if (!(value instanceof TokenObject)) throw new TypeError(`${path}: not a token`)
  value[ownershipKey].moveOut(path)
  return value.id
}

/** The type of a token: a u32 in memory, from where it is read as a number. */
export const Token: Type<number, number, TokenObject> = Object.freeze<AnyType>({
  ...numbers,
  name: 'Token',
  isMoved: true,
  makeCodec(target, mode) {
    const { source: _, setUnchecked: __, ...codec } = numbers.makeCodec(target, mode)
    return {
      ...codec,
      dataView: undefined,
      set(memory, offset, value, path) {
        codec.set(memory, offset, take(value, path), path)
      },
    }
  },
  passing: { kind: 'scalar', scalar: 'u32', toNative: take, fromNative: (raw) => raw },
}) as never
