import type { Target } from '../layout/index.js'
import { ModuleErrorReport, ModuleHeader } from '../module/header.js'
import { comment } from './c-text.js'
import { typeDefinitions } from './c-types.js'

/**
 * The part that all generated headers share: macros, the module header and the error report.
 *
 * @internal
 */
export function runtimePart(target: Target): string[] {
  return [
    '#ifndef ABIDING_H',
    '#define ABIDING_H',
    '',
    '#include <stdbool.h>',
    '#include <stddef.h>',
    '#include <stdint.h>',
    '',
    '#ifdef __cplusplus',
    '#define ABIDING_ASSERT(condition, message) static_assert(condition, message)',
    '#define ABIDING_ALIGNOF(type) alignof(type)',
    '#define ABIDING_BEGIN_C extern "C" {',
    '#define ABIDING_END_C }',
    '#else',
    '#define ABIDING_ASSERT(condition, message) _Static_assert(condition, message)',
    '#define ABIDING_ALIGNOF(type) _Alignof(type)',
    '#define ABIDING_BEGIN_C',
    '#define ABIDING_END_C',
    '#endif',
    '',
    '#ifdef _WIN32',
    '#define ABIDING_EXPORT __declspec(dllexport)',
    '#else',
    '#define ABIDING_EXPORT __attribute__((visibility("default")))',
    '#endif',
    '',
    '#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__',
    '#define ABIDING_BYTE_ORDER 2',
    '#else',
    '#define ABIDING_BYTE_ORDER 1',
    '#endif',
    '',
    '/* The schema of a large interface is longer than the literals that every C compiler must accept. */',
    '#ifdef __GNUC__',
    '#define ABIDING_LONG_LITERALS \\',
    '  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \\"-Woverlength-strings\\"")',
    '#define ABIDING_USUAL_LITERALS _Pragma("GCC diagnostic pop")',
    '#else',
    '#define ABIDING_LONG_LITERALS',
    '#define ABIDING_USUAL_LITERALS',
    '#endif',
    '',
    ...typeDefinitions([ModuleHeader, ModuleErrorReport], target),
    ...comment('Fills in why a constructor failed: return abiding_fail(error, 7, "no disk");'),
    'static inline const void *abiding_fail(abiding_error *error, int32_t code, const char *message) {',
    '  size_t length = 0;',
    '  while (message[length] != 0 && length < error->capacity) {',
    '    error->message[length] = (uint8_t)message[length];',
    '    length += 1;',
    '  }',
    '  error->code = code;',
    '  error->length = length;',
    '  return NULL;',
    '}',
    '',
    '#endif /* ABIDING_H */',
  ]
}
