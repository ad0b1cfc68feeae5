/** How delivery is proven. A buyer's `minTier` accepts every tier from there up. */
export interface Tier {
  /** The number in intents and pools, 0..3. */
  tier: number
  name: string
  meaning: string
}

/**
 * The tiers in order, so that a tier's number is its index: more proof, and more cost, further down.
 *
 * @example
 * ```ts
 * tiers[2]?.name // 'TEE attestation'
 * ```
 */
export const tiers: readonly Tier[] = [
  {
    tier: 0,
    name: 'reputation',
    meaning: 'Nothing is proven. The record of completed, failed and disputed units on chain is all a buyer has.',
  },
  {
    tier: 1,
    name: 'optimistic',
    meaning: 'The operator is paid after a challenge window, and loses its bond if a challenge shows it wrong.',
  },
  {
    tier: 2,
    name: 'TEE attestation',
    meaning: 'The hardware signs which code ran in its trusted execution environment. Trusts the chip vendor.',
  },
  {
    tier: 3,
    name: 'zero-knowledge proof',
    meaning: 'A proof of the computation itself is checked. Trusts nobody, and costs by far the most.',
  },
]
