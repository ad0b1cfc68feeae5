import { type Deployment, intentId, type SignedIntent, type Snapshot } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import { type Curve, createCurve } from './curve.ts'
import { type SlotWindow, slotWindow, type Wishes, WishIndex } from './eligibility.ts'
import { intentTerms } from './intentTerms.ts'
import { type ProductLine, productLines } from './productLines.ts'

/** No transaction may use more on Ethereum since EIP-7825: 2^24. A batch is one transaction. */
export const maxSettlementGas = 16_777_216

/**
 * An intent as the rules see it: with the ids that pools are named by. Intents with equal wishes share those and their
 * `lines`, the same objects: routing knows them by that.
 */
export interface ProblemIntent extends Wishes {
  id: Hex
  signed: SignedIntent
  /** The slots it may be served in. */
  window: SlotWindow
}

/**
 * Everything a decision may depend on: one auction's demand and supply. The solver, the auctioneer, a backtest and a
 * replay get the same value.
 */
export interface Problem {
  auctionHash: Hex
  token: Address
  protocolFeePips: bigint
  /** The most gas that settling a solution may take: what a transaction may use on the market's chain. */
  maxGas: number
  /** Ascending by id: `Fill.intent` is an index into this list. */
  intents: readonly ProblemIntent[]
  /** `Fill.pool` is an index into `snapshot.pools`. */
  snapshot: Snapshot
  /** `curves[pool][slot - firstSlot]`. */
  curves: readonly (readonly Curve[])[]
  /** What buyers cannot tell apart: the pools by class, region and tier. */
  lines: readonly ProductLine[]
}

/** Prepares an auction for solving and judging. `intents` in any order; `maxGas` by default {@link maxSettlementGas}. */
export function createProblem({
  auctionHash,
  deployment,
  intents,
  snapshot,
  maxGas = maxSettlementGas,
}: {
  auctionHash: Hex
  deployment: Pick<Deployment, 'chainId' | 'settlement' | 'token' | 'protocolFeePips'>
  intents: readonly SignedIntent[]
  snapshot: Snapshot
  maxGas?: number
}): Problem {
  const identified = intents.map((signed) => ({ id: intentId(deployment, signed), signed }))
  return prepareProblem({ auctionHash, ...deployment, intents: identified, snapshot, maxGas })
}

/** {@link createProblem} for who knows the ids already: hashing is most of its time. */
export function prepareProblem({
  auctionHash,
  token,
  protocolFeePips,
  maxGas,
  intents,
  snapshot,
}: Pick<Problem, 'auctionHash' | 'token' | 'protocolFeePips' | 'maxGas' | 'snapshot'> & {
  intents: readonly Pick<ProblemIntent, 'id' | 'signed'>[]
}): Problem {
  const lines = productLines(snapshot)
  const wishes = new WishIndex(lines, token)
  const prepared: ProblemIntent[] = [...intents]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, signed }) => ({ id, signed, ...wishes.of(signed), window: slotWindow(signed, snapshot) }))
  // Made now, while intents are in the cache anyway.
  intentTerms({ intents: prepared })
  return {
    auctionHash,
    token,
    protocolFeePips,
    maxGas,
    snapshot,
    lines,
    intents: prepared,
    curves: snapshot.pools.map(({ ladder, slots }) => {
      // Most slots of a pool offer the same GPUs.
      const known = new Map<number, Curve>()
      return slots.map(({ gpus }) => {
        const curve = known.get(gpus) ?? createCurve({ ladder, gpus, slotSeconds: snapshot.slotSeconds })
        known.set(gpus, curve)
        return curve
      })
    }),
  }
}
