import { bufferMemory, fn, opaque, struct, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkName, describeValue } from '../../src/layout/names.js'
import { refusal } from '../support/refusal.js'

const good = [
  'a',
  '_',
  '_1',
  'A9',
  'snake_case',
  'camelCase',
  'get',
  'set',
  'static_',
  'async',
  'at',
  'length',
  'name',
]
const bad = ['', '1a', 'a-b', 'a b', 'a.b', 'ä', 'a$', '\u0061\u0301', 'a\0', '$memory', ' a', 'a\n']
const taken = ['constructor', 'toJSON', '__proto__']
const reserved = [
  'int',
  'struct',
  'default',
  'register',
  'class',
  'new',
  'delete',
  'this',
  'template',
  'and',
  'xor',
]
const macros = [
  'NULL',
  'bool',
  'true',
  'linux',
  'unix',
  'alignas',
  'thread_local',
  'static_assert',
  'offsetof',
]

describe('checkName', () => {
  it.each([...bad, ...taken, ...reserved, ...macros])('L-2: refuses %j everywhere', (name) => {
    const expected = { code: 'ABI-L001', rule: 'L-2' }
    expect(refusal(() => struct(name, { a: u8 }))).toMatchObject(expected)
    expect(refusal(() => struct('S', Object.fromEntries([[name, u8]])))).toMatchObject(expected)
    expect(refusal(() => opaque(name))).toMatchObject(expected)
    expect(refusal(() => fn(Object.fromEntries([[name, u8]]), u8))).toMatchObject(expected)
  })

  it.each([undefined, null, 3, Symbol('x'), {}])('L-2: refuses what is no string: %s', (name) => {
    expect(refusal(() => checkName(name, 'it', 'field'))).toMatchObject({ code: 'ABI-L001', path: 'it' })
  })

  it.each([
    ...good,
    'hasOwnProperty',
    'toString',
    'valueOf',
    'prototype',
    'arguments',
    'eval',
    'await',
    'yield',
    'let',
  ])('L-2: accepts %s, and accessors have it', (name) => {
    const Named = struct('Named', Object.fromEntries([[name, u8]]))
    const view = bufferMemory(new ArrayBuffer(32)).allocate(Named, Object.fromEntries([[name, 7]]))
    expect(view[name]).toBe(7)
    view[name] = 8
    expect(view.toJSON()).toEqual(Object.fromEntries([[name, 8]]))
  })

  const accepts = (name: string): boolean => {
    try {
      checkName(name, 'it', 'field')
      return true
    } catch {
      return false
    }
  }

  it('L-2: accepts no name that is no C identifier', () => {
    fc.assert(
      fc.property(
        fc.string().filter((name) => !/^[a-z_][a-z0-9_]*$/i.test(name)),
        (name) => !accepts(name),
      ),
    )
  })

  it('L-2: accepts every C identifier that is no word of a language', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9]{0,6}_q$/), (name) => accepts(name)))
  })
})

describe('describeValue', () => {
  it.each([
    ['text', 'the string "text"'],
    ['x'.repeat(50), `the string "${'x'.repeat(40)}…"`],
    [-0, 'the number -0'],
    [NaN, 'the number NaN'],
    [5n, 'the bigint 5n'],
    [true, 'true'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s'), 'a symbol'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object Object'],
    [new Map(), 'an object Map'],
    [Object.create(null), 'an object (without a prototype)'],
    [
      (
        () => () =>
          1
      )(),
      'the function (without a name)',
    ],
    [Math.max, 'the function max'],
  ])('L-3: says what %s is', (value, text) => {
    expect(describeValue(value)).toBe(text)
  })
})
