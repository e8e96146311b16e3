import type { AnyTrait } from '../connection/trait/index.js'
import { isTrait } from '../connection/trait/is-trait.js'
import { CommandError } from '../errors/index.js'
import { loadExports, spellExports, type Exported } from './load-declarations.js'

/**
 * Loads a declaration file and finds the traits that it declares. They are recognised by what they consist of, because the
 * file may have made them with another copy of this library.
 *
 * @param file - Path, relative to the working directory.
 * @param name - The only trait that is asked for.
 * @returns The traits, in the order of the source. Never empty.
 * @throws {@link CommandError} `ABI-T002` where the file cannot be loaded or declares no such trait, or two of one name.
 *
 * @internal
 */
export function loadTraits(file: string, name?: string): Promise<readonly AnyTrait[]> {
  return loadExports(file, (exported) => {
    const traits = [...new Set(exported.map(([, value]) => value).filter(isTrait))]
    const wanted = name === undefined ? traits : traits.filter((one) => one.name === name)
    if (wanted.length === 0) refuseNothing(file, name, exported, traits)
    const twice = wanted.find((one, index) => wanted.findIndex((other) => other.name === one.name) < index)
    // Both would have the same files.
    if (twice !== undefined) refuseTwo(file, twice.name)
    return wanted
  })
}

function refuseNothing(
  file: string,
  name: string | undefined,
  exported: Exported,
  traits: readonly AnyTrait[],
): never {
  const found =
    traits.length > 0 ? `the traits ${traits.map((one) => one.name).join(', ')}` : spellExports(exported)
  throw new CommandError('the file declares no such trait', {
    code: 'ABI-T002',
    path: file,
    expected:
      name === undefined ? 'exports made by trait' : `an export made by trait(${JSON.stringify(name)}, …)`,
    found: found === '' ? 'no exports' : found,
  })
}

function refuseTwo(file: string, name: string): never {
  throw new CommandError('the file declares two traits of one name', {
    code: 'ABI-T002',
    path: file,
    expected: 'traits with names of their own: their files bear these names',
    found: `two traits ${name}`,
  })
}
