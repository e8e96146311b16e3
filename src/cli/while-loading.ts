/**
 * Loads somebody else's module without letting it disturb the command: what it prints must not end up in a header, and one
 * that waits forever, or fails where nobody looks, must not pass for success.
 *
 * @param load - Loads the module.
 * @throws Whatever loading throws, and what nobody caught meanwhile.
 *
 * @internal
 */
export async function whileLoading<Result>(load: () => Promise<Result>): Promise<Result> {
  const { emitWarning } = process
  const { write } = process.stdout
  process.stdout.write = process.stderr.write.bind(process.stderr)
  process.emitWarning = ((...warning: Parameters<typeof emitWarning>) => {
    if (!isAboutTypeScript(warning)) emitWarning(...warning)
  }) as typeof emitWarning
  let giveUp = (): void => undefined
  let fail = (_error: unknown): void => undefined
  const interrupted = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new Error('it waits for something that never comes'))
    fail = reject
    process.once('beforeExit', giveUp)
    process.once('uncaughtException', fail)
  })
  try {
    return await Promise.race([load(), interrupted])
  } finally {
    process.stdout.write = write
    process.emitWarning = emitWarning
    process.off('beforeExit', giveUp)
    process.off('uncaughtException', fail)
  }
}

/** Node warns that stripping types is new, and that package.json could say what is a module. Neither concerns the ABI. */
function isAboutTypeScript([warning, details]: readonly unknown[]): boolean {
  const isAboutModules = (details as { code?: unknown } | undefined)?.code === 'MODULE_TYPELESS_PACKAGE_JSON'
  return (
    isAboutModules || /^Type Stripping /.test(warning instanceof Error ? warning.message : String(warning))
  )
}
