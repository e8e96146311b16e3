import { DeclarationError, ModuleError } from '../../errors/index.js'
import { alignUp } from '../../layout/index.js'
import { placeFields } from '../../layout/placement/place-fields.js'
import { checkStart } from '../check-declaration.js'
import { lowMask, type Mask } from '../mask.js'
import { checkVersion } from '../version.js'
import { fittingFields } from './fitting-fields.js'
import type { Extent, Instance, PlacedField, Presence } from './presence.js'

/** Bytes of the mask. A pointer to layout data stands behind it. */
const maskSize = 8

/**
 * Presence by mask: each instance begins with 64 bits, one for each field, and a pointer.
 *
 * @see Rules P-5 and P-6 of the specification.
 *
 * @internal
 */
export const maskPresence: Presence = {
  kind: 'mask',
  field: undefined,
  usualVersion: undefined,
  place(fields, target, name, align = 1) {
    const placeFrom = (some: readonly PlacedField[]): { start: number; alignment: number } => {
      const { alignment } = placeFields(some, target, { align: Math.max(align, target.pointerSize) })
      return { start: alignUp(maskSize + target.pointerSize, alignment), alignment }
    }
    const { start, alignment } = placeFrom(fields)
    const oldest = fields.filter(({ since }) => since === fields[0]!.since)
    checkStart(name, placeFrom(oldest).start, start, alignment)
    return placeFields(fields, target, { start, align: alignment })
  },
  checkFields(name, fields) {
    if (fields.length <= 64) return
    throw new DeclarationError('too many fields', {
      code: 'ABI-P002',
      rule: 'P-5',
      path: name,
      expected: 'at most 64: the mask has 64 bits',
      found: String(fields.length),
      hint: 'put a pointer to a second table into the last fields',
    })
  },
  checkVersion,
  read: readMask,
  fitting: fittingFields,
  write(memory, offset, { mask, target }) {
    memory.view.setBigUint64(offset, mask, target.byteOrder === 'little')
  },
  schema: () => undefined,
}

function readMask(instance: Instance): Extent {
  const { target, maker } = instance
  const header = instance.bytes(0, maskSize + target.pointerSize)
  const mask = new DataView(header.buffer).getBigUint64(0, target.byteOrder === 'little')
  checkMask(instance, mask)
  return { mask, peer: maker ?? { version: undefined, fieldCount: undefined } }
}

function checkMask({ type, path, maker }: Instance, mask: Mask): void {
  const beyond = maker?.fieldCount === undefined ? 0n : mask & ~lowMask(maker.fieldCount)
  const always = type.fields.filter((field) => field.missing === undefined)
  const prefixMask = always.reduce((bits, field) => bits | (1n << BigInt(field.index)), 0n)
  if (beyond === 0n && (mask & prefixMask) === prefixMask) return
  const limit =
    maker?.fieldCount === undefined
      ? ''
      : ` and none beyond the ${maker.fieldCount} fields of version ${maker.version}`
  throw new ModuleError('a mask that cannot be right', {
    code: 'ABI-P005',
    rule: 'P-6',
    path,
    expected: `the bits of the prefix (0x${prefixMask.toString(16)})${limit}`,
    found: `0x${mask.toString(16)}`,
  })
}
