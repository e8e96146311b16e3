import { ModuleError } from './kinds.js'

/**
 * A panic of a module's code that the module caught and reports. What a module does not catch ends the process, so that nobody
 * can be told: run modules that are not trusted in a process of their own.
 */
export class ModulePanicError extends ModuleError {}
