import { boundsOf, nameOf } from '../negotiation/bounds.js'
import type { SchemaOfKind } from '../negotiation/schema-of-kind.js'
import { hiddenMethods } from '../wire/hidden-methods.js'
import type { MethodDefinition, Schema, TraitDefinition } from '../wire/schema.js'
import { withPath } from '../wire/wire-problem.js'
import { SchemaDescriber, type Pointer } from './describe-schema.js'
import type { Described, Draft } from './described.js'
import { mergeTypes } from './merge-types.js'
import type { Place } from './place.js'
import { resolveMentions } from './resolve-recursion.js'
import { withoutLayout } from './without-layout.js'

/**
 * Describes the types of a definition as data: every type once, however often schemas mention it, and types that contain
 * themselves as such.
 *
 * @param definition - What a peer says of its trait.
 * @throws `ValueError` `ABI-J027` for a definition that is too large.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function describeDefinition(definition: TraitDefinition): Described {
  return describeDefinitions([definition])[0]!
}

/**
 * Describes the types of several definitions, of which each is described once.
 *
 * @throws As {@link describeDefinition}.
 *
 * @internal
 */
export function describeDefinitions(definitions: readonly TraitDefinition[]): readonly Described[] {
  return withPath(definitions.map(({ name }) => name).join(', '), () => {
    const describer = new DefinitionDescriber()
    const traits = definitions.map((definition) => describer.trait(definition))
    const { boxes } = resolveMentions(describer.places)
    return mergeTypes({ form: { kind: 'container', name: 'tuple' }, parts: traits }, boxes).parts
  })
}

class DefinitionDescriber {
  readonly places: Place[] = []
  /** The traits that are being described, the innermost last. */
  readonly #around: Draft[] = []
  readonly #schemas = new SchemaDescriber(this.places, (schema, pointer) => this.#object(schema, pointer))

  trait(definition: TraitDefinition): Draft {
    const declared = boundsOf(definition)
    const bounds = (['Send', 'Sync'] as const).filter((bound) => declared.includes(bound))
    const methods = definition.methods.map((method) => ({
      name: method.name,
      receiver: method.receiver,
      isAsyncTrait: method.isAsyncTrait,
      schemas: schemasOf(method),
    }))
    const draft: Draft = { form: { kind: 'trait', name: nameOf(definition), bounds, methods }, parts: [] }
    draft.parts.push(...this.#signatures(definition))
    return draft
  }

  #signatures({ methods }: TraitDefinition): Draft[] {
    return methods.flatMap((method) => [
      ...method.parameters.map((schema) => this.#schemas.outermost(schema, 'parameter')),
      this.#schemas.outermost(method.returns, 'result'),
    ])
  }

  #object(schema: SchemaOfKind<'closure' | 'trait' | 'future' | 'recursion'>, pointer: Pointer): Draft {
    const isBoxed = pointer === 'boxed'
    switch (schema.kind) {
      case 'trait': {
        const name = isBoxed ? 'boxedTrait' : schema.isMut ? 'traitMut' : 'traitRef'
        const draft: Draft = { form: { kind: 'object', name }, parts: [] }
        this.#around.push(draft)
        draft.parts.push(this.trait(schema.definition))
        this.#around.pop()
        return draft
      }
      case 'recursion': {
        // A trait that leads to itself: so many traits further out.
        const outer = this.#around[this.#around.length - schema.depth]
        if (outer === undefined) return unknown('it is not said which trait it is')
        return { form: { kind: 'object', name: isBoxed ? 'boxedTrait' : 'traitRef' }, parts: outer.parts }
      }
      case 'closure': {
        const { definition, isMut } = schema
        if (!hasOnly(definition, hiddenMethods.closure)) return unknown('it is a closure without a signature')
        const bounds = boundsOf(definition)
        const name = isBoxed ? 'boxedClosure' : 'closure'
        const form = {
          kind: 'closure',
          name,
          options: { mut: isMut, send: bounds.includes('Send'), sync: bounds.includes('Sync') },
          schemas: schemasOf(definition.methods[0]!),
        } as const
        return { form, parts: this.#signatures(definition) }
      }
      case 'future': {
        const { definition, isSend: send, isSync: sync, isUnpin: unpin } = schema
        const poll = hasOnly(definition, hiddenMethods.future) ? definition.methods[0]?.returns : undefined
        if (poll?.kind !== 'option') return unknown('it is a future of which nobody says what it gives')
        const form = {
          kind: 'future',
          options: { send, sync, unpin },
          schema: withoutLayout(poll.item),
        } as const
        return { form, parts: [this.#schemas.value(poll.item)] }
      }
    }
  }
}

function schemasOf({ parameters, returns }: MethodDefinition): readonly Schema[] {
  return [...parameters, returns].map(withoutLayout)
}

function hasOnly({ methods }: TraitDefinition, name: string): boolean {
  return methods.length === 1 && methods[0]?.name === name
}

function unknown(reason: string): Draft {
  return { form: { kind: 'unknown', reason }, parts: [] }
}
