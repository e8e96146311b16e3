/** Something that can be given back after it was moved. */
interface Moved {
  readonly giveBack: () => void
}

let recording: MoveRecord | undefined

/**
 * The moves that belong to one write or one call. They are undone together where it fails, so that what did not arrive
 * still belongs to whoever tried to pass it.
 *
 * @see Rule O-4 of the specification.
 *
 * @internal
 */
export class MoveRecord {
  /** Most calls move one thing, if any: it takes no list. */
  #first: Moved | undefined
  #others: Moved[] | undefined
  readonly #outer: MoveRecord | undefined

  /** @param outer - What is being recorded around it. */
  constructor(outer: MoveRecord | undefined) {
    this.#outer = outer
  }

  /** Adds a move. */
  add(moved: Moved): void {
    if (this.#first === undefined) this.#first = moved
    else (this.#others ??= []).push(moved)
  }

  /**
   * Ends the record of a write: its moves are now those of what it is a part of, if anything is being recorded there.
   */
  handOver(): void {
    recording = this.#outer
    if (recording === undefined) return
    for (const moved of this.#take()) recording.add(moved)
  }

  /** Ends the record of a call that is about to be made: from now on nobody can undo its moves. */
  commit(): void {
    recording = this.#outer
    this.#first = undefined
    this.#others = undefined
  }

  /** Ends the record and gives back what was moved. Does nothing after {@link MoveRecord.commit}. */
  undo(): void {
    if (recording === this) recording = this.#outer
    for (const moved of this.#take().reverse()) moved.giveBack()
  }

  #take(): Moved[] {
    const moved = this.#first === undefined ? [] : [this.#first, ...(this.#others ?? [])]
    this.#first = undefined
    this.#others = undefined
    return moved
  }
}

/**
 * Begins to record the moves that are made from now on.
 *
 * @internal
 */
export function recordMoves(): MoveRecord {
  return (recording = new MoveRecord(recording))
}

/**
 * Records a move, where somebody wants to know.
 *
 * @internal
 */
export function recordMove(moved: Moved): void {
  recording?.add(moved)
}

/**
 * Runs a write of several parts. Where it fails, what it moved belongs to its owner again.
 *
 * @internal
 */
export function moveTogether(write: () => void): void {
  const record = recordMoves()
  try {
    write()
  } catch (error) {
    record.undo()
    throw error
  }
  record.handOver()
}
