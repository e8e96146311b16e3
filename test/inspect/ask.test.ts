// Libraries that are asked for their traits, and answer badly: each in a process of its own, which alone may end.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { askTraits, type InspectedFile } from 'abiding/inspect'
import { describe, expect, it } from 'vitest'
import { abiding, copy } from '../cli/command.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'
import { buildLibrary } from './build-library.js'

const source = `
  #include <signal.h>
  #include <stdint.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <unistd.h>

  typedef struct { uint64_t word[9]; } Message;
  typedef void (*Definition)(void *token, uint16_t version, const uint8_t *data, size_t size);

  static void answer_version(Message message) {
    *(uint16_t *) message.word[1] = 2;
    *(uint32_t *) message.word[2] = 7;
  }
  static void answer(Message message, const char *data, size_t size) {
    if ((uint8_t) message.word[0] == 1) answer_version(message);
    else ((Definition) message.word[3])((void *) message.word[2], 2, (const uint8_t *) data, size);
  }
  void abi_entry_Empty(Message message) {
    puts("what a library prints is not seen");
    answer(message, "savefile\\0\\2\\0\\2\\0\\0\\0\\0\\5\\0\\0\\0\\0\\0\\0\\0Empty\\0\\0\\0\\0\\0\\0\\0\\0", 38);
  }
  void abi_entry_Exits(Message message) { (void) message; _exit(0); }
  void abi_entry_Fails(Message message) { (void) message; _exit(9); }
  void abi_entry_Crashes(Message message) { (void) message; raise(SIGSEGV); }
  void abi_entry_Garbage(Message message) { answer(message, "garbage", 7); }
  void abi_entry_Silent(Message message) { if ((uint8_t) message.word[0] == 1) answer_version(message); }
  void abi_entry_Lies(Message message) {
    (void) message;
    dprintf(3, "{\\"version\\":\\"x\\",\\"definition\\":5}");
    _exit(0);
  }
  void abi_entry_Hungry(Message message) {
    (void) message;
    for (;;) { char *some = malloc(1 << 26); if (some == NULL) abort(); memset(some, 1, 1 << 26); }
  }
  void abi_entry_(void) {}
`
const endless = '#include <unistd.h>\nvoid abi_entry_Endless(void) { for (;;) sleep(1); }\n'

/** What asking a library gives, in a program that has the package. */
function ask(library: string, timeout: number): InspectedFile['traits'] {
  const program = join(copy.folder, `ask-${timeout}.mjs`)
  const question = `askTraits(${JSON.stringify(library)}, { timeout: ${timeout} }).traits`
  writeFileSync(
    program,
    `import { askTraits } from 'abiding/inspect'\nconsole.log(JSON.stringify(${question}))\n`,
  )
  const { stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as InspectedFile['traits']
}

const canRun = process.platform === 'linux' && requireTool('cc')

const flags = ['-shared', '-fPIC']

describe.runIf(canRun)('a library that is asked for its traits', () => {
  it('X-71: is told of with its problems, whatever it does', { timeout: 120_000 }, () => {
    const traits = ask(buildLibrary(source, flags), 60_000)
    expect(
      Object.fromEntries(traits.map(({ name, version, problem }) => [name, version ?? problem])),
    ).toEqual({
      Empty: 7,
      Exits: 'it ended its process before it had answered',
      Fails: 'it ended its process with the status 9',
      Crashes: 'it ended its process with SIGSEGV',
      Garbage: expect.stringContaining('ABI-W001') as string,
      Silent: expect.stringContaining('ABI-J003') as string,
      Lies: 'it ended its process before it had answered',
      Hungry: 'it ended its process with SIGABRT',
    })
  })

  it('X-71: is given up when it does not answer', { timeout: 60_000 }, () => {
    const [trait] = ask(buildLibrary(endless, flags), 1000)
    expect(trait).toMatchObject({ name: 'Endless', problem: 'it does not answer within 1 seconds' })
  })
})

describe.runIf(canRun)('abiding inspect --ask, of a library that does not answer', () => {
  const text = '#include <unistd.h>\nvoid abi_entry_Exits(void) { _exit(3); }\n'

  it('X-71, X-72: tells why, and declares nothing', { timeout: 120_000 }, async () => {
    const library = buildLibrary(text, flags)
    const told = await abiding(['inspect', library, '--ask'])
    expect(told.exitCode).toBe(0)
    expect(told.stdout).toContain(
      'trait Exits of savefile-abi\n  It gave no answer: it ended its process with the status 3\n',
    )
    const declared = await abiding(['inspect', library, '--ask', '--emit', 'ts'])
    expect(declared.exitCode).toBe(1)
    expect(declared.stderr).toContain('ABI-J028')
    expect(declared.stderr).toContain('status 3')
  })
})

describe('a file without traits', () => {
  it('X-71: is refused', { timeout: 60_000 }, async () => {
    const error = refusal(() => askTraits('package.json'))
    expect(error).toMatchObject({ code: 'ABI-J028', found: 'a text file' })
    const { exitCode, stderr } = await abiding(['inspect', 'package.json', '--ask'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('ABI-J028')
  })

  it.each([0, -1, 0.5, Number.NaN, 2 ** 31, '1'])('X-71: is not asked for %s milliseconds', (timeout) => {
    expect(refusal(() => askTraits('package.json', { timeout: timeout as number }))).toMatchObject({
      code: 'ABI-V001',
    })
  })
})
