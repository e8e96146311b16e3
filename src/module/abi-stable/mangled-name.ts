import { ModuleError } from '../../errors/index.js'

/** What stands for characters that no symbol may have: an underscore and one more character. */
const escapes = new Map(
  Object.entries({
    '.': '0',
    _: '1',
    '-': '2',
    '<': '3',
    '>': '4',
    '(': '5',
    ')': '6',
    '[': '7',
    ']': '8',
    '{': '9',
    '}': 'a',
    ' ': 'b',
    ',': 'c',
    ':': 'd',
    ';': 'e',
    '!': 'f',
    '#': 'g',
    $: 'h',
    '%': 'i',
    '/': 'j',
    '=': 'k',
    '?': 'l',
    '¿': 'm',
    '¡': 'o',
    '*': 'p',
    '+': 'q',
    '~': 'r',
    '|': 's',
    '°': 't',
    '¬': 'u',
    "'": 'x',
    '"': 'y',
    '`': 'z',
  }),
)

/**
 * The symbol under which the crate `abi_stable` exports something.
 *
 * @param kind - What sort of thing it is.
 * @param name - Its name.
 * @throws {@link ModuleError} `ABI-A001` for a character that has no place in symbols.
 *
 * @see Rule A-1 of the specification.
 *
 * @internal
 */
export function mangledName(kind: string, name: string): string {
  return [...`_as.${kind}.${name}`].map(mangled).join('')
}

function mangled(character: string): string {
  if (/[\p{Alphabetic}\p{N}]/u.test(character)) return character
  const escape = escapes.get(character)
  if (escape !== undefined) return `_${escape}`
  throw new ModuleError('a character that symbols of abi_stable cannot have', {
    code: 'ABI-A001',
    rule: 'A-1',
    expected: `a letter, a digit or one of ${[...escapes.keys()].join(' ')}`,
    found: JSON.stringify(character),
  })
}

/** The symbol under which a plugin exports its header. */
export const pluginSymbol = mangledName('lib_header', 'root module loader')
