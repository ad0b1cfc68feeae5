export interface SolveRequest {
  caseName: string
  strategy: string
  seed: number
  /** The first solve of a worker is what is asked for; otherwise one at least goes before that does not count. */
  cold: boolean
  /** For how long others go before, if one takes less than half of that: small solves are compiled after some hundred. */
  warmUpMs: number
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
