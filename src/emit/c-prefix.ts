import { alignUp, type StructLayout, type Target } from '../layout/index.js'
import type { PrefixField, PrefixType } from '../prefix/prefix-type.js'
import { headerMagic, headerSymbol, headerVersion } from '../module/header.js'
import { checkPrefixSayable } from './c-sayable.js'
import { foreignDefinition, slotIn, withSlotDoc } from './c-foreign.js'
import { functionTypedefs, memberLines } from './c-members.js'
import { offsetAssertion } from './c-types.js'
import { schemaMacros } from './c-schema.js'
import { assertion, comment, versionMacro, versionNumber } from './c-text.js'

/**
 * An interface in C: the ladder of its versions, the struct with the fields of the chosen version, and the macros that
 * export a module.
 *
 * @param others - All prefix types of the header: a version is chosen for each.
 * @param symbol - What a library exports the interface as: that of a module, or the table of a trait.
 *
 * @see Rules E-4 to E-6 of the specification.
 *
 * @internal
 */
export function prefixDefinition(
  type: PrefixType,
  target: Target,
  others: readonly PrefixType[] = [type],
  symbol = headerSymbol,
): string[] {
  if (type.presence.kind !== 'mask') return foreignDefinition(type, target, others)
  const macro = type.name.toUpperCase()
  return [
    ...comment(`${type.name} ${type.version}${type.doc === undefined ? '' : `: ${type.doc}`}`),
    '',
    ...ladder(type, macro, others),
    '',
    ...functionTypedefs(type.name, type.fields),
    '',
    ...structDefinition(type, macro, target),
    '',
    ...exportMacros(type, macro, symbol),
  ]
}

function ladder(type: PrefixType, macro: string, others: readonly PrefixType[]): string[] {
  const names = type.versions.map((version) => versionMacro(macro, version))
  return [
    ...comment(
      `The versions of the interface. To build a module of an older one, define ${macro}_VERSION as one of them before ` +
        'this header is included.',
    ),
    ...type.versions.map((version, index) => `#define ${names[index]} ${versionNumber(version)}`),
    `#ifndef ${macro}_VERSION`,
    `#define ${macro}_VERSION ${names.at(-1)}`,
    '#endif',
    '',
    ...type.versions.flatMap((version, index) => {
      const rung = type.upTo(version)
      return [
        `#${index === 0 ? 'if' : 'elif'} ${macro}_VERSION == ${names[index]}`,
        `#define ${macro}_VERSION_TEXT "${version}"`,
        `#define ${macro}_FIELD_COUNT ${rung.fields.length}`,
        ...schemaMacros(rung, macro, others),
      ]
    }),
    '#else',
    `#error "${macro}_VERSION must be ${names.join(' or ')}"`,
    '#endif',
  ]
}

function structDefinition(type: PrefixType, macro: string, target: Target): string[] {
  const layout = type.measure(target)
  checkPrefixSayable(type, layout, target)
  const { pointerSize } = target
  // Where pointers have 4 bytes, the fields may begin behind a gap.
  const gap = alignUp(8 + pointerSize, layout.alignment) - (8 + pointerSize)
  return [
    ...comment('The mask of a module that has all fields of its version: bit i stands for field i.'),
    // In two steps, because C knows no shift by 64.
    `#define ${macro}_MASK \\`,
    `  ${withoutHidden(type, `((UINT64_C(1) << (${macro}_FIELD_COUNT / 2) << (${macro}_FIELD_COUNT - ${macro}_FIELD_COUNT / 2)) - 1)`)}`,
    ...comment('What every instance begins with.'),
    `#define ${macro}_HEADER ${macro}_MASK, NULL${gap > 0 ? ', { 0 }' : ''}`,
    '',
    `typedef struct ${alignedTo(type)}${type.name} {`,
    ...memberLines(
      type.name,
      { name: 'abiding_mask', type: maskType, doc: `Which fields are there: ${macro}_MASK.` },
      '+0',
    ),
    ...memberLines(type.name, { name: 'abiding_layout', type: layoutType, doc: 'NULL.' }, '+8'),
    ...(gap > 0 ? [`  uint8_t abiding_padding[${gap}];`] : []),
    ...byVersion(type, macro, (field) =>
      takesBytes(layout, field)
        ? memberLines(type.name, withSlotDoc(field), `+${offsetOf(layout, field)}`)
        : [`  /* ${field.name}: ${field.type.name}, which takes no bytes */`],
    ),
    `} ${type.name};`,
    assertion(`offsetof(${type.name}, abiding_layout) == 8`, `${type.name}.abiding_layout lies at 8`),
    assertion(
      `sizeof(void *) == ${pointerSize}`,
      `this header is for machines with pointers of ${pointerSize} bytes`,
    ),
    ...byVersion(type, macro, (field) =>
      !takesBytes(layout, field)
        ? []
        : [
            offsetAssertion(type.name, field.name, offsetOf(layout, field)),
            assertion(
              `sizeof(((${type.name} *)0)->${field.name}) == ${layout.fields[field.index]!.size}`,
              `${type.name}.${field.name} has ${layout.fields[field.index]!.size} bytes`,
            ),
          ],
    ),
    ...alignmentAssertions(type, macro, target),
  ]
}

