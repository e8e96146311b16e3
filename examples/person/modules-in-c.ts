import { loadModule, type ModuleOf } from 'abiding'
import { buildFolder, compileModule, writeHeader } from './compile.js'
import { PersonMod } from './person.abi.js'

/** Modules of the three versions and one that does not fit, in whatever language they are written. */
export interface Modules {
  /** How they were made, for people. */
  readonly made: string
  /** One module per version, as a host of version 1.2 sees it. */
  readonly byVersion: ReadonlyMap<string, ModuleOf<typeof PersonMod>>
  /** Tries to use the one that does not fit. */
  readonly useBroken: () => void
}

/** Generates the headers, compiles the modules and loads them. */
export function modulesInC(): Modules {
  writeHeader('person')
  writeHeader('broken')
  const byVersion = new Map(
    PersonMod.versions.map((version) => {
      const [major, minor, patch] = version.split('.').map(Number)
      const file = compileModule('person', major! * 1_000_000 + minor! * 1_000 + patch!)
      return [version, loadModule(file, PersonMod)]
    }),
  )
  const broken = compileModule('broken')
  return {
    made: `compiled from C into ${buildFolder}`,
    byVersion,
    useBroken: () => void loadModule(broken, PersonMod),
  }
}
