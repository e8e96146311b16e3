// How two versions of an interface fit, by the rules that they break.
import type { AnyPrefixType } from 'abiding'
import { compareSchemas } from '../../../src/prefix/compare-schemas.js'

/** The rules that a module breaks for a host; none where it fits. */
export function brokenRules(host: AnyPrefixType, module: AnyPrefixType, strict = false): string[] {
  return compareSchemas(host.schema(), module.schema(), { strict }).map(({ rule }) => rule)
}
