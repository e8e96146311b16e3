import { Socket } from 'node:net'
import { closeDescriptor, openPipe } from './system.js'

/**
 * A pipe by which another thread wakes the event loop of this one. It does not keep the process alive.
 *
 * @internal
 */
export class Doorbell {
  /** What the other thread writes to. */
  readonly descriptor: number
  readonly #socket: Socket

  /**
   * @param answer - What runs, soon after somebody wrote.
   * @throws Error where the system has no pipe to give.
   */
  constructor(answer: () => void) {
    const [read, write] = openPipe()
    this.descriptor = write
    this.#socket = new Socket({ fd: read, readable: true, writable: false })
    this.#socket.on('data', answer)
    this.#socket.unref()
  }

  /** Keeps the process alive from now on. */
  ref(): void {
    this.#socket.ref()
  }

  /** Lets the process end from now on. */
  unref(): void {
    this.#socket.unref()
  }

  /** Nobody may write any more. */
  close(): void {
    this.#socket.destroy()
    closeDescriptor(this.descriptor)
  }
}
