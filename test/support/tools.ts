// What the tests need and npm does not install. A developer without it may skip; CI may not.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const candidates = {
  cc: ['cc', 'gcc', 'clang'],
  cxx: ['c++', 'g++', 'clang++'],
  clang: ['clang'],
  cargo: ['cargo'],
  // What compiles and runs programs for another machine.
  ccForArm: ['aarch64-linux-gnu-gcc'],
  qemuForArm: ['qemu-aarch64-static', 'qemu-aarch64'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
} as const

export type ToolName = keyof typeof candidates

/** Whether a name is that of a tool. */
export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(candidates, name)
}

/** Absolute paths of the tools that are installed. */
export const tools: { [name in ToolName]?: string } = {}

for (const [name, commands] of Object.entries(candidates)) {
  const found = commands.map(which).find((path) => path !== undefined)
  if (found !== undefined) tools[name as ToolName] = found
}

/** Whether a test that needs the tool can run; throws instead of `false` where skipping is forbidden. */
export function requireTool(name: ToolName): boolean {
  if (tools[name] !== undefined) return true
  if (process.env['ABIDING_REQUIRE_TOOLS']) throw new Error(`${name} is required, and is not installed`)
  console.log(`skipped: ${name} is not installed`)
  return false
}

function which(command: string): string | undefined {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const paths = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return paths.map((folder) => join(folder, command + suffix)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
