import { declaredName } from '../../module/abi-stable/type-layout/declared-name.js'

/** Words that name no constant of a module, and the names that every module has. */
const words = new Set(
  `abstract arguments await boolean debugger delete enum eval export extends finally function implements import in
  instanceof interface let null package super var with yield undefined NaN Infinity globalThis Object load`.split(
    /\s+/,
  ),
)

/**
 * Names of declarations, each of which is given out once.
 *
 * @internal
 */
export class Names {
  readonly #taken: Set<string>

  /**
   * @param imported - Names that the module imports.
   */
  constructor(imported: readonly string[] = []) {
    this.#taken = new Set(imported)
  }

  /**
   * Gives out a name.
   *
   * @param wanted - The name in Rust.
   * @returns The name, with a number behind it where another type has it.
   */
  take(wanted: string): string {
    const name = declaredName(wanted)
    let found = name
    for (let number = 2; this.#taken.has(found) || words.has(found); number++) found = `${name}_${number}`
    this.#taken.add(found)
    return found
  }
}
