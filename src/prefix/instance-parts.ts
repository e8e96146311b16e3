import { exportFunction, type ExportedFunction, type ForeignCallOptions } from '../call/index.js'
import type { Address, FunctionType, Implementation, Keep } from '../layout/index.js'
import { NativeArena } from '../memory/index.js'
import { ownershipOf } from '../ownership/index.js'

/**
 * What an instance that is implemented in TypeScript consists of: its memory, its exported functions and what they gave
 * back. It does not lead to the instance, so that an instance can be found forgotten while native code may still call it.
 *
 * @internal
 */
export class InstanceParts {
  /** The memory of the instance. */
  readonly arena = new NativeArena()
  readonly #exported: ExportedFunction[] = []
  readonly #kept = new Map<string, Address>()

  readonly #foreignCalls: ForeignCallOptions

  /**
   * Its parts are the instance's: nobody mentions them on their own.
   *
   * @param foreignCalls - What becomes of calls from other threads.
   */
  constructor(foreignCalls: ForeignCallOptions = {}) {
    this.#foreignCalls = foreignCalls
    ownershipOf(this.arena)!.unlist()
  }

  /**
   * Makes a JavaScript function callable for as long as the instance lives.
   *
   * @param type - Its signature.
   * @param implementation - The function.
   * @param path - What it is called in errors.
   */
  export(type: FunctionType, implementation: unknown, path: string): ExportedFunction {
    const exported = exportFunction(type, implementation as Implementation<unknown, never>, {
      ...this.#foreignCalls,
      path,
      keep: this.#keep,
    })
    ownershipOf(exported)!.unlist()
    this.#exported.push(exported)
    return exported
  }

  /** What a function gives back by reference must stay: equal bytes are kept once, until dispose. */
  readonly #keep: Keep = (bytes, alignment) => {
    const key = `${alignment}:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}`
    let address = this.#kept.get(key)
    if (address === undefined) this.#kept.set(key, (address = this.arena.keep(bytes, alignment)))
    return address
  }

  /** Frees the memory and takes the functions back. */
  readonly release = (): void => {
    for (const exported of this.#exported.splice(0)) exported[Symbol.dispose]()
    this.arena[Symbol.dispose]()
  }
}
