import type { AggregateMirror, NativeSignature, RegisterKind } from '../ffi/index.js'
import type {
  AnyType,
  FunctionType,
  MemoryLocation,
  OutParameter,
  ScalarName,
  ScalarPassing,
} from '../layout/index.js'
import type { ScalarPart } from './stand-ins.js'

export type { ScalarPart } from './stand-ins.js'

/** How one declared value crosses the border. */
export type Lowered =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'scalar'
      readonly type: AnyType
      readonly passing: ScalarPassing
      /** The register of a result that the FFI converts slowly, if no argument lies in memory. */
      readonly registers?: ResultRegisters | undefined
    }
  /** Scalars that stand for the parts of a struct, in order; of a result a single one. */
  | { readonly kind: 'parts'; readonly type: AnyType; readonly parts: readonly ScalarPart[] }
  | {
      readonly kind: 'mirror'
      readonly type: AnyType
      readonly mirror: AggregateMirror
      /** The registers of a result that comes in two of them, each of which holds up to 8 bytes. */
      readonly registers?: ResultRegisters | undefined
    }
  /** A result that native code writes to an address, which is passed before all parameters. */
  | { readonly kind: 'address'; readonly type: AnyType }

/** How a result crosses the border. */
export type LoweredResult =
  | Lowered
  /** A result that machine code took out of two registers, and the place where it put it. */
  | { readonly kind: 'registers'; readonly type: AnyType; readonly place: MemoryLocation }

/** The registers of the first 8 bytes of a result, and of the others. */
export type ResultRegisters = readonly [first: RegisterKind, second: RegisterKind]

/** A declared parameter. */
export interface LoweredParameter {
  /** Its name. */
  readonly name: string
  /** How it crosses the border. */
  readonly lowered: Lowered
  /** What comes back through it, if anything. */
  readonly out: OutParameter | undefined
  /** The signature of a function that JavaScript may pass, which is exported for the time of the call. */
  readonly lends: FunctionType | undefined
}

/** A declared signature with the way in which each value crosses the border. */
export interface LoweredSignature {
  /** The declared parameters in order. */
  readonly parameters: readonly LoweredParameter[]
  /** The declared result. */
  readonly returns: Lowered
  /** Whether an argument may own something that the call takes. */
  readonly moves: boolean
  /** Whether a call gives `errno`. */
  readonly givesErrno: boolean
  /** What the FFI is told. */
  readonly native: NativeSignature
  /** The arguments of a bound function that machine code puts on the stack. */
  readonly stack?: StackMemory | undefined
}

/** Where values lie on the stack; `undefined` for those that the FFI is told of. */
export type StackPlaces = readonly (StackPlace | undefined)[]

/** A value on the stack. */
export interface StackPlace {
  /** Bytes from the first argument on the stack. */
  readonly offset: number
  /** What lies there. */
  readonly scalar: ScalarName
  /** Whether it stands for a part of a struct. */
  readonly isPart: boolean
}

/** Where machine code takes arguments from. */
export interface StackMemory {
  /** For each value in order, those of parts among them, where it lies on the stack. */
  readonly places: StackPlaces
  /** What holds the arguments, in the order of the stack. */
  readonly buffer: ArrayBuffer
  /** Where the first one lies in there: a multiple of 8. */
  readonly offset: number
}

/** A signature as it is called: with its result in the way in which the machine lets it come. */
export interface CalledSignature extends Omit<LoweredSignature, 'returns'> {
  /** The declared result. */
  readonly returns: LoweredResult
}

/** Which side of the border JavaScript is on: a struct that is received cannot be taken apart. */
export type Direction = 'call' | 'receive'
