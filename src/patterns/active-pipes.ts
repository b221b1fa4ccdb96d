/**
 * A list of pipes whose first `active` ones are worth trying, as in libzmq's `array_t`: a pipe moves in
 * or out of that part by one swap, without a search.
 */
import type { Pipe } from "../pipe.js"

/** Which of a pipe's two places a list uses. */
export const READ_PLACE = 0
export const WRITE_PLACE = 1

/** A list of pipes with an active part in front and a turn that goes round in it. */
export class ActivePipes {
  readonly pipes: Pipe[] = []
  active = 0
  /** Whose turn it is; below `active` unless that is 0. */
  turn = 0
  readonly #place: 0 | 1

  constructor(place: 0 | 1) {
    this.#place = place
  }

  has(pipe: Pipe): boolean {
    return pipe.places[this.#place] !== -1
  }

  /** Adds a pipe to the active part. */
  add(pipe: Pipe): void {
    pipe.places[this.#place] = this.pipes.length
    this.pipes.push(pipe)
    this.activate(pipe)
  }

  /** Moves a pipe of the list to the end of the active part. */
  activate(pipe: Pipe): void {
    const at = pipe.places[this.#place]
    if (at < this.active) return
    this.#swap(at, this.active)
    this.active += 1
  }

  /** The next turn is the one behind this. */
  advance(): void {
    // hot
    this.turn += 1
    if (this.turn >= this.active) this.turn = 0
  }

  /** Moves the pipe whose turn it is out of the active part; the turn passes to another. */
  deactivateCurrent(): void {
    this.active -= 1
    this.#swap(this.turn, this.active)
    if (this.turn === this.active) this.turn = 0
  }

  remove(pipe: Pipe): void {
    let at = pipe.places[this.#place]
    if (at === -1) return
    if (at < this.active) {
      this.active -= 1
      this.#swap(at, this.active)
      if (this.turn === this.active) this.turn = 0
      at = this.active
    }
    this.#swap(at, this.pipes.length - 1)
    this.pipes.pop()
    pipe.places[this.#place] = -1
  }

  #swap(a: number, b: number): void {
    if (a === b) return
    const pipeA = this.pipes[a]
    const pipeB = this.pipes[b]
    this.pipes[a] = pipeB
    this.pipes[b] = pipeA
    pipeA.places[this.#place] = b
    pipeB.places[this.#place] = a
  }
}
