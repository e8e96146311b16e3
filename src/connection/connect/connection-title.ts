import { Ownership, type OwnedDescription } from '../../ownership/index.js'

/**
 * The title to a connected object that tells who keeps in mind whether it is owned.
 *
 * @see Rule X-12 of the specification.
 *
 * @internal
 */
export class ConnectionTitle extends Ownership {
  readonly #onChange: () => void

  /**
   * @param object - The object that owns.
   * @param description - What it is called in reports and errors.
   * @param release - Drops what is owned. Must not lead to the object.
   * @param onChange - Is told when the state is another one. Must not lead to the object.
   */
  constructor(object: object, description: OwnedDescription, release: () => void, onChange: () => void) {
    super(object, description, release)
    this.#onChange = onChange
  }

  override moveOut(where: string): void {
    super.moveOut(where)
    this.#onChange()
  }

  override giveBack(): void {
    super.giveBack()
    this.#onChange()
  }

  override dispose(): boolean {
    try {
      return super.dispose()
    } finally {
      this.#onChange()
    }
  }
}