// The two members before the fields are no fields of the interface: they are spelled like fields all the same.
const maskType = { kind: 'mask', declareC: (name: string) => `uint64_t ${name}` } as never
const layoutType = { kind: 'layout', declareC: (name: string) => `const void *${name}` } as never

function offsetOf(layout: StructLayout, field: PrefixField): number {
  return layout.fields[field.index]!.offset
}

function takesBytes(layout: StructLayout, field: PrefixField): boolean {
  return layout.fields[field.index]!.size > 0
}

/** A mask without the bits of the fields whose condition does not hold. */
function withoutHidden({ fields }: PrefixType, mask: string): string {
  const hidden = fields.filter((field) => field.isAccessible === false)
  const bits = hidden.reduce((all, { index }) => all | (1n << BigInt(index)), 0n)
  return bits === 0n ? mask : `(${mask} & ~UINT64_C(0x${bits.toString(16)}))`
}

function alignedTo({ align }: PrefixType): string {
  return align === undefined ? '' : `ABIDING_ALIGNED(${align}) `
}

/** A newer field may be aligned to more than all older ones, as long as it moves none of them. */
function alignmentAssertions(type: PrefixType, macro: string, target: Target): string[] {
  const rungs = type.versions.map((version) => ({
    version,
    alignment: type.upTo(version).measure(target).alignment,
  }))
  const assertAlignment = (alignment: number): string =>
    assertion(`ABIDING_ALIGNOF(${type.name}) == ${alignment}`, `${type.name} is aligned to ${alignment}`)
  const [first, ...others] = rungs
  if (others.every(({ alignment }) => alignment === first!.alignment))
    return [assertAlignment(first!.alignment)]
  return [
    ...rungs.flatMap(({ version, alignment }, index) => [
      `#${index === 0 ? 'if' : 'elif'} ${macro}_VERSION == ${versionMacro(macro, version)}`,
      assertAlignment(alignment),
    ]),
    '#endif',
  ]
}

/** Lines for all fields, those of newer versions behind a condition. */
function byVersion(type: PrefixType, macro: string, linesOf: (field: PrefixField) => string[]): string[] {
  const fieldLines = (field: PrefixField): string[] => {
    const slot = slotIn(field)
    if (slot === undefined) return linesOf(field)
    const isConsumed = `#if ${macro}_VERSION >= ${versionMacro(macro, field.since)}`
    return [isConsumed, ...linesOf(field), '#else', ...linesOf(slot), '#endif']
  }
  return type.versions.flatMap((version, index) => {
    const came = type.fields.filter((field) => (field.consumes ?? field).since === version)
    const lines = came.flatMap(fieldLines)
    if (lines.length === 0 || index === 0) return lines
    return [`#if ${macro}_VERSION >= ${versionMacro(macro, version)}`, ...lines, '#endif']
  })
}

function exportMacros(type: PrefixType, macro: string, symbol: string): string[] {
  const magic = headerMagic.replace(/\0+$/, '')
  const what = symbol === headerSymbol ? 'a module' : `the trait ${type.name}`
  // A library may export several traits, each with a constructor of its own.
  const constructor = symbol === headerSymbol ? 'abiding_construct_instance' : `${symbol}_instance`
  return [
    ...comment(
      `Exports ${what} whose root is a ${type.name} that exists already: ${macro}_EXPORT(instance). Stands once in a ` +
        'library, outside of functions, without a semicolon.',
    ),
    `#define ${macro}_EXPORT(instance) \\`,
    `  static const void *${constructor}(abiding_error *error) { (void)error; return &(instance); } \\`,
    `  ${macro}_EXPORT_CONSTRUCTOR(${constructor})`,
    '',
    ...comment(
      `Exports ${what} whose root is made when it is loaded: const void *constructor(abiding_error *error) gives a ` +
        `pointer to a ${type.name} that lives forever, or abiding_fail(error, code, "message").`,
    ),
    `#define ${macro}_EXPORT_CONSTRUCTOR(constructor) \\`,
    '  ABIDING_BEGIN_C ABIDING_LONG_LITERALS \\',
    `  ABIDING_EXPORT abiding_module_header ${symbol} = { \\`,
    `    "${magic}", ABIDING_BYTE_ORDER, sizeof(void *), ${headerVersion}, sizeof(abiding_module_header), \\`,
    `    (const uint8_t *)"${type.name}", sizeof("${type.name}") - 1, \\`,
    `    (const uint8_t *)${macro}_VERSION_TEXT, sizeof(${macro}_VERSION_TEXT) - 1, \\`,
    `    (const uint8_t *)${macro}_SCHEMA, sizeof(${macro}_SCHEMA) - 1, \\`,
    '    constructor, 0, 0, 0 \\',
    '  }; \\',
    '  ABIDING_USUAL_LITERALS ABIDING_END_C',
  ]
}
