import { compile } from '../layout/accessor/code-generation.js'
import { collector } from '../layout/accessor/field-source.js'
import { warmUpSource } from '../layout/accessor/iterator-source.js'
import { ownershipKey } from '../ownership/index.js'

/**
 * Gives the class of the vectors of one type text of its own for what is done with single elements. V8 keeps what it learns
 * about objects per text: in text that vectors of many types share it looks up every property anew, which takes twenty times
 * as long as reading an element. What the members do is what those do that they take the place of.
 *
 * @param Accessor - The class.
 *
 * @internal
 */
export function compileMembers({ prototype }: { readonly prototype: object }): void {
  const { scope, bind } = collector()
  const { prototype: own } = compile(
    `let isCold = true
    return class {
      get elements() {
        const ownership = this[${bind(ownershipKey)}]
        if (ownership !== undefined) ownership.assertOwned(this.$type.name)
        const known = this.$elements
        return known !== undefined && this.$words.areRemembered() ? known : this.$findElements()
      }
      at(index) { return this.elements.at(index) }
      [Symbol.iterator]() {
        ${warmUpSource(bind)}
        return this.elements[Symbol.iterator]()
      }
      cursor() { return this.elements.cursor() }
    }`,
    scope,
  ) as { readonly prototype: object }
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(own)
  Object.defineProperties(prototype, members)
}
