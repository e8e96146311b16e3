import { AbidingError } from './abiding-error.js'

/** A declaration that cannot be: a bad name, a broken version ladder, a misplaced type. Thrown while declaring. */
export class DeclarationError extends AbidingError {}

/** A JavaScript value that does not fit the declared type, or memory that holds no valid value of it. */
export class ValueError extends AbidingError {}

/** Memory that cannot be reached: null, unmapped, out of bounds or no longer owned. */
export class MemoryError extends AbidingError {}

/** A file that cannot be loaded as a shared library. */
export class LibraryError extends AbidingError {}

/** A call that cannot be made: wrong arguments, a null function pointer, no callback slot. */
export class CallError extends AbidingError {}

/** A loaded library that is not a usable module: header, schema or constructor are at fault. */
export class ModuleError extends AbidingError {}

/** What a test expects does not hold. Thrown by the helpers for tests alone. */
export class ExpectationError extends AbidingError {}

/** A tool of the command line was called in the wrong way. */
export class CommandError extends AbidingError {}

/** A call between threads that cannot be made: against the rule of a function, or without end. */
export class ThreadError extends AbidingError {}
