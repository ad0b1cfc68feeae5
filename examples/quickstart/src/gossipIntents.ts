import { buildIntent, intentId, type SignedIntent, signIntent } from '@walras/intents-schema'
import type { MarketNode } from '@walras/solver-kit'
import type { Hex } from 'viem'
import type { RunningMarket } from './startMarket.ts'

/** An intent on its way, and when its owner signed it. */
export interface SentIntent {
  id: Hex
  signed: SignedIntent
  signedAtMs: number
}

/**
 * Time over which intents arrive: a market is not a file. At 50 a second, since each of five processes verifies each
 * signature, and they share two cores with their solvers.
 */
const spreadMs = (intents: number): number => Math.max(5_000, 20 * intents)

/**
 * Signs the planned intents, wallet by wallet in turn, and gossips each as soon as it is signed.
 *
 * @param validUntil unix seconds
 */
export async function gossipIntents(
  node: MarketNode,
  { intents, buyers, deployment }: RunningMarket,
  validUntil: bigint,
  onSent: (sent: SentIntent) => void,
): Promise<void> {
  const startedAt = performance.now()
  for (const [index, plan] of intents.entries()) {
    const owner = buyers[index % buyers.length]
    if (!owner) throw new RangeError('There are no buyers.')
    const unsigned = buildIntent({ ...plan, owner: owner.address, token: deployment.token, validUntil })
    const signed = await signIntent(owner, deployment, unsigned)
    onSent({ id: intentId(deployment, signed), signed, signedAtMs: Date.now() })
    await node.publishIntent(signed)
    const early = (spreadMs(intents.length) * (index + 1)) / intents.length - (performance.now() - startedAt)
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
  }
}
