// Declarations of traits, written of what libraries answer.
import type { MethodDefinition, Schema } from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { traitDeclarations } from '../../src/inspect/declare/trait-declarations.js'

const u8: Schema = { kind: 'primitive', name: 'u8' }

function struct(name: string, fields: Readonly<Record<string, Schema>>): Schema {
  const listed = Object.entries(fields).map(([field, schema]) => ({ name: field, schema }))
  return { kind: 'struct', name, fields: listed }
}

function method(name: string, ...parameters: readonly Schema[]): MethodDefinition {
  return { name, returns: { kind: 'zeroSize' }, receiver: 'shared', isAsyncTrait: false, parameters }
}

describe('declarations of traits', () => {
  it('X-70, X-72: have no types of methods that are left out', () => {
    const untold: Schema = { kind: 'custom', name: 'Matrix' }
    const Shared = struct('Shared', { value: u8 })
    const Within = struct('Within', { value: u8 })
    const Partly = struct('Partly', { within: Within, untold })
    const methods = [method('turn', Partly, Shared), method('keep', Shared)]
    const text = traitDeclarations('lib.so', [{ version: 0, definition: { name: 'Board', methods } }])
    const exported = [...text.matchAll(/^export \w+ (\w+)/gm)].map(([, name]) => name)
    expect(exported).toEqual(['Shared', 'Board', 'connectBoard'])
    expect(text).toContain('// The method turn is left out: ')
    expect(text).not.toMatch(/unit|turn:/)
    expect(text).toContain('keep: method({ value: Shared })')
  })
})
