/** Where a part of the preprocessed text comes from. */
interface Stretch {
  /** Where it begins, in bytes. */
  readonly start: number
  /** The file, as the preprocessor names it. */
  readonly file: string
}

/** What `#pragma pack` asks for from some place on. */
interface Packing {
  readonly start: number
  /** Bytes; `undefined` where nothing is asked for. */
  readonly bytes: number | undefined
}

/**
 * A header with everything that it includes as one text, macros expanded and comments kept. Every place in it is a number
 * of bytes from its start, the same that clang reports when it reads this text.
 *
 * @internal
 */
export class Preprocessed {
  /** As clang reads it. */
  readonly bytes: Buffer
  /** One character for each byte, so that places are indices. */
  readonly #text: string
  readonly #stretches: readonly Stretch[]
  readonly #packings: readonly Packing[]

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.#text = bytes.toString('latin1')
    this.#stretches = readStretches(this.#text)
    this.#packings = readPackings(this.#text)
  }

  /** Every file that has a part in it, once, in the order of their first parts. */
  get files(): string[] {
    return [...new Set(this.#stretches.map((stretch) => stretch.file))]
  }

  /** The file in which something stands. */
  fileAt(place: number): string {
    return lastBefore(this.#stretches, place)?.file ?? ''
  }

  /** The alignment to which `#pragma pack` limits fields at a place, in bytes. */
  packingAt(place: number): number | undefined {
    return lastBefore(this.#packings, place)?.bytes
  }

  /** The text between two places. */
  slice(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end)
  }

  /** Where something stands for the first time from a place on; the end of the text where it does not. */
  find(what: string, from: number): number {
    const place = this.#text.indexOf(what, from)
    return place === -1 ? this.#text.length : place
  }
}

function lastBefore<Item extends { readonly start: number }>(
  items: readonly Item[],
  place: number,
): Item | undefined {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (items[middle]!.start <= place) low = middle + 1
    else high = middle
  }
  return items[low - 1]
}

function readStretches(text: string): Stretch[] {
  return [...text.matchAll(/^# \d+ "((?:\\.|[^"\\\n])*)".*$/gm)].map((marker) => ({
    start: marker.index,
    file: Buffer.from(unescape(marker[1]!), 'latin1').toString('utf8'),
  }))
}

function unescape(name: string): string {
  return name.replace(/\\([0-7]{3}|.)/g, (_match, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped,
  )
}

/** `#pragma pack` is a stack: `push` saves what holds, `pop` brings it back, a number replaces it. */
function readPackings(text: string): Packing[] {
  const stack: { label: string | undefined; bytes: number | undefined }[] = []
  let bytes: number | undefined
  return [...text.matchAll(/^#pragma pack\s*\(([^)\n]*)\)/gm)].map((pragma) => {
    const words = pragma[1]!.split(',').map((word) => word.trim())
    const [action = ''] = words
    const label = words.find((word, index) => index > 0 && /^[A-Za-z_]/.test(word))
    const number = words.find((word) => /^\d+$/.test(word))
    if (action === 'push') stack.push({ label, bytes })
    if (action === 'pop') {
      const place = label === undefined ? stack.length - 1 : stack.findLastIndex((one) => one.label === label)
      if (place >= 0) bytes = stack.splice(place)[0]!.bytes
    }
    if (action === '') bytes = undefined
    if (number !== undefined) bytes = Number(number) === 0 ? undefined : Number(number)
    return { start: pragma.index, bytes }
  })
}
