// Definitions of traits that hold every kind of schema: what a fuzzer begins with.
import type { Schema, TraitDefinition } from '../../../src/connection/index.js'
import { primitives } from '../../../src/connection/wire/schema.js'

const all: readonly Schema[] = [
  ...Object.keys(primitives).map((name): Schema => ({ kind: 'primitive', name: name as 'u8' })),
  { kind: 'primitive', name: 'string', layout: 3 },
  { kind: 'undefined' },
  { kind: 'zeroSize' },
  { kind: 'str' },
  { kind: 'ioError' },
  { kind: 'uninitSlice' },
  { kind: 'utcTimestamp' },
  { kind: 'custom', name: 'something' },
  { kind: 'recursion', depth: 1 },
]

const u32: Schema = { kind: 'primitive', name: 'u32' }
const text: Schema = { kind: 'primitive', name: 'string', layout: 0 }

const point: Schema = {
  kind: 'struct',
  name: 'Point',
  fields: [
    { name: 'x', schema: u32, offset: 0 },
    { name: 'name', schema: text, offset: 8 },
    { name: 'gone', schema: { kind: 'vector', item: u32, layout: 3 } },
  ],
  size: 32,
  alignment: 8,
}

const figure: Schema = {
  kind: 'enum',
  name: 'Figure',
  variants: [
    { name: 'Nothing', discriminant: 0, fields: [] },
    { name: 'Dot', discriminant: 1, fields: [{ name: '0', schema: point }] },
    {
      name: 'Many',
      discriminant: 2,
      fields: [{ name: 'all', schema: { kind: 'array', count: 3, item: point } }],
    },
  ],
  discriminantSize: 1,
  hasExplicitRepr: false,
}

const callback: TraitDefinition = {
  name: '__0_',
  methods: [
    { name: 'docall', returns: u32, receiver: 'shared', isAsyncTrait: false, parameters: [u32, point] },
  ],
}

const waiting: TraitDefinition = {
  name: '__1_future_wrapper',
  methods: [
    {
      name: 'abi_poll',
      returns: { kind: 'option', item: figure },
      receiver: 'pinned',
      isAsyncTrait: false,
      parameters: [{ kind: 'boxed', item: { kind: 'closure', isMut: false, definition: callback } }],
    },
  ],
}

/** Definitions that peers may send. */
export const definitions: readonly TraitDefinition[] = [
  { name: 'Empty', methods: [] },
  {
    name: 'AdderInterface',
    methods: [{ name: 'add', returns: u32, receiver: 'shared', isAsyncTrait: false, parameters: [u32, u32] }],
  },
  {
    name: 'Everything+Sync+Send',
    methods: all.map((returns, index) => ({
      name: `method_${index}`,
      returns,
      receiver: (['shared', 'mut', 'pinned'] as const)[index % 3]!,
      isAsyncTrait: index % 5 === 0,
      parameters: [point, { kind: 'reference', item: { kind: 'slice', item: u32 } }, figure],
    })),
  },
  {
    name: 'Objects',
    methods: [
      {
        name: 'later',
        returns: { kind: 'future', isSend: true, isSync: false, isUnpin: true, definition: waiting },
        receiver: 'shared',
        isAsyncTrait: true,
        parameters: [],
      },
      {
        name: 'each',
        returns: { kind: 'zeroSize' },
        receiver: 'mut',
        isAsyncTrait: false,
        parameters: [
          { kind: 'reference', item: { kind: 'closure', isMut: true, definition: callback } },
          { kind: 'boxed', item: { kind: 'trait', isMut: false, definition: waiting } },
          { kind: 'reference', item: { kind: 'trait', isMut: true, definition: callback } },
        ],
      },
    ],
  },
]
