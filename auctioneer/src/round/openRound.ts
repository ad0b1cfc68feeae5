import {
  type Auction,
  auctionHash,
  auctionTypedData,
  type Deployment,
  type SignedAuction,
  type SignedIntent,
  snapshotHash,
} from '@walras/intents-schema'
import { type ChainClock, type CheckFunds, createProblem, readSnapshot } from '@walras/solver-kit'
import type { Hex, LocalAccount, PublicClient } from 'viem'
import { sortByFunds } from '../intake/sortByFunds.ts'
import { cutRound, isServable } from './cutRound.ts'
import type { RoundNumbers } from './RoundNumbers.ts'
import type { OpenedAuction } from './RoundState.ts'
import type { Turns } from './Turns.ts'

export interface OpenRoundParameters {
  client: PublicClient
  account: LocalAccount
  deployment: Deployment
  clock: ChainClock
  checkFunds: CheckFunds
  settleSeconds: bigint
  maxIntents: number
  commitMs: number
  revealMs: number
}

/** Candidates whose funds are looked up, for every place in the auction. */
const askedPerPlace = 4

/** The one reason to be idle that only a new intent can end. */
export const noIntents = 'no live intents'

export type OpenRoundResult =
  | { opened: OpenedAuction; spent: readonly Hex[] }
  /** Why there is nothing to auction. */
  | { idle: string; spent: readonly Hex[] }

/**
 * Cuts an auction: the live intents that can be served and paid now, against the pools as they are at the latest block.
 * `spent` are intents whose nonce is used.
 *
 * @throws whatever the client throws when the chain does not answer.
 */
export async function openRound(
  { client, account, deployment, clock, checkFunds, ...options }: OpenRoundParameters,
  numbers: RoundNumbers,
  live: readonly { id: Hex; signed: SignedIntent }[],
  turns: Turns,
): Promise<OpenRoundResult> {
  if (live.length === 0) return { idle: noIntents, spent: [] }
  const { block, nowSeconds } = await clock.read()
  const time = { chainTime: nowSeconds, slotSeconds: deployment.slotSeconds, settleSeconds: options.settleSeconds }
  const { maxIntents } = options
  const candidates = turns
    .order(live)
    .filter(({ signed }) => isServable(signed, time))
    .slice(0, askedPerPlace * maxIntents)
  if (candidates.length === 0) return { idle: 'no live intent has a tradable slot in its window', spent: [] }

  const { funded, unfunded, spent: used } = await sortByFunds(candidates, checkFunds)
  const spent = used.map(({ id }) => id)
  turns.take(unfunded.map(({ id }) => id))
  const cut = cutRound(funded, time, maxIntents)
  if (!cut) return { idle: unfunded.length > 0 ? 'no live intent is funded' : noIntents, spent }

  const { firstSlot, slotCount } = cut
  const blockNumber = block.number ?? undefined
  const snapshot = await readSnapshot(client, {
    deployment,
    firstSlot,
    slotCount,
    ...(blockNumber !== undefined && { blockNumber }),
  })
  if (!snapshot.pools.some(({ slots }) => slots.some(({ gpus }) => gpus > 0)))
    return { idle: 'no pool offers anything in the slots that intents want', spent }

  const cutAtMs = Date.now()
  const auction: Auction = {
    round: numbers.take(),
    blockNumber: snapshot.blockNumber,
    blockHash: snapshot.blockHash,
    snapshotHash: snapshotHash(snapshot),
    firstSlot,
    slotCount: BigInt(slotCount),
    intentIds: cut.intents.map(({ id }) => id),
    commitByMs: BigInt(cutAtMs + options.commitMs),
    revealByMs: BigInt(cutAtMs + options.commitMs + options.revealMs),
  }
  const signed: SignedAuction = {
    auction,
    signature: await account.signTypedData(auctionTypedData(deployment, auction)),
  }
  const hash = auctionHash(deployment, auction)
  const chosen = cut.intents.map((intent) => intent.signed)
  const problem = createProblem({ auctionHash: hash, deployment, intents: chosen, snapshot })
  turns.take(auction.intentIds)
  return { opened: { auction: signed, auctionHash: hash, intents: chosen, problem }, spent }
}
