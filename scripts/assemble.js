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

/** What is assembled: folders of src/ffi/, and what writes the module that holds the code. */
export const programs = {
  'foreign-calls': foreignCallsModule,
  'vector-table': vectorTableModule,
  'result-registers': resultRegistersModule,
  'stack-arguments': stackArgumentsModule,
  signals: signalsModule,
  messages: messagesModule,
  channels: channelsModule,
}

/**
 * Assembles the text for a machine.
 *
 * @param {keyof typeof machines} machine
 * @param {keyof typeof programs} program
 * @returns {string} The text of the module that holds the code.
 */
export function assemble(machine, program = 'foreign-calls') {
  const text = ['places', machine, `${machine}-ends`]
    .map((name) => join(folder, program, `${name}.s`))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
  return programs[program](machine, assembleText(text, machines[machine]))
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
function foreignCallsModule(machine, { code, symbols }) {
  const { arrive, replay, rouse, identify, nested, thunk = 0, thunk_end: end } = symbols
  return `import type { MachineCode } from './machine-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: MachineCode = {
  common: [
${linesOf(code.subarray(0, thunk))}
  ],
  arrive: ${arrive},
  replay: ${replay},
  rouse: ${rouse},
  identify: ${identify},
  nested: ${nested},
  thunk: '${code.subarray(thunk, end).toString('hex')}',
}
`
}

/**
 * @param {string} machine
 * @param {ReturnType<typeof readObject>} object
 */
function vectorTableModule(machine, { code, symbols }) {
  const { type_id: typeId, destroy, grow, shrink, duplicate, identity, end } = symbols
  const blocks = ['destroy', 'grow', 'shrink'].map((name) => `${name}: ${symbols[`block_${name}`]}`)
  return `import type { VectorCode } from './vector-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: VectorCode = {
  bytes: [
${linesOf(code.subarray(0, end))}
  ],
  typeId: ${typeId},
  destroy: ${destroy},
  grow: ${grow},
  shrink: ${shrink},
  duplicate: ${duplicate},
  identity: ${identity},${symbols['block_destroy'] === undefined ? '' : `\n  blocks: { ${blocks.join(', ')} },`}
}
`
}

/**
 * @param {string} machine
 * @param {ReturnType<typeof readObject>} object
 */
function resultRegistersModule(machine, { code, symbols }) {
  const thunks = ['general general', 'general vector', 'vector general', 'vector vector'].map((registers) => {
    const start = symbols[registers.replace(' ', '_')] ?? 0
    return `  '${registers}':\n    '${code.subarray(start, start + 64).toString('hex')}',`
  })
  return `import type { ResultCode } from './result-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: ResultCode = {
${thunks.join('\n')}
}
`
}

/**
 * @param {string} machine
 * @param {ReturnType<typeof readObject>} object
 */
function stackArgumentsModule(machine, { code, symbols }) {
  return `import type { StackCode } from './stack-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: StackCode = {
  thunk: '${code.subarray(symbols.thunk, symbols.thunk_end).toString('hex')}',
}
`
}

/**
 * @param {string} machine
 * @param {ReturnType<typeof readObject>} object
 */
function signalsModule(machine, { code, symbols }) {
  return `import type { SignalCode } from './signal-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: SignalCode = {
  bytes: [
${linesOf(code.subarray(0, symbols.end))}
  ],
}
`
}

/**
 * @param {string} machine
 * @param {ReturnType<typeof readObject>} object
 */
function messagesModule(machine, { code, symbols }) {
  return `import type { MessageCode } from './message-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: MessageCode = {
  bytes: [
${linesOf(code.subarray(0, symbols.end))}
  ],
  send: ${symbols.send},
  receive: ${symbols.receive},
  accept:
    '${code.subarray(symbols.accept, symbols.accept_end).toString('hex')}',
}
`
}

/**
 * @param {string} machine
 * @param {ReturnType<typeof readObject>} object
 */
function channelsModule(machine, { code, symbols }) {
  const { operate, thunk = 0, thunk_end: end } = symbols
  return `import type { ChannelCode } from './channel-code.js'

/**
 * Made of ${machine}.s by scripts/assemble.js.
 *
 * @internal
 */
export const code: ChannelCode = {
  common: [
${linesOf(code.subarray(0, thunk))}
  ],
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
  thunk: '${code.subarray(thunk, end).toString('hex')}',
}
`
}

/** @param {Buffer} code */
function linesOf(code) {
  const lines = [...code.toString('hex').matchAll(/.{1,96}/g)]
  return lines.map(([line]) => `    '${line}',`).join('\n')
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
