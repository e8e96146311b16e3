// Makes the machine code in src/ffi/ of its assembly text: `node scripts/assemble.js`. Needs clang.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../src/ffi/', import.meta.url))

/** What is assembled, for which target of clang. */
export const machines = {
  'x86-64': 'x86_64-linux-gnu',
  aarch64: 'aarch64-linux-gnu',
}

/** What is assembled: folders of src/ffi/, the type of the code in each, and what writes its members. */
export const programs = {
  'foreign-calls': { type: 'MachineCode', members: foreignCalls },
  'vector-table': { type: 'VectorCode', members: vectorTable },
  'result-registers': { type: 'ResultCode', members: resultRegisters },
  'stack-arguments': { type: 'StackCode', members: stackArguments },
  signals: { type: 'SignalCode', members: signals },
  messages: { type: 'MessageCode', members: messages },
  channels: { type: 'ChannelCode', members: channels },
}

/**
 * Assembles the text for a machine.
 *
 * @param {keyof typeof machines} machine
 * @param {keyof typeof programs} program
 * @returns {string} The text of the module that holds the code.
 */
export function assemble(machine, program = 'foreign-calls') {
  const shared = ['linux', machine].map((name) => join(folder, 'machine', `${name}.s`))
  const own = ['places', machine, `${machine}-ends`].map((name) => join(folder, program, `${name}.s`))
  const text = [...shared, ...own]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
  const { type, members } = programs[program]
  const file = type.replace(/(?!^)[A-Z]/g, (capital) => `-${capital}`).toLowerCase()
  return `import type { ${type} } from './${file}.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: ${type} = {
${members(assembleText(text, machines[machine]))}
}
`
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

/** @param {ReturnType<typeof readObject>} object */
function foreignCalls({ code, symbols }) {
  const { arrive, replay, rouse, identify, nested, thunk = 0, thunk_end: end } = symbols
  return `${lines('common', code.subarray(0, thunk))}
  arrive: ${arrive},
  replay: ${replay},
  rouse: ${rouse},
  identify: ${identify},
  nested: ${nested},
  thunk: '${code.subarray(thunk, end).toString('hex')}',`
}

/** @param {ReturnType<typeof readObject>} object */
function vectorTable({ code, symbols }) {
  const { type_id: typeId, destroy, grow, shrink, duplicate, identity, end } = symbols
  const blocks = ['destroy', 'grow', 'shrink'].map((name) => `${name}: ${symbols[`block_${name}`]}`)
  return `${lines('bytes', code.subarray(0, end))}
  typeId: ${typeId},
  destroy: ${destroy},
  grow: ${grow},
  shrink: ${shrink},
  duplicate: ${duplicate},
  identity: ${identity},${symbols['block_destroy'] === undefined ? '' : `\n  blocks: { ${blocks.join(', ')} },`}`
}

/** @param {ReturnType<typeof readObject>} object */
function resultRegisters({ code, symbols }) {
  const thunks = ['general general', 'general vector', 'vector general', 'vector vector'].map((registers) => {
    const start = symbols[registers.replace(' ', '_')] ?? 0
    return `  '${registers}':\n    '${code.subarray(start, start + 64).toString('hex')}',`
  })
  return thunks.join('\n')
}

/** @param {ReturnType<typeof readObject>} object */
function stackArguments({ code, symbols }) {
  return `  thunk: '${code.subarray(symbols.thunk, symbols.thunk_end).toString('hex')}',`
}

/** @param {ReturnType<typeof readObject>} object */
function signals({ code, symbols }) {
  return lines('bytes', code.subarray(0, symbols.end))
}

/** @param {ReturnType<typeof readObject>} object */
function messages({ code, symbols }) {
  return `${lines('bytes', code.subarray(0, symbols.end))}
  send: ${symbols.send},
  receive: ${symbols.receive},
  accept:
    '${code.subarray(symbols.accept, symbols.accept_end).toString('hex')}',`
}

/** @param {ReturnType<typeof readObject>} object */
function channels({ code, symbols }) {
  const { operate, thunk = 0, thunk_end: end } = symbols
  return `${lines('common', code.subarray(0, thunk))}
  operate: ${operate},
  dropSender: ${symbols.drop_sender},
  dropReceiver: ${symbols.drop_receiver},
  cloneSender: ${symbols.clone_sender},
  cloneReceiver: ${symbols.clone_receiver},
  count: ${symbols.count},
  isEmpty: ${symbols.is_empty},
  isFull: ${symbols.is_full},
  capacity: ${symbols.capacity},
  identify: ${symbols.identify},
  thunk: '${code.subarray(thunk, end).toString('hex')}',`
}

/**
 * A member whose value is code in several lines.
 *
 * @param {string} name
 * @param {Buffer} code
 */
function lines(name, code) {
  const digits = [...code.toString('hex').matchAll(/.{1,96}/g)]
  return `  ${name}: [\n${digits.map(([line]) => `    '${line}',`).join('\n')}\n  ],`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const program of /** @type {(keyof typeof programs)[]} */ (Object.keys(programs))) {
    for (const machine of /** @type {(keyof typeof machines)[]} */ (Object.keys(machines))) {
      // Not every machine needs every program.
      if (!existsSync(join(folder, program, `${machine}.s`))) continue
      writeFileSync(join(folder, program, `${machine}.ts`), assemble(machine, program))
    }
  }
}
