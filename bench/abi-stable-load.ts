// Loads copies of a plugin with the declaration of one of them, and prints how many milliseconds each load took.
// Parameters: the declaration, the copies.
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'

/** What a written declaration of a plugin exports. */
interface Declaration {
  readonly load: (path: string) => object
}

const [file, ...copies] = process.argv.slice(2)
const { load } = (await import(pathToFileURL(file!).href)) as Declaration
const times = copies.map((copy) => {
  const before = performance.now()
  load(copy)
  return performance.now() - before
})
console.log(JSON.stringify(times))
