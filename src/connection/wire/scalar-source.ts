/** Writing and reading of a scalar as source text, for generated code. */
export interface ScalarSource {
  /** Bytes of a value. */
  readonly size: number
  /** What the text uses, by name. A name stands for one thing in all scalars. */
  readonly scope: Readonly<Record<string, unknown>>
  /** An expression that is true where the value of a variable may be written. */
  readonly accepts: (value: string) => string
  /** Statements that write the value of a variable, which was accepted, at an offset of the variable `view`. */
  readonly set: (value: string, offset: string) => string
  /** An expression that reads at an offset of the variable `view`, and throws for what stands for nothing. */
  readonly get: (offset: string) => string
  /** Throws the problem of a value that was not accepted. */
  readonly refuse: (value: unknown) => never
  /** The typed array whose elements are values of the scalar and have the same bytes, where there is one. */
  readonly elements?: TypedElements | undefined
}

/** A class of typed arrays. */
export interface TypedElements {
  new (length: number): ArrayBufferView & ArrayLike<unknown>
  new (buffer: ArrayBuffer, byteOffset: number, length: number): ArrayBufferView & ArrayLike<unknown>
}
