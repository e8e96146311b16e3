import { runtimePart } from '../../emit/c-runtime.js'
import { typeDefinitions } from '../../emit/c-types.js'
import type { AnyType, FieldLayout, Target } from '../../layout/index.js'
import type { Subject } from './subjects.js'

/** Something about a type that a compiler says as a number. */
export interface NumberQuestion {
  /** Which type. */
  readonly subject: Subject
  /** Name of the field, for questions about one. */
  readonly field?: string
  /** What is asked. */
  readonly what: 'size' | 'alignment' | 'offset'
  /** What the declaration says. */
  readonly declared: number
  /** The C expression that says it. */
  readonly expression: string
}

/** Where the bits of a field are: found out from a value in which no others are set. */
export interface BitsQuestion {
  /** Which type. */
  readonly subject: Subject
  /** Which field. */
  readonly field: FieldLayout
}

/** What is compiled, and what the answers in it mean. */
export interface Questionnaire {
  /** C text. */
  readonly text: string
  /** The questions of the first list of answers. */
  readonly numbers: readonly NumberQuestion[]
  /** The questions of the lists behind it, one each. */
  readonly bits: readonly BitsQuestion[]
}

/** Every list of answers begins with this number and its own serial number. */
export const mark = 0xab1d_1e57_c0de_f00dn

/** What definitions are written with. Their own assertions are left out: the answers say more. */
function preamble(target: Target): string[] {
  const shared = runtimePart(target).filter((line) => !line.startsWith('ABIDING_ASSERT('))
  return [...shared, '#undef ABIDING_ASSERT', '#define ABIDING_ASSERT(condition, message)']
}

/**
 * C text whose object file holds all that a compiler knows of the layouts of some types. It need not be linked or run.
 *
 * @param types - The types that are defined in it.
 * @param subjects - What is asked about.
 * @param target - The machine.
 *
 * @internal
 */
export function ask(types: readonly AnyType[], subjects: readonly Subject[], target: Target): Questionnaire {
  const alias = new Map(subjects.map((subject, index) => [subject, `abiding_subject_${index}`]))
  const numbers = subjects.flatMap((subject) => numberQuestions(subject, alias.get(subject)!))
  const bits = subjects.flatMap((subject) => subject.bitFields.map((field) => ({ subject, field })))
  const marked = (serial: number): string => `0x${mark.toString(16)}ULL, ${serial}ULL`
  const lists = bits.map(({ subject, field }, index) => {
    const serial = index + 1
    const type = alias.get(subject)!
    return (
      `struct abiding_bits_${serial} { unsigned long long head[3]; ${type} value; };\n` +
      `extern const struct abiding_bits_${serial} abiding_answer_${serial};\n` +
      `const struct abiding_bits_${serial} abiding_answer_${serial} = { { ${marked(serial)}, ` +
      `offsetof(struct abiding_bits_${serial}, value) }, { .${field.name} = -1 } };`
    )
  })
  const text = [
    ...preamble(target),
    ...typeDefinitions(types, target),
    ...subjects.map((subject) => `typedef ${subject.type.declareC(alias.get(subject)!)};`),
    'extern const unsigned long long abiding_answer_0[];',
    `const unsigned long long abiding_answer_0[] = { ${[marked(0), ...numbers.map((one) => one.expression)].join(',\n')} };`,
    ...lists,
  ]
  return { text: `${text.join('\n')}\n`, numbers, bits }
}

function numberQuestions(subject: Subject, alias: string): NumberQuestion[] {
  const { layout, members } = subject
  return [
    { subject, what: 'size', declared: layout.size, expression: `sizeof(${alias})` },
    { subject, what: 'alignment', declared: layout.alignment, expression: `_Alignof(${alias})` },
    ...members.flatMap(({ name, offset, size, type }): NumberQuestion[] => [
      {
        subject,
        field: name,
        what: 'offset',
        declared: offset,
        expression: `offsetof(${alias}, ${name})`,
      },
      // A flexible array has no size.
      ...(type.isFlexible === true
        ? []
        : [
            {
              subject,
              field: name,
              what: 'size' as const,
              declared: size,
              expression: `sizeof(((${alias} *)0)->${name})`,
            },
          ]),
    ]),
  ]
}
