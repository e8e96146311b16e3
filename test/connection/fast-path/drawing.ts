// A trait for tables that TypeScript makes.
import { f64, struct, u16, u32, u64, u8, unit } from 'abiding'
import { list, method, ref, slice, str, string, trait } from 'abiding/connection'

const Point = struct('Point', { x: f64, y: f64 })
const Pixel = struct('Pixel', { red: u8, alpha: u16 })

/** A trait most of whose methods C can have. */
export const Drawing = trait('Drawing', {
  version: 3,
  methods: {
    add: method({ left: u32, right: u32 }, u32),
    move: method([{ point: Point }, { by: f64 }], Point),
    norm: method({ point: ref(Point) }, f64),
    sum: method({ values: slice(u32) }, u64),
    widest: method({ pixels: slice(Pixel) }, Pixel),
    size: method({ text: str }, u64),
    title: method([{ number: u32 }], str),
    reset: method({}, unit, { receiver: 'mut' }),
    names: method({ given: list(string) }, list(string)),
  },
})

/** Implements it, and notes what it gets. */
export function drawing(seen: unknown[] = [], dropped: () => void = () => undefined) {
  return {
    add: (left: number, right: number) => (left + right) >>> 0,
    move: (point: { x: number; y: number }, by: number) => {
      seen.push(point)
      return { x: point.x + by, y: point.y + by }
    },
    norm: (point: { x: number; y: number }) => {
      seen.push(point)
      return point.x + point.y
    },
    sum: (values: Iterable<number>) => {
      seen.push(values)
      return BigInt([...values].reduce((sum, one) => sum + one, 0))
    },
    widest: (pixels: readonly { red: number; alpha: number }[]) => {
      seen.push(pixels)
      return pixels.reduce((most, one) => (one.alpha > most.alpha ? one : most))
    },
    size: (text: string) => {
      seen.push(text)
      return BigInt(text.length)
    },
    title: (number: number) => `grün ${number}`,
    reset: () => void seen.push('reset'),
    names: (given: readonly string[]) => given,
    [Symbol.dispose]: dropped,
  }
}
