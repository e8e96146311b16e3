import { loadFormats, type Format } from './connection-wire-formats.js'
import { directory, drawing, type Subject } from './connection-wire-values.js'
import type { Comparison, Contender, Suite } from './harness.js'

/** Values as bytes, and back, through each format. */
export async function connectionWire(): Promise<Suite> {
  const [formatsOf, failures] = await loadFormats()
  return {
    name: 'connection-wire',
    title: 'Values of connections through each format',
    notes: failures.map((failure) => `Not measured: ${failure}`),
    comparisons: [drawing(), directory()].flatMap((subject) => comparisonsOf(subject, formatsOf(subject))),
  }
}

function comparisonsOf({ name, value, digest }: Subject, formats: readonly Format[]): Comparison[] {
  const expected = digest(value as never)
  const usable = formats.map((format) => {
    const given = format.prepare?.(value) ?? value
    return { ...format, given, written: format.write(given as never) }
  })
  // The base must be ahead of all others.
  const ahead = (index: number): Pick<Contender, 'atLeast'> => (index === 0 ? {} : { atLeast: 1 })
  const compare = (verb: string, run: (format: (typeof usable)[number]) => Contender['run']): Comparison => ({
    name: `${verb} ${name}`,
    operations: 1,
    contenders: usable.map((format, index) => ({ name: format.name, run: run(format), ...ahead(index) })),
  })
  return [
    compare('write', ({ write, given, read }) => (passes) => {
      let written: unknown
      for (let pass = 0; pass < passes; pass++) written = write(given as never)
      return digest(read(written as never) as never) === expected
    }),
    compare('read', ({ read, written }) => (passes) => {
      let found: unknown
      for (let pass = 0; pass < passes; pass++) found = read(written as never)
      return digest(found as never) === expected
    }),
  ]
}
