/** A parameter of a method, as a connection passes it. */
export interface ParameterDescription {
  /** Its name. */
  readonly name: string
  /** Its type. */
  readonly type: string
  /** How it is passed. */
  readonly passing: 'bytes' | 'pointer' | 'value'
  /** Why it is passed like that. */
  readonly reason: string
}

/** A method, as a connection calls it. */
export interface MethodDescription {
  /** Its name. */
  readonly name: string
  /** Whether the peer has it. */
  readonly isPresent: boolean
  /** Which way calls take. */
  readonly route: 'protocol' | 'direct' | 'in process' | 'none'
  /** Why they take that way, where another one was thinkable. */
  readonly reason: string | undefined
  /** Its parameters. */
  readonly parameters: readonly ParameterDescription[]
  /** What makes calls of it fail although the peer has it. Empty where nothing does. */
  readonly problems: readonly string[]
}

/**
 * What a connection came to: which versions met, and how each method is called.
 *
 * @see Rule X-10 of the specification.
 */
export interface ConnectionDescription {
  /** The name of the trait. */
  readonly trait: string
  /** The version of this side. */
  readonly version: number
  /** The version of the peer. */
  readonly peerVersion: number
  /** The version in which arguments travel: the older one of both. */
  readonly effectiveVersion: number
  /** The methods in the order of the declaration. */
  readonly methods: readonly MethodDescription[]
}
