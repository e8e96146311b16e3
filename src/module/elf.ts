import { array, struct, u16, u32, u64, u8 } from '../layout/index.js'

/**
 * The file header of a 64-bit ELF file.
 *
 * @see ELF-64 Object File Format, version 1.5, "File Header".
 *
 * @internal
 */
export const ElfHeader = struct('Elf64_Ehdr', {
  e_ident: array(u8, 16),
  e_type: u16,
  e_machine: u16,
  e_version: u32,
  e_entry: u64,
  e_phoff: u64,
  e_shoff: u64,
  e_flags: u32,
  e_ehsize: u16,
  e_phentsize: u16,
  e_phnum: u16,
  e_shentsize: u16,
  e_shnum: u16,
  e_shstrndx: u16,
})

/**
 * A program header of a 64-bit ELF file: a part of the file that is mapped.
 *
 * @see ELF-64 Object File Format, version 1.5, "Program Header Table".
 *
 * @internal
 */
export const ElfProgramHeader = struct('Elf64_Phdr', {
  p_type: u32,
  p_flags: u32,
  p_offset: u64,
  p_vaddr: u64,
  p_paddr: u64,
  p_filesz: u64,
  p_memsz: u64,
  p_align: u64,
})

/**
 * An entry of the dynamic section of a 64-bit ELF file.
 *
 * @see ELF-64 Object File Format, version 1.5, "Dynamic Table".
 *
 * @internal
 */
export const ElfDynamic = struct('Elf64_Dyn', { d_tag: u64, d_val: u64 })

/**
 * A symbol of a 64-bit ELF file.
 *
 * @see ELF-64 Object File Format, version 1.5, "Symbol Table".
 *
 * @internal
 */
export const ElfSymbol = struct('Elf64_Sym', {
  st_name: u32,
  st_info: u8,
  st_other: u8,
  st_shndx: u16,
  st_value: u64,
  st_size: u64,
})

/** Values that matter here. */
export const elf = {
  /** e_ident[4]: 64-bit. */
  class64: 2,
  /** e_ident[5]: least significant byte first. */
  littleEndian: 1,
  /** e_type: shared object. */
  sharedObject: 3,
  /** p_type: mapped. */
  load: 1,
  /** p_type: dynamic linking information. */
  dynamic: 2,
  /** e_machine by target. */
  machines: { 'x86_64-linux': 62, 'aarch64-linux': 183 } as Readonly<Record<string, number>>,
} as const
