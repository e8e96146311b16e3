// A host in TypeScript for the plugin. Here: `cargo build && npx tsx host.ts`.
import { connect, connectDynamic } from 'abiding/connection'
import { Archive, type DocumentInput } from './archive.abi.js'

const documents: readonly DocumentInput[] = [
  { title: 'Shopping', kind: { tag: 'Note' }, words: ['bread', 'salt'], inside: [], year: 2024 },
  {
    title: 'From the sea',
    kind: { tag: 'Letter', from: 'Ada' },
    words: ['salt', 'wind', 'salt'],
    inside: [
      { title: 'Waves', kind: { tag: 'Picture', 0: 640, 1: 480 }, words: ['wind'], inside: [], year: 1999 },
    ],
    year: 1999,
  },
]

/** What the host does with the plugin, line by line. */
export function useArchive(path: string): readonly string[] {
  const report: string[] = []
  using archive = connect(Archive, path)
  for (const document of documents) {
    const added = archive.add(document)
    report.push(added.isOk ? `${document.title} has the number ${added.ok}` : added.err)
  }
  const refused = archive.add({ ...documents[0]!, title: '' })
  if (!refused.isOk) report.push(`refused: ${refused.err}`)

  const letter = archive.get(1)
  report.push(`inside of ${letter?.title}: ${letter?.inside.map(({ title }) => title).join(', ')}`)
  report.push([...archive.words()].map(([word, count]) => `${word}: ${count}`).join(', '))

  archive.each((number, { title }) => {
    report.push(`${number}. ${title}`)
    return number < 0
  })

  // Rust calls the function while it looks, and drops it with the object.
  using finder = archive.find(({ year }) => year < 2000)
  for (let found = finder.next(); found !== undefined; found = finder.next())
    report.push(`old: ${found.title}`)
  return report
}

/** The same library, of which nothing is declared. */
export function exploreArchive(path: string): readonly string[] {
  using archive = connectDynamic(path, 'Archive')
  archive['add']!({ title: 'Untyped', kind: { tag: 'Note' }, words: [], inside: [], year: 2025 })
  const { peerVersion, methods } = archive.$describe()
  return [
    `version ${peerVersion} with the methods ${methods.map(({ name }) => name).join(', ')}`,
    JSON.stringify(archive['get']!(0)),
  ]
}

if (process.argv[1] === import.meta.filename) {
  const path = process.argv[2] ?? 'target/debug/librust_trait.so'
  for (const line of [...useArchive(path), ...exploreArchive(path)]) console.log(line)
}
