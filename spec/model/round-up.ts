/** The smallest multiple of a step that is not below a number. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
