import { compile, mayGenerateCode } from '../../layout/accessor/code-generation.js'
import type { FunctionType } from '../../layout/index.js'
import type { ConnectedMethod } from '../connect/generated-method.js'
import { OffThreadUse } from '../connect/off-thread-use.js'
import { peerObject, type PeerObject } from '../connect/peer-object.js'
import { refuseArgumentCount } from '../connect/refusals.js'
import type { TraitMethod } from '../trait/method.js'
import type { AnyTrait } from '../trait/trait.js'
import { plainReader } from './plain-value.js'

/** The function of a peer: it takes the object before the arguments. */
type NativeMethod = ((...values: unknown[]) => unknown) & {
  readonly async: (...values: unknown[]) => Promise<unknown>
}

/**
 * A method of a peer that is called directly, through the table of the peer.
 *
 * @see Rule X-77 of the specification.
 *
 * @internal
 */
export class DirectMethod {
  readonly #convert: ((result: unknown) => unknown) | undefined

  /**
   * @param native - The function of the peer, with the object as its first parameter.
   * @param signature - What it takes and gives.
   * @param path - What it is called in errors.
   * @param declared - The method as this side declares it.
   */
  constructor(
    readonly native: NativeMethod,
    signature: FunctionType,
    readonly path: string,
    readonly declared: TraitMethod,
  ) {
    this.#convert = plainReader(signature.returns)
  }

  /** Refuses a wrong number of arguments. */
  refuseCount(found: number): never {
    return refuseArgumentCount(this.declared, this.path, found)
  }

  /** Whether what native code gives is what the method gives. */
  get givesPlainly(): boolean {
    return this.#convert === undefined
  }

  /** What native code gave as a plain value. */
  convert(result: unknown): unknown {
    return this.#convert === undefined ? result : this.#convert(result)
  }
}

/**
 * A method of a connection that is called directly.
 *
 * @internal
 */
export function directMethod(method: DirectMethod): ConnectedMethod {
  return mayGenerateCode() ? generateDirect(method) : composeDirect(method)
}

/**
 * Writes such a method as source text.
 *
 * @internal
 */
export function generateDirect(method: DirectMethod): ConnectedMethod {
  const names = method.declared.parameters.map((_, index) => `a${index}`)
  const call = `$native(${['object.address', ...names].join(', ')})`
  return compile(
    `return function (${names.join(', ')}) {
      if (arguments.length !== ${names.length}) $method.refuseCount(arguments.length)
      const object = this[$object]
      object.uses.beginUse($path)
      try {
        return ${method.givesPlainly ? call : `$method.convert(${call})`}
      } finally {
        object.uses.endUse()
      }
    }`,
    { $object: peerObject, $method: method, $path: method.path, $native: method.native },
  ) as ConnectedMethod
}

/** What has an object of a peer. */
interface WithObject {
  readonly [peerObject]: PeerObject
}

/**
 * The same without source text.
 *
 * @internal
 */
export function composeDirect(method: DirectMethod): ConnectedMethod {
  const { native, path, declared } = method
  return function (...values) {
    if (values.length !== declared.parameters.length) method.refuseCount(values.length)
    const object = (this as WithObject)[peerObject]
    object.uses.beginUse(path)
    try {
      return method.convert(native(object.address, ...values))
    } finally {
      object.uses.endUse()
    }
  }
}

/**
 * Calls a method directly on another thread.
 *
 * @see Rules X-18 and X-77 of the specification.
 *
 * @internal
 */
export async function callDirectlyAsync(
  trait: AnyTrait,
  object: PeerObject,
  method: DirectMethod,
  values: readonly unknown[],
): Promise<unknown> {
  if (values.length !== method.declared.parameters.length) method.refuseCount(values.length)
  const use = OffThreadUse.begin(object, trait, method.path.slice(trait.name.length + 1))
  try {
    return method.convert(await method.native.async(object.address, ...values))
  } finally {
    use.end()
  }
}
