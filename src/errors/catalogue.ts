/**
 * Every error code with what it means. Codes are stable: a code is never given another meaning.
 *
 * The letter names the layer: `L` declarations and layout, `V` values, `M` memory, `F` libraries and functions,
 * `C` calls, `P` prefix types, `H` module headers, `S` schemas, `T` tools, `X` expectations of tests.
 *
 * @example
 * ```ts
 * import { errorCatalogue } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(errorCatalogue['ABI-M001'], 'A null address where memory is needed')
 * ```
 */
export const errorCatalogue = {
  'ABI-L001': 'A name that cannot be the name of a type, a field or a parameter',
  'ABI-L002': 'A declaration of the wrong shape',
  'ABI-L003': 'A target that is not known',
  'ABI-L004': 'A type that has no default value',
  'ABI-L005': 'Two different types of one name',
  'ABI-L006': 'A type that cannot stand in this place',
  'ABI-L007': 'A type of which no values are known',
  'ABI-V001': 'A value of the wrong type',
  'ABI-V002': 'A number outside of the range of its type',
  'ABI-V003': 'An index outside of an array',
  'ABI-V004': 'A value whose bytes have no owner',
  'ABI-V005': 'Memory that holds no valid value of its type',
  'ABI-M001': 'A null address where memory is needed',
  'ABI-M002': 'A number that cannot be an address',
  'ABI-M003': 'An address that is not mapped',
  'ABI-M004': 'Use after dispose',
  'ABI-M005': 'Outside of the memory',
  'ABI-M006': 'Safe reads are not available',
  'ABI-M007': 'No memory could be had',
  'ABI-M008': 'A place that is not aligned for what is done there',
  'ABI-M009': 'An operation for which the memory has no means',
  'ABI-F001': 'A library file that does not exist or cannot be read',
  'ABI-F002': 'A file that is not a shared library of this machine',
  'ABI-F003': 'A library that the system refuses to load',
  'ABI-F004': 'No callback slot is left',
  'ABI-F005': 'A signature that cannot be called',
  'ABI-C001': 'A wrong number of arguments',
  'ABI-C002': 'A null function pointer',
  'ABI-C003': 'A function pointer that does not point to code',
  'ABI-C004': 'A call that the memory has no means for',
  'ABI-P001': 'lastPrefixField is not the last field of the prefix',
  'ABI-P002': 'Too many fields',
  'ABI-P003': 'A version ladder that is out of order',
  'ABI-P004': 'A field that the module does not have',
  'ABI-P005': 'A prefix pointer that cannot be right',
  'ABI-P006': 'An implementation that does not fit the interface',
  'ABI-H001': 'A library without a module header',
  'ABI-H002': 'A header with the wrong magic',
  'ABI-H003': 'A header version that is not known',
  'ABI-H004': 'A module for another machine',
  'ABI-H005': 'A header of an impossible size',
  'ABI-H006': 'A header that points to memory that does not exist',
  'ABI-H007': 'A constructor that failed',
  'ABI-H008': 'A module that another thread never finished constructing',
  'ABI-H009': 'A header in memory that hosts cannot use',
  'ABI-S001': 'A schema that cannot be read',
  'ABI-S002': 'A module that does not fit the interface',
  'ABI-T001': 'A command that was called in the wrong way',
  'ABI-T002': 'A declaration file that cannot be loaded',
  'ABI-T003': 'A file that cannot be written',
  'ABI-T004': 'No clang that can be used',
  'ABI-T005': 'A C header that does not compile',
  'ABI-T006': 'A pattern that chooses no type',
  'ABI-X001': 'Layouts that are not those of a compiler',
  'ABI-X002': 'A compiler that cannot be used',
  'ABI-X003': 'Declarations that a compiler refuses',
  'ABI-X004': 'Bytes that were written although they belong to nobody',
  'ABI-X005': 'Memory or functions that were not released',
} as const

/** A stable error code, a key of {@link errorCatalogue}. */
export type ErrorCode = keyof typeof errorCatalogue
