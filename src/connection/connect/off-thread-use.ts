import { CallError } from '../../errors/index.js'
import type { AnyTrait } from '../trait/trait.js'
import { Lease, type Uses } from './uses.js'

/** What holds who is told of the uses of an object. */
export interface UsesHolder {
  /** Who is told. */
  readonly uses: Uses
  /** Says who is told from now on. */
  useThrough(uses: Uses): void
}

/**
 * Stands between an object and its uses while it is used on another thread.
 *
 * @see Rule X-18 of the specification.
 *
 * @internal
 */
export class OffThreadUse implements Uses {
  #calls = 0

  private constructor(
    readonly holder: UsesHolder,
    readonly uses: Uses,
    /** Whether other calls may go on meanwhile: names of methods that only read. */
    readonly readers: ReadonlySet<string> | undefined,
    readonly trait: AnyTrait,
  ) {}

  /**
   * A call begins on another thread.
   *
   * @throws CallError `ABI-J011` where the trait does not allow it, or the object is in use.
   */
  static begin(holder: UsesHolder, trait: AnyTrait, method: string): OffThreadUse {
    const path = `${trait.name}.${method}`
    if (!trait.bounds.includes('Send')) refuseToMove(path, trait)
    const { uses } = holder
    if (uses instanceof Lease) refuseLent(path)
    const readers = readersOf(trait)
    const mayShare = readers?.has(path) === true
    if (uses instanceof OffThreadUse) {
      uses.beginUse(path)
      uses.#calls += 1
      return uses
    }
    const use = new OffThreadUse(holder, uses, mayShare ? readers : undefined, trait)
    uses.beginUse(path)
    use.#calls = 1
    holder.useThrough(use)
    return use
  }

  /** A call on another thread is over. */
  end(): void {
    this.#calls -= 1
    if (this.#calls === 0) this.holder.useThrough(this.uses)
    this.uses.endUse()
  }

  beginUse(path = this.trait.name): void {
    if (this.readers?.has(path) !== true) refuseBusy(path)
    this.uses.beginUse(path)
  }

  endUse(): void {
    this.uses.endUse()
  }
}

/** The methods that several threads may call at once. */
function readersOf(trait: AnyTrait): ReadonlySet<string> | undefined {
  if (!trait.bounds.includes('Sync')) return undefined
  const shared = [...trait.methods].filter(([, { receiver }]) => receiver === 'shared')
  return new Set(shared.map(([name]) => `${trait.name}.${name}`))
}

function refuseToMove(path: string, { name }: AnyTrait): never {
  throw new CallError('an object that stays on the thread that made it', {
    code: 'ABI-J011',
    rule: 'X-18',
    path,
    expected: 'a trait with the bound Send',
    found: `${name} without it`,
    hint: 'declare the bound where the Rust trait has it; otherwise call the method without $async',
  })
}

/** Whoever lent it does not wait for the other thread. */
function refuseLent(path: string): never {
  throw new CallError('an object that was lent for a call', {
    code: 'ABI-J011',
    rule: 'X-18',
    path,
    expected: 'an object that belongs to this side',
    found: 'one that belongs to whoever calls',
    hint: 'call the method without $async, or take a boxed object',
  })
}

function refuseBusy(path: string): never {
  throw new CallError('an object that is used on another thread at the moment', {
    code: 'ABI-J011',
    rule: 'X-18',
    path,
    expected: 'an object that nobody uses, or a trait with the bound Sync whose methods only read',
    found: 'a call that is under way',
    hint: 'await the call that is under way',
  })
}
