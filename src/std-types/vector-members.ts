import { compile } from '../layout/accessor/code-generation.js'
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
  const { prototype: own } = compile(
    `return class {
      get elements() {
        const ownership = this[$ownership]
        if (ownership !== undefined) ownership.assertOwned(this.$type.name)
        const { buffer, length } = this.$words
        const known = this.$buffer === buffer ? this.$elements : undefined
        return known !== undefined && known.length === length ? known : this.$findElements(buffer, known)
      }
      at(index) { return this.elements.at(index) }
      [Symbol.iterator]() { return this.elements[Symbol.iterator]() }
      cursor() { return this.elements.cursor() }
    }`,
    { $ownership: ownershipKey },
  ) as { readonly prototype: object }
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(own)
  Object.defineProperties(prototype, members)
}
