import { solverRegistryAbi } from '@walras/intents-schema'
import { LRUCache } from 'lru-cache'
import type { Address, PublicClient } from 'viem'

/** Whether an account is bonded as a solver. */
export type CheckSolver = (solver: Address) => Promise<boolean>

export interface SolverCheckOptions {
  /** How long an answer is good for, in milliseconds: so long a solver that lost its bond may still bid. */
  ttlMs?: number
  /** Most answers remembered. */
  most?: number
}

/**
 * The solver port of admission over a viem client: asks the registry, and remembers the answer for ten seconds unless
 * told otherwise. Whoever asks at the same time shares one call; a chain that does not answer is asked again.
 *
 * @example
 * ```ts
 * const node = await createMarketNode({ ...options, isSolver: solverCheck(client, registry) })
 * ```
 */
export function solverCheck(
  client: PublicClient,
  registry: Address,
  { ttlMs = 10_000, most = 10_000 }: SolverCheckOptions = {},
): CheckSolver {
  const known = new LRUCache<string, Promise<boolean>>({ max: most, ttl: ttlMs })
  return (solver) => {
    const key = solver.toLowerCase()
    const answer = known.get(key)
    if (answer) return answer
    const asked = client.readContract({
      address: registry,
      abi: solverRegistryAbi,
      functionName: 'isSolver',
      args: [solver],
    })
    known.set(key, asked)
    asked.catch(() => known.delete(key))
    return asked
  }
}
