import { DeclarationError } from '../errors/index.js'

/** The order of the bytes of a number in memory. */
export type ByteOrder = 'little' | 'big'

/**
 * A machine, as far as the layout of types depends on it. Plain data: a target that is not listed can be declared.
 *
 * @see Rule L-1 of the specification.
 */
export interface Target {
  /** Architecture and system, as in `x86_64-linux`. */
  readonly name: string
  /** Size and alignment of a pointer in bytes. */
  readonly pointerSize: 4 | 8
  /** The order of the bytes of a number. */
  readonly byteOrder: ByteOrder
  /** Alignment of 64-bit integers inside of a struct, in bytes. */
  readonly int64Alignment: 4 | 8
  /** Alignment of `double` inside of a struct, in bytes. */
  readonly float64Alignment: 4 | 8
}

function target(name: string, pointerSize: 4 | 8): Target {
  return Object.freeze({ name, pointerSize, byteOrder: 'little', int64Alignment: 8, float64Alignment: 8 })
}

/**
 * The targets whose layouts are proven by a compiler in this project's tests.
 *
 * @example
 * ```ts
 * import { layoutOf, struct, targets, u8, usize } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Slice = struct('Slice', { tag: u8, length: usize })
 * assert.equal(layoutOf(Slice, targets['x86_64-linux']).size, 16)
 * ```
 */
export const targets = {
  'x86_64-linux': target('x86_64-linux', 8),
  'aarch64-linux': target('aarch64-linux', 8),
} as const satisfies Record<string, Target>

const architectures: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' }

let detected: Target | undefined

/**
 * The target that this program runs on.
 *
 * @returns The entry of {@link targets} for this machine. Where there is no native machine (in a browser) that is
 * `x86_64-linux`, whose layouts are those of every 64-bit little-endian System V target.
 * @throws {@link DeclarationError} `ABI-L003` where the machine is not among {@link targets}.
 *
 * @example
 * ```ts
 * import { hostTarget } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(hostTarget().pointerSize, 8)
 * ```
 */
export function hostTarget(): Target {
  return (detected ??= detectHostTarget())
}

function detectHostTarget(): Target {
  const host = (globalThis as { process?: { arch?: string; platform?: string } }).process
  if (host?.arch === undefined || host.platform === undefined) return targets['x86_64-linux']
  const name = `${architectures[host.arch] ?? host.arch}-${host.platform}`
  const known = (targets as Record<string, Target>)[name]
  if (known === undefined) {
    throw new DeclarationError('this machine is not a known target', {
      code: 'ABI-L003',
      expected: Object.keys(targets).join(', '),
      found: name,
      hint: 'layouts for known targets can still be computed: name one, as in layoutOf(type, targets["x86_64-linux"])',
    })
  }
  return known
}
