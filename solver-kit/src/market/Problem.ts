import { type Deployment, intentId, type SignedIntent, type Snapshot, slugId } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import { type Curve, createCurve } from './curve.ts'

/** An intent as the rules see it: with the ids that pools are named by. */
export interface ProblemIntent {
  id: Hex
  signed: SignedIntent
  /** Class ids of `intent.hardware`, in its order. */
  hardwareIds: readonly Hex[]
  /** Acceptable regions; empty = anywhere. */
  regionIds: ReadonlySet<Hex>
}

/**
 * Everything a decision may depend on: one auction's demand and supply. The solver, the auctioneer, a backtest and a
 * replay get the same value.
 */
export interface Problem {
  auctionHash: Hex
  token: Address
  protocolFeePips: bigint
  /** Ascending by id: `Fill.intent` is an index into this list. */
  intents: readonly ProblemIntent[]
  /** `Fill.pool` is an index into `snapshot.pools`. */
  snapshot: Snapshot
  /** `curves[pool][slot - firstSlot]`. */
  curves: readonly (readonly Curve[])[]
}

/** Prepares an auction for solving and judging. `intents` in any order. */
export function createProblem({
  auctionHash,
  deployment,
  intents,
  snapshot,
}: {
  auctionHash: Hex
  deployment: Pick<Deployment, 'chainId' | 'settlement' | 'token' | 'protocolFeePips'>
  intents: readonly SignedIntent[]
  snapshot: Snapshot
}): Problem {
  return {
    auctionHash,
    token: deployment.token,
    protocolFeePips: deployment.protocolFeePips,
    snapshot,
    intents: intents
      .map((signed) => ({
        id: intentId(deployment, signed),
        signed,
        hardwareIds: signed.intent.hardware.map(({ gpuClass }) => slugId(gpuClass)),
        regionIds: new Set(signed.intent.regions.map(slugId)),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    curves: snapshot.pools.map(({ ladder, slots }) =>
      slots.map(({ gpus }) => createCurve({ ladder, gpus, slotSeconds: snapshot.slotSeconds })),
    ),
  }
}
