/**
 * Whether this is V8 from version 12 on or another engine of its time, which is when `Iterator` came. For older ones code is
 * generated in other forms where that makes loops faster, and none of them is needed for code to be right.
 *
 * @internal
 */
export const isRecentEngine = 'Iterator' in globalThis
