import { checkName } from '../../../layout/names.js'

/**
 * The name under which something of Rust is declared: the same, without the mark of raw identifiers, and with an
 * underscore behind it where declarations cannot have such a name. What has no name is called after its position.
 *
 * @param name - The name in Rust.
 * @param index - The position of a parameter.
 *
 * @see Rule A-47 of the specification.
 *
 * @internal
 */
export function declaredName(name: string, index = 0): string {
  const plain = name.replace(/^r#/, '')
  if (plain === '' || plain === '_') return `param_${index}`
  const identifier = plain.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_')
  return isDeclarable(identifier) ? identifier : `${identifier}_`
}

const known = new Map<string, boolean>()
const mostKnown = 2 ** 14

function isDeclarable(name: string): boolean {
  let answer = known.get(name)
  if (answer === undefined) {
    if (known.size >= mostKnown) known.clear()
    known.set(name, (answer = passes(name)))
  }
  return answer
}

function passes(name: string): boolean {
  try {
    checkName(name, name, 'field')
    return true
  } catch {
    return false
  }
}
