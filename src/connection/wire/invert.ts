/**
 * The names of numbers, from the numbers of names.
 *
 * @internal
 */
export function invert<Name extends string>(
  numbers: Readonly<Record<Name, number>>,
): ReadonlyMap<number, Name> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number as number, name as Name]))
}
