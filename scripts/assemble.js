// Makes the machine code of src/ffi/foreign-calls/ of its assembly text: `node scripts/assemble.js`. Needs clang.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../src/ffi/foreign-calls/', import.meta.url))

/** What is assembled, for which target of clang. */
export const machines = {
  'x86-64': 'x86_64-linux-gnu',
  aarch64: 'aarch64-linux-gnu',
}

/**
 * Assembles the text for a machine.
 *
 * @param {keyof typeof machines} machine
 * @returns {string} The text of the module that holds the code.
 */
export function assemble(machine) {
  const text = ['places', machine].map((name) => readFileSync(join(folder, `${name}.s`), 'utf8')).join('')
  return moduleOf(machine, assembleText(text, machines[machine]))
}

/**
 * Assembles any text.
 *
 * @param {string} text
 * @param {string} target As clang spells it.
 */
export function assembleText(text, target) {
  const temporary = mkdtempSync(join(tmpdir(), 'abiding-assembly-'))
  try {
    const object = join(temporary, 'code.o')
    const options = [`--target=${target}`, '-c', '-x', 'assembler', '-', '-o', object]
    execFileSync('clang', options, { input: text })
    return readObject(readFileSync(object))
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

/**
 * Finds the code and the symbols of an ELF object.
 *
 * @param {Buffer} file
 */
function readObject(file) {
  const word = (/** @type {number} */ at) => Number(file.readBigUInt64LE(at))
  const sectionsAt = word(0x28)
  const sections = Array.from({ length: file.readUInt16LE(0x3c) }, (_, index) => {
    const at = sectionsAt + index * file.readUInt16LE(0x3a)
    return {
      name: file.readUInt32LE(at),
      type: file.readUInt32LE(at + 4),
      offset: word(at + 24),
      size: word(at + 32),
      link: file.readUInt32LE(at + 40),
    }
  })
  const textAt = (/** @type {number} */ at) => file.toString('latin1', at, file.indexOf(0, at))
  const names = sections[file.readUInt16LE(0x3e)]
  const find = (/** @type {(section: (typeof sections)[number]) => boolean} */ test) => {
    const found = sections.find(test)
    if (names === undefined || found === undefined) throw new Error('not an object file of the expected form')
    return found
  }
  if (sections.some(({ type, size }) => (type === 4 || type === 9) && size > 0)) {
    throw new Error('the code must not need a linker')
  }
  const code = find(({ name }) => textAt((names?.offset ?? 0) + name) === '.text')
  const table = find(({ type }) => type === 2)
  const strings = sections[table.link]?.offset ?? 0
  /** @type {Record<string, number>} */
  const symbols = {}
  for (let at = table.offset; at < table.offset + table.size; at += 24) {
    symbols[textAt(strings + file.readUInt32LE(at))] = word(at + 8)
  }
  return { code: file.subarray(code.offset, code.offset + code.size), symbols }
}

/**
 * @param {string} machine
 * @param {ReturnType<typeof readObject>} object
 */
function moduleOf(machine, { code, symbols }) {
  const { arrive, replay, rouse, identify, thunk = 0, thunk_end: end } = symbols
  const lines = [
    ...code
      .subarray(0, thunk)
      .toString('hex')
      .matchAll(/.{1,96}/g),
  ]
  return `import type { MachineCode } from './machine-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: MachineCode = {
  common: [
${lines.map(([line]) => `    '${line}',`).join('\n')}
  ],
  arrive: ${arrive},
  replay: ${replay},
  rouse: ${rouse},
  identify: ${identify},
  thunk: '${code.subarray(thunk, end).toString('hex')}',
}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const machine of /** @type {(keyof typeof machines)[]} */ (Object.keys(machines))) {
    writeFileSync(join(folder, `${machine}.ts`), assemble(machine))
  }
}
