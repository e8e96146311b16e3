/**
 * How native code is called, and how it calls back.
 *
 * @module
 */
import { nativeSpace } from '../memory/native-space.js'
import { callableAt } from './callable.js'
import { entryPointOf } from './entry-points.js'

export { openLibrary, type Library } from '../ffi/index.js'
export { bindFunction } from './bound-function.js'
export { bindSymbol } from './bind-symbol.js'
export {
  conventionFor,
  describeCall,
  type CallDescription,
  type DescribeCallOptions,
  type DescribedParameter,
} from './convention/describe-call.js'
export type {
  Convention,
  PassedSignature,
  PassedValue,
  PassedValues,
  Piece,
  Place,
} from './convention/convention.js'
export type { EqualFloats, PassedPart, PassedType } from './convention/passed-type.js'
export { entryPointOf } from './entry-points.js'
export { checkThreads, type ForeignCallOptions } from './threads/thread-policy.js'
export { ExportedFunction, exportFunction, liveExports, type ExportOptions } from './exported-function.js'

// From here on, function pointers in native memory can be read and written.
nativeSpace.useBorder({ callable: callableAt, addressOfFunction: entryPointOf })
