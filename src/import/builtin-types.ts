/**
 * The basic types of C, as clang spells them, and what they are called here.
 *
 * @internal
 */
export const basicTypes: ReadonlyMap<string, string> = new Map([
  ['char', 'c_char'],
  ['signed char', 'c_schar'],
  ['unsigned char', 'c_uchar'],
  ['short', 'c_short'],
  ['unsigned short', 'c_ushort'],
  ['int', 'c_int'],
  ['unsigned int', 'c_uint'],
  ['unsigned', 'c_uint'],
  ['long', 'c_long'],
  ['unsigned long', 'c_ulong'],
  ['long long', 'c_longlong'],
  ['unsigned long long', 'c_ulonglong'],
  ['__int128', 'i128'],
  ['unsigned __int128', 'u128'],
  ['float', 'f32'],
  ['double', 'f64'],
  ['_Bool', 'bool'],
  ['bool', 'bool'],
])

/**
 * Typedefs that every C programmer knows, wherever they are declared.
 *
 * @internal
 */
export const knownTypedefs: ReadonlyMap<string, string> = new Map([
  ...['c_size_t', 'c_ssize_t', 'c_ptrdiff_t', 'c_intptr_t', 'c_uintptr_t'].map(
    (name) => [name.slice(2), name] as const,
  ),
  ['wchar_t', 'wchar_t'],
  ['__int128_t', 'i128'],
  ['__uint128_t', 'u128'],
  ...[8, 16, 32, 64].flatMap((bits) => [
    [`int${bits}_t`, `i${bits}`] as const,
    [`uint${bits}_t`, `u${bits}`] as const,
    // The names of the Linux kernel.
    [`__s${bits}`, `i${bits}`] as const,
    [`__u${bits}`, `u${bits}`] as const,
  ]),
])

/**
 * Why a basic type of C cannot be declared.
 *
 * @internal
 */
export function reasonAgainst(name: string): string {
  if (name.startsWith('?')) return name.slice(1)
  if (/va_list/.test(name)) return 'a va_list has no form that two compilers share'
  if (name === 'void') return 'void is no value'
  return `there is no type for ${name}`
}
