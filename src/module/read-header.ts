import type { Library } from '../ffi/index.js'
import { codecOf } from '../layout/layout.js'
import { hostTarget, layoutOf } from '../layout/index.js'
import { isWritable } from '../memory/mappings.js'
import { nativeSpace } from '../memory/native-space.js'
import { safeRead } from '../memory/safe-read.js'
import { checkHeader, type ModuleDescription } from './check-header.js'
import { ModuleHeader } from './header.js'

/**
 * Reads and checks the header of a library. Nothing in it is trusted: all of it is read through the system.
 *
 * @throws {@link ModuleError} `ABI-H001` to `ABI-H006` and `ABI-H009`, each for one way in which a header can be wrong.
 *
 * @see Rules H-2 to H-4 of the specification.
 *
 * @internal
 */
export function readHeader(library: Library): ModuleDescription {
  return checkHeader({
    path: library.path,
    symbol: (name) => library.symbol(name),
    read: safeRead,
    isWritable,
  })
}

/**
 * The entry point of a module's constructor.
 *
 * @throws {@link CallError} `ABI-C002` or `ABI-C003` where it is null or no code.
 *
 * @internal
 */
export function constructorOf(
  path: string,
  address: number,
): (error: unknown) => { readonly address: number } {
  const field = layoutOf(ModuleHeader).fields.find((one) => one.name === 'construct')!
  const header = nativeSpace.memoryAt(address, layoutOf(ModuleHeader).size, path)
  const offset = address - header.base! + field.offset
  return codecOf(field.type, hostTarget()).get(header, offset, `${path} → construct`) as never
}
