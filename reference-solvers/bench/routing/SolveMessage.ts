/**
 * What goes before the solve that counts: for so long, and so many, unless those take longer than `mostMs`. Small solves are
 * compiled after some hundred, and what a large one runs through once after some.
 */
export interface WarmUp {
  ms: number
  solves: number
  mostMs: number
  /**
   * So many are of markets of their own, as a solver that has run for a while has seen others: code that is compiled for one
   * market is compiled again for what is different in the next. Later ones are of the last; with none, of the one that counts.
   */
  markets: number
}

export interface SolveRequest {
  caseName: string
  strategy: string
  seed: number
  /** The first solve of a worker is what is asked for; otherwise one at least goes before that does not count. */
  cold: boolean
  warmUp: WarmUp
}

export interface Solved {
  kind: 'solved'
  seed: number
  /** The first solve of its worker, loading the engine included. */
  cold: boolean
  milliseconds: number
  /** Base units, by the rules of the auction. */
  score: bigint
  /** Intents. */
  served: number
  /** What the strategy's own certificate proves, if it gave one; base units. */
  bound: bigint | undefined
  certifyMs: number | undefined
}

/**
 * `ready`: the problem is made, a solve starts. `timed`: it ended; judging it takes time, too. `missing`: the case's data is
 * not at hand.
 */
export type SolveMessage =
  | { kind: 'ready' }
  | { kind: 'timed' }
  | Solved
  | { kind: 'missing' }
  | { kind: 'failed'; reason: string }
