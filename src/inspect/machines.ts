/** What machines are called, by e_machine. */
const machines: Readonly<Record<number, string>> = {
  2: 'sparc',
  3: 'i386',
  8: 'mips',
  20: 'powerpc',
  21: 'powerpc64',
  22: 's390x',
  40: 'arm',
  42: 'superh',
  43: 'sparc64',
  50: 'ia64',
  62: 'x86_64',
  183: 'aarch64',
  190: 'cuda',
  224: 'amdgpu',
  243: 'riscv',
  247: 'bpf',
  258: 'loongarch',
}

/**
 * The name of a machine that ELF files are for.
 *
 * @param machine - Its e_machine.
 *
 * @internal
 */
export function machineName(machine: number): string {
  return machines[machine] ?? `machine ${machine}`
}
