// What rustc says of shapes: on this machine by a program that cargo builds, for other targets by the compiler alone.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ModelTarget } from '../../spec/model/targets.js'
import type { Answer, AskCompiler, CompoundLayout } from './layout-proof.js'
import { memberName } from './shape-c.js'
import { defineInRust, type RustDefinition, type RustType } from './shape-rust.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, '.build', 'rust-layout')

/** Asks by building and running the crate in test/interop/rust-layout/. */
export const askCargo =
  (cargo: string): AskCompiler =>
  (shapes) => {
    const definitions = shapes.map((shape, index) =>
      defineInRust(shape, `R${index}`, { attribute: '#[derive(Clone, Copy)]' }),
    )
    const types = definitions.flatMap((definition) => definition.types)
    mkdirSync(built, { recursive: true })
    const path = join(built, 'types.rs')
    writeFileSync(
      path,
      [
        ...definitions.map(({ source }) => source),
        'pub fn print_all() {',
        ...types.map(({ name }) => `    print_${name}();`),
        '}',
        ...types.map(printFunction),
        '',
      ].join('\n'),
    )
    const output = execFileSync(cargo, ['run', '--quiet', '--locked', '--offline'], {
      cwd: join(root, 'test', 'interop', 'rust-layout'),
      env: { ...process.env, CARGO_TARGET_DIR: join(built, 'target'), ABIDING_RUST_TYPES: path },
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    const lines = new Map(
      output
        .trim()
        .split('\n')
        .map((line) => [line.split(' ')[0]!, line]),
    )
    return answers(definitions, ({ name }) => {
      const [size, alignment, ...offsets] = lines.get(name)!.split(' ').slice(1).map(Number)
      return { size: size!, alignment: alignment!, offsets: offsets.map((offset) => offset * 8) }
    })
  }

function answers(
  definitions: readonly RustDefinition[],
  layoutOf: (type: RustType) => CompoundLayout,
): readonly Answer[] {
  return definitions.map(({ source, types }) => ({
    source,
    compounds: types.map((type) => ({ shape: type.shape, layout: layoutOf(type) })),
  }))
}

/** Prints name, size, alignment and offsets in bytes. The offsets are those of addresses of real fields. */
function printFunction({ name, shape }: RustType): string {
  const begin = `fn print_${name}() {\n    begin::<${name}>("${name}");`
  if (shape.kind !== 'tagged-union') {
    const offsets = shape.members.map((_, index) => `    field!(${name}, ${memberName(index)});`)
    return [begin, ...offsets, '    println!();', '}'].join('\n')
  }
  const tag = shape.repr === 'C' ? 'i32' : typeof shape.repr === 'string' ? shape.repr : shape.repr[1]
  const variants = shape.variants.flatMap((fields, variant) => {
    if (fields.length === 0) return []
    const names = fields.map((_, index) => memberName(index))
    return [
      `    let value = with_tag::<${name}, ${tag}>(${variant});`,
      `    if let ${name}::V${variant} { ${names.join(', ')} } = unsafe { value.assume_init_ref() } {`,
      ...names.map((field) => `        distance(&value, ${field});`),
      '    }',
    ]
  })
  return [begin, '    print!(" 0");', ...variants, '    println!();', '}'].join('\n')
}

/** What rustc needs to know to lay out types without a standard library. */
function withoutCore({ longSize, wideCharSize, wideCharIsSigned }: ModelTarget): string {
  const long = longSize * 8
  return `#![feature(no_core, lang_items, rustc_attrs)]
#![no_core]
#![crate_type = "lib"]
#![allow(dead_code, non_camel_case_types, internal_features, conflicting_repr_hints)]
#[lang = "pointee_sized"] pub trait PointeeSized {}
#[lang = "meta_sized"] pub trait MetaSized: PointeeSized {}
#[lang = "sized"] pub trait Sized: MetaSized {}
#[lang = "copy"] pub trait Copy {}
macro_rules! copy { ($($type:ty)*) => { $(impl Copy for $type {})* } }
copy!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char);
impl<T: PointeeSized> Copy for *const T {}
impl<T: PointeeSized> Copy for *mut T {}
impl<T: Copy, const N: usize> Copy for [T; N] {}
type c_char = i8; type c_schar = i8; type c_uchar = u8; type c_short = i16; type c_ushort = u16; type c_int = i32;
type c_uint = u32; type c_long = i${long}; type c_ulong = u${long}; type c_longlong = i64; type c_ulonglong = u64;
type WideChar = ${wideCharIsSigned ? 'i' : 'u'}${wideCharSize * 8};
type FunctionPointer = extern "C" fn();
`
}

/** Asks rustc to print the layouts for a target, which it does as long as internal features are allowed. */
export const askRustc =
  (rustc: string, target: ModelTarget): AskCompiler =>
  (shapes) => {
    const definitions = shapes.map((shape, index) =>
      defineInRust(shape, `R${index}`, {
        compoundAttribute: '#[rustc_layout(debug)]',
        after: (name) => `impl Copy for ${name} {}`,
      }),
    )
    mkdirSync(built, { recursive: true })
    const { stderr } = spawnSync(
      rustc,
      ['--target', target.rustc, '--emit=metadata', '-o', join(built, `${target.name}.rmeta`), '-'],
      {
        input: [withoutCore(target), ...definitions.map(({ source }) => source)].join('\n'),
        env: { ...process.env, RUSTC_BOOTSTRAP: '1' },
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
      },
    )
    const dumps = new Map(
      [...stderr.matchAll(/^error: layout_of\((\w+)\) = (Layout \{$[^]*?^ {7}\})/gm)].map(
        ([, name = '', text = '']) => [name, parseDump(text)],
      ),
    )
    return answers(definitions, ({ name, shape }) => {
      const dump = dumps.get(name)
      if (dump === undefined)
        throw new Error(`rustc for ${target.rustc} refuses ${name}:\n${stderr.slice(0, 4000)}`)
      const { size, alignment, variants, offsets } = dump
      const fields = shape.kind === 'union' ? shape.members.map(() => 0) : [...offsets, ...variants.flat()]
      return { size, alignment, offsets: fields.map((offset) => offset * 8) }
    })
  }

/** Reads what `#[rustc_layout(debug)]` prints. */
function parseDump(text: string) {
  const numbers = (pattern: RegExp): number[] => [...text.matchAll(pattern)].map((match) => Number(match[1]))
  // The lists of offsets in the order of the text: of the whole, then of the variants.
  const lists = [...text.matchAll(/offsets: \[([^\]]*)\]/g)].map(([, list = '']) =>
    [...list.matchAll(/Size\((\d+) bytes\)/g)].map((match) => Number(match[1])),
  )
  return {
    size: numbers(/size: Size\((\d+) bytes\)/g)[0]!,
    alignment: numbers(/abi: Align\((\d+) bytes\)/g)[0]!,
    offsets: lists[0] ?? [],
    variants: lists.slice(1),
  }
}
