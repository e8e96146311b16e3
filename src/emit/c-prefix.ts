import { alignUp, canonicalJson, type StructLayout, type Target } from '../layout/index.js'
import type { PrefixField, PrefixType } from '../prefix/prefix-type.js'
import { headerMagic, headerVersion } from '../module/header.js'
import { checkFieldsTakeBytes } from './c-sayable.js'
import { functionTypedefs, memberLines } from './c-members.js'
import { offsetAssertion } from './c-types.js'
import { assertion, comment, stringMacro, versionMacro, versionNumber } from './c-text.js'

/**
 * An interface in C: the ladder of its versions, the struct with the fields of the chosen version, and the macros that
 * export a module.
 *
 * @see Rules E-4 to E-6 of the specification.
 *
 * @internal
 */
export function prefixDefinition(type: PrefixType, target: Target): string[] {
  const macro = type.name.toUpperCase()
  return [
    ...comment(`${type.name} ${type.version}${type.doc === undefined ? '' : `: ${type.doc}`}`),
    '',
    ...ladder(type, macro),
    '',
    ...functionTypedefs(type.name, type.fields),
    '',
    ...structDefinition(type, macro, target),
    '',
    ...exportMacros(type, macro),
  ]
}

function ladder(type: PrefixType, macro: string): string[] {
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
        ...stringMacro(`${macro}_SCHEMA`, canonicalJson(rung.schema())),
      ]
    }),
    '#else',
    `#error "${macro}_VERSION must be ${names.join(' or ')}"`,
    '#endif',
  ]
}

function structDefinition(type: PrefixType, macro: string, target: Target): string[] {
  const layout = type.measure(target)
  checkFieldsTakeBytes(type, layout)
  const { pointerSize } = target
  // Where pointers have 4 bytes, the fields may begin behind a gap.
  const gap = alignUp(8 + pointerSize, layout.alignment) - (8 + pointerSize)
  return [
    ...comment('The mask of a module that has all fields of its version: bit i stands for field i.'),
    // In two steps, because C knows no shift by 64.
    `#define ${macro}_MASK \\`,
    `  ((UINT64_C(1) << (${macro}_FIELD_COUNT / 2) << (${macro}_FIELD_COUNT - ${macro}_FIELD_COUNT / 2)) - 1)`,
    ...comment('What every instance begins with.'),
    `#define ${macro}_HEADER ${macro}_MASK, NULL${gap > 0 ? ', { 0 }' : ''}`,
    '',
    `typedef struct ${type.name} {`,
    ...memberLines(
      type.name,
      { name: 'abiding_mask', type: maskType, doc: `Which fields are there: ${macro}_MASK.` },
      '+0',
    ),
    ...memberLines(type.name, { name: 'abiding_layout', type: layoutType, doc: 'NULL.' }, '+8'),
    ...(gap > 0 ? [`  uint8_t abiding_padding[${gap}];`] : []),
    ...byVersion(type, macro, (field) => memberLines(type.name, field, `+${offsetOf(layout, field)}`)),
    `} ${type.name};`,
    assertion(`offsetof(${type.name}, abiding_layout) == 8`, `${type.name}.abiding_layout lies at 8`),
    assertion(
      `sizeof(void *) == ${pointerSize}`,
      `this header is for machines with pointers of ${pointerSize} bytes`,
    ),
    ...byVersion(type, macro, (field) => [
      offsetAssertion(type.name, field.name, offsetOf(layout, field)),
      assertion(
        `sizeof(((${type.name} *)0)->${field.name}) == ${layout.fields[field.index]!.size}`,
        `${type.name}.${field.name} has ${layout.fields[field.index]!.size} bytes`,
      ),
    ]),
    assertion(
      `ABIDING_ALIGNOF(${type.name}) == ${layout.alignment}`,
      `${type.name} is aligned to ${layout.alignment}`,
    ),
  ]
}

// The two members before the fields are no fields of the interface: they are spelled like fields all the same.
const maskType = { kind: 'mask', declareC: (name: string) => `uint64_t ${name}` } as never
const layoutType = { kind: 'layout', declareC: (name: string) => `const void *${name}` } as never

function offsetOf(layout: StructLayout, field: PrefixField): number {
  return layout.fields[field.index]!.offset
}

/** Lines for all fields, those of newer versions behind a condition. */
function byVersion(type: PrefixType, macro: string, linesOf: (field: PrefixField) => string[]): string[] {
  return type.versions.flatMap((version, index) => {
    const lines = type.fields.filter((field) => field.since === version).flatMap(linesOf)
    if (lines.length === 0 || index === 0) return lines
    return [`#if ${macro}_VERSION >= ${versionMacro(macro, version)}`, ...lines, '#endif']
  })
}

function exportMacros(type: PrefixType, macro: string): string[] {
  const magic = headerMagic.replace(/\0+$/, '')
  return [
    ...comment(
      `Exports a module whose root is a ${type.name} that exists already: ${macro}_EXPORT(instance). Stands once in a ` +
        'library, outside of functions, without a semicolon.',
    ),
    `#define ${macro}_EXPORT(instance) \\`,
    `  static const void *abiding_construct_instance(abiding_error *error) { (void)error; return &(instance); } \\`,
    `  ${macro}_EXPORT_CONSTRUCTOR(abiding_construct_instance)`,
    '',
    ...comment(
      `Exports a module whose root is made when it is loaded: const void *constructor(abiding_error *error) gives a ` +
        `pointer to a ${type.name} that lives forever, or abiding_fail(error, code, "message").`,
    ),
    `#define ${macro}_EXPORT_CONSTRUCTOR(constructor) \\`,
    '  ABIDING_BEGIN_C ABIDING_LONG_LITERALS \\',
    '  ABIDING_EXPORT abiding_module_header abiding_module = { \\',
    `    "${magic}", ABIDING_BYTE_ORDER, sizeof(void *), ${headerVersion}, sizeof(abiding_module_header), \\`,
    `    (const uint8_t *)"${type.name}", sizeof("${type.name}") - 1, \\`,
    `    (const uint8_t *)${macro}_VERSION_TEXT, sizeof(${macro}_VERSION_TEXT) - 1, \\`,
    `    (const uint8_t *)${macro}_SCHEMA, sizeof(${macro}_SCHEMA) - 1, \\`,
    '    constructor, 0, 0, 0 \\',
    '  }; \\',
    '  ABIDING_USUAL_LITERALS ABIDING_END_C',
  ]
}
