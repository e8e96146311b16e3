/**
 * How native code is called, and how it calls back.
 *
 * @module
 */
import { nativeSpace } from '../memory/native-space.js'
import { callableAt } from './callable.js'
import { entryPointOf } from './entry-points.js'

export { bindFunction } from './bound-function.js'
export { entryPointOf } from './entry-points.js'
export { ExportedFunction, exportFunction, liveExports, type ExportOptions } from './exported-function.js'

// From here on, function pointers in native memory can be read and written.
nativeSpace.useBorder({ callable: callableAt, addressOfFunction: entryPointOf })
