import fc, { type Arbitrary } from 'fast-check'
import { constPointer, fn, nullable, opaque, pointer, untyped, type AnyType } from '../../layout/index.js'
import { draft, namedDraft, type Draft } from '../draft.js'
import type { Family, Grammar } from '../grammar.js'

const makers = { pointer, constPointer } as const

/** A pointer, or something else that has a form which may be null. */
function maybeNull(
  isNullable: boolean,
  text: string,
  make: () => AnyType & { nullableForm: () => AnyType },
): Draft {
  return isNullable ? draft(`nullable(${text})`, () => nullable(make())) : draft(text, make)
}

function pointers({ pointees }: Grammar, depth: number): Arbitrary<Draft> {
  return fc
    .record({
      isNullable: fc.constantFrom(true, false),
      maker: fc.constantFrom<(keyof typeof makers)[]>('pointer', 'constPointer'),
      to: pointees(depth - 1),
    })
    .map(({ isNullable, maker, to }) =>
      maybeNull(isNullable, `${maker}(${to.text})`, () => makers[maker](() => to.build())),
    )
}

function functions({ scalars, maxFields }: Grammar): Arbitrary<Draft> {
  return fc
    .record({
      isNullable: fc.constantFrom(true, false),
      parameters: fc.array(scalars, { maxLength: maxFields }),
      returns: fc.option(scalars, { nil: undefined }),
    })
    .map(({ isNullable, parameters, returns }) => {
      const list = parameters.map((one, index) => `{ p${index}: ${one.text} }`).join(', ')
      return maybeNull(isNullable, `fn([${list}]${returns === undefined ? '' : `, ${returns.text}`})`, () =>
        fn(
          parameters.map((one, index) => ({ [`p${index}`]: one.build() })),
          returns?.build(),
        ),
      )
    })
}

/**
 * Pointers, functions, and what can only be pointed to.
 *
 * @internal
 */
export const pointerFamilies: readonly Family[] = [
  { kind: 'pointer', isNested: true, place: 'anywhere', drafts: pointers },
  { kind: 'function', isNested: true, place: 'anywhere', drafts: functions },
  {
    kind: 'opaque',
    isNested: false,
    place: 'pointee',
    drafts: () =>
      fc.oneof(
        fc.constant(draft('untyped', () => untyped)),
        fc.nat({ max: 99 }).map((serial) =>
          namedDraft(
            'Opaque',
            (name) => `opaque('${name === '' ? serial : name}')`,
            (name) => opaque(name),
          ),
        ),
      ),
  },
]
