import type { ConstantName, ContainerName, Described, Form, ObjectName } from './described.js'

type FormOf<K extends Form['kind']> = Extract<Form, { kind: K }>

/** Names of Rust that are not the names here. */
const constants: Partial<Record<ConstantName, string>> = {
  char32: 'char',
  unit: '()',
  string: 'String',
  bytes: 'Vec<u8>',
  str: '&str',
  duration: 'Duration',
  systemTime: 'SystemTime',
  utcTimestamp: 'DateTime<Utc>',
  ipAddress: 'IpAddr',
  socketAddress: 'SocketAddr',
  ioError: 'std::io::Error',
}

const containers: Readonly<Record<ContainerName, (parts: readonly string[]) => string>> = {
  list: ([item]) => `Vec<${item}>`,
  set: ([item]) => `IndexSet<${item}>`,
  map: ([key, value]) => `HashMap<${key}, ${value}>`,
  option: ([item]) => `Option<${item}>`,
  Result: ([ok, err]) => `Result<${ok}, ${err}>`,
  tuple: (parts) => `(${parts.join(', ')}${parts.length === 1 ? ',' : ''})`,
  boxed: ([item]) => `Box<${item}>`,
  ref: ([item]) => `&${item}`,
  slice: ([item]) => `&[${item}]`,
}

const objects: Readonly<Record<ObjectName, (trait: string) => string>> = {
  traitRef: (trait) => `&dyn ${trait}`,
  traitMut: (trait) => `&mut dyn ${trait}`,
  boxedTrait: (trait) => `Box<dyn ${trait}>`,
}

const spellings: {
  readonly [K in Form['kind']]: (form: FormOf<K>, parts: readonly Described[]) => string
} = {
  constant: ({ name }) => constants[name] ?? name,
  container: ({ name }, parts) => containers[name](parts.map(spellDescribed)),
  fixedList: ({ length }, [item]) => `[${spellDescribed(item!)}; ${length}]`,
  record: ({ name }) => name,
  variants: ({ name }) => name,
  choice: ({ name }) => name,
  trait: ({ name }) => name,
  object: ({ name }, [trait]) => objects[name](spellDescribed(trait!)),
  closure: ({ name, options: { mut, send, sync } }, parts) => {
    const spelled = parts.map(spellDescribed)
    const result = spelled.at(-1) === '()' ? '' : ` -> ${spelled.at(-1)}`
    const call = `${mut ? 'FnMut' : 'Fn'}(${spelled.slice(0, -1).join(', ')})${result}`
    const dyn = withBounds(`dyn ${call}`, { Send: send, Sync: sync })
    return name === 'boxedClosure' ? `Box<${dyn}>` : `&${mut ? 'mut ' : ''}${dyn}`
  },
  future: ({ options: { send, sync, unpin } }, [value]) =>
    `Pin<Box<${withBounds(`dyn Future<Output = ${spellDescribed(value!)}>`, { Send: send, Sync: sync, Unpin: unpin })}>>`,
  unknown: ({ reason }) => `? (${reason})`,
}

/**
 * A type as an author of Rust would write it. Types with a name of their own are called by it.
 *
 * @internal
 */
export function spellDescribed({ form, parts }: Described): string {
  const spell = spellings[form.kind] as (form: Form, parts: readonly Described[]) => string
  return spell(form, parts)
}

function withBounds(text: string, bounds: Readonly<Record<string, boolean>>): string {
  return [text, ...Object.keys(bounds).filter((bound) => bounds[bound])].join(' + ')
}
