import {
  array,
  constPointer,
  doc,
  fn,
  i32,
  pointer,
  struct,
  u16,
  u32,
  u64,
  u8,
  untyped,
  usize,
} from '../layout/index.js'

/** The symbol under which a module exports its header. */
export const headerSymbol = 'abiding_module'

/** The first bytes of every header. */
export const headerMagic = 'abiding module\0\0'

/** The version of the header's format. */
export const headerVersion = 1

/** Bytes of a text: modules own them forever. */
const text = constPointer(u8)

/**
 * Where a constructor reports why it failed. The host provides the room for the message.
 *
 * @see Rule H-5 of the specification.
 */
export const ModuleErrorReport = struct(
  'abiding_error',
  {
    struct_size: doc('Size of this struct as the host knows it.', u32),
    code: doc("The module's own number for the cause.", i32),
    message: doc('Room for UTF-8 text, not terminated by a zero.', pointer(u8)),
    capacity: doc('Bytes of room.', usize),
    length: doc('Bytes of text, set by the module.', usize),
  },
  { doc: 'Where a constructor reports why it failed.' },
)

/**
 * What a module exports: who it is, what it was built for, its interface as data, and how to get its root.
 *
 * @see Rules H-1 to H-6 of the specification.
 */
export const ModuleHeader = struct(
  'abiding_module_header',
  {
    magic: doc('"abiding module" and two zeros.', array(u8, 16)),
    byte_order: doc('1 for little-endian, 2 for big-endian.', u8),
    pointer_size: doc('Bytes of a pointer.', u8),
    header_version: doc('1.', u16),
    header_size: doc('Size of this struct; newer ones may be longer.', u32),
    name: doc('Name of the interface, UTF-8.', text),
    name_length: usize,
    version: doc('Version of the interface, UTF-8.', text),
    version_length: usize,
    schema: doc('The interface as canonical JSON, UTF-8.', text),
    schema_length: usize,
    construct: doc(
      'Gives the root of the module, or NULL and an error.',
      fn({ error: pointer(ModuleErrorReport) }, constPointer(untyped)),
    ),
    state: doc('For hosts: 0 new, 1 under construction, 2 constructed.', u32),
    reserved: doc('0.', u32),
    root: doc('For hosts: what construct gave.', u64),
  },
  { doc: 'What a module exports under the name abiding_module.' },
)
