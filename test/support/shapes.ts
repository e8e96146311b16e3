import { setFlagsFromString } from 'node:v8'

/**
 * Whether V8 sees objects of one shape.
 *
 * @param objects - At least one.
 */
export function haveSameShape(objects: readonly object[]): boolean {
  setFlagsFromString('--allow-natives-syntax')
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const compare = new Function('one', 'other', 'return %HaveSameMap(one, other)') as (
    one: object,
    other: object,
  ) => boolean
  setFlagsFromString('--no-allow-natives-syntax')
  return objects.every((object) => compare(object, objects[0]!))
}
