export interface SolveRequest {
  caseName: string
  strategy: string
  seeds: readonly number[]
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

/** `ready`: the problem is made, solving starts. `timed`: it ended; judging it takes time, too. */
export type SolveMessage =
  | { kind: 'ready'; seed: number }
  | { kind: 'timed' }
  | Solved
  | { kind: 'done' }
  | { kind: 'failed'; reason: string }
