import { ValueError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import { ownershipKey, type Ownership } from '../../ownership/index.js'
import type { AnyTrait } from '../trait/trait.js'
import { ConnectionTitle } from './connection-title.js'
import type { ConnectionDescription } from './description.js'
import { Lease, type Uses } from './uses.js'

/** What a class of connected objects knows of all of them. */
export interface ConnectedClass {
  /** The trait. */
  readonly trait: AnyTrait
  /** How each method is called. */
  readonly describe: () => ConnectionDescription
  /** The methods of an object, called on another thread. */
  readonly asyncCalls: (object: object) => object
}

/**
 * An object that this side is connected to, whoever implements it. Classes of them add the methods of a trait.
 *
 * @internal
 */
export abstract class ConnectedObject implements Disposable {
  /** The title, where the object belongs to this side. */
  readonly [ownershipKey]: Ownership | undefined
  readonly #class: ConnectedClass
  readonly #uses: Uses
  #async: object | undefined

  /**
   * @param connected - What its class knows.
   * @param release - Drops the object; `undefined` where it was lent. Must not lead to the object.
   * @param onChange - Is told when the object changes hands or is disposed of. Must not lead to the object.
   */
  constructor(
    connected: ConnectedClass,
    release: (() => void) | undefined,
    onChange: () => void = () => undefined,
  ) {
    this.#class = connected
    const title =
      release === undefined
        ? undefined
        : new ConnectionTitle(this, { kind: 'connection', type: connected.trait.name }, release, onChange)
    this[ownershipKey] = title
    this.#uses = title ?? new Lease()
  }

  /** Who is told of its uses. */
  get $uses(): Uses {
    return this.#uses
  }

  get $async(): object {
    return (this.#async ??= this.#class.asyncCalls(this))
  }

  $has(method: string): boolean {
    return this.#class.describe().methods.some(({ name, isPresent }) => name === method && isPresent)
  }

  $describe(): ConnectionDescription {
    return this.#class.describe()
  }

  $passableByRef(method: string, parameter: number): boolean {
    const { trait } = this.#class
    const declared = trait.methods.get(method)
    if (declared === undefined)
      return refuse(`${trait.name}.$passableByRef`, 'the name of a method of the trait', method)
    if (declared.parameters[parameter] === undefined) {
      const most = declared.parameters.length - 1
      const expected = most < 0 ? 'a method with parameters' : `a number from 0 to ${most}`
      return refuse(`${trait.name}.${method}`, expected, parameter)
    }
    const described = this.#class.describe().methods.find(({ name }) => name === method)
    return described?.parameters[parameter]?.passing === 'pointer'
  }

  [Symbol.dispose](): void {
    this[ownershipKey]?.dispose()
  }
}

function refuse(path: string, expected: string, found: unknown): never {
  throw new ValueError('nothing that a connection could tell of', {
    code: 'ABI-V001',
    rule: 'X-10',
    path,
    expected,
    found: describeValue(found),
  })
}

/**
 * Ends an object: drops one that belongs to this side, and takes away one that was lent.
 *
 * @internal
 */
export function endObject(object: ConnectedObject): void {
  if (object.$uses instanceof Lease) object.$uses.end()
  else object[Symbol.dispose]()
}

/**
 * Adds methods to a class of connected objects.
 *
 * @internal
 */
export function addMethods(
  target: { readonly prototype: object },
  methods: Iterable<readonly [name: string, method: (...values: never[]) => unknown]>,
): void {
  for (const [name, method] of methods) {
    Object.defineProperty(method, 'name', { value: name, configurable: true })
    Object.defineProperty(target.prototype, name, { value: method, writable: true, configurable: true })
  }
}
