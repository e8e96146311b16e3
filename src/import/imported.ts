import type { Ordered } from './order.js'

/** A declaration that was made of a C type. */
export interface ImportedDeclaration extends Ordered {
  /** Its name here. */
  readonly name: string
  /** How C spells the type; `undefined` where C has no name for it. */
  readonly spelling: string | undefined
  /** What is compared with the compiler. Functions and types whose contents are hidden have no layout. */
  readonly proof: 'layout' | 'none'
  /** The name that the C type has, where it is another one. */
  readonly renamedFrom?: string | undefined
  /** What stands above the declaration. */
  readonly doc?: string | undefined
  /** Why only its name is declared. */
  readonly hiddenBecause?: string | undefined
}

/** A type that could not be declared. */
export interface LeftOut {
  /** Its name in C. */
  readonly name: string
  /** Why, as a clause. */
  readonly reason: string
  /** Whether pointers to it are declared, as pointers to something whose contents are hidden. */
  readonly isHidden: boolean
}
