import { FixedQueue, queueOptionsSymbol, type TaskQueue } from 'piscina'

type Task = Parameters<TaskQueue['push']>[0]

/** What a task carries so that {@link RoundFirstQueue} knows its place. */
export const ofRound = { [queueOptionsSymbol]: { ofRound: true } } as const

/**
 * Work that waits for a worker: what a running auction is made of comes before intents, which can wait for the next one.
 * Intents come by the thousand; behind them an auction's own header would be heard after its deadline.
 */
export class RoundFirstQueue implements TaskQueue {
  readonly #round = new FixedQueue()
  readonly #others = new FixedQueue()

  get size(): number {
    return this.#round.size + this.#others.size
  }

  push(task: Task): void {
    this.#of(task).push(task)
  }

  unshift(task: Task): void {
    this.#of(task).unshift(task)
  }

  shift(): Task | null {
    return this.#round.shift() ?? this.#others.shift()
  }

  remove(task: Task): void {
    this.#of(task).remove(task)
  }

  #of(task: Task): FixedQueue {
    return task[queueOptionsSymbol] === ofRound[queueOptionsSymbol] ? this.#round : this.#others
  }
}
