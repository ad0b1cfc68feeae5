import {
  type Auction,
  auctionHash,
  auctionTypedData,
  awardTypedData,
  type Bid,
  type BidCommitment,
  bidHash,
  commitmentTypedData,
  outcomeHash,
  outcomeTypedData,
  type SignedAuction,
  type SignedBidCommitment,
  type SignedOutcome,
} from '@walras/intents-schema'
import { bytesToHex, type Hex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { auctioneer, deployment, now } from '../market.fixture.ts'

const hash = (byte: string) => `0x${byte.repeat(32)}` as const
const random = () => bytesToHex(crypto.getRandomValues(new Uint8Array(32)))

/** A round's messages for tests, signed by whoever is asked for. */
export async function signedAuction(terms: Partial<Auction> = {}, by = auctioneer): Promise<SignedAuction> {
  const auction: Auction = {
    round: 1n,
    blockNumber: 10n,
    blockHash: random(),
    snapshotHash: hash('02'),
    firstSlot: now / 3600n + 1n,
    slotCount: 24n,
    intentIds: [hash('03'), hash('04')],
    commitByMs: now * 1000n + 1000n,
    revealByMs: now * 1000n + 1500n,
    ...terms,
  }
  return { auction, signature: await by.signTypedData(auctionTypedData(deployment, auction)) }
}

export const hashOf = ({ auction }: SignedAuction) => auctionHash(deployment, auction)

/** A bid of `fills` fills, with a certificate when it has `prices`, and the commitment to it. */
export async function bidOf(
  solver: PrivateKeyAccount,
  auction: SignedAuction,
  { fills = 1, prices, by = solver }: { fills?: number; prices?: number; by?: PrivateKeyAccount } = {},
): Promise<{ bid: Bid; commitment: SignedBidCommitment }> {
  const slot = auction.auction.firstSlot
  const bid: Bid = {
    auctionHash: hashOf(auction),
    solver: solver.address,
    solutions: [
      {
        fills: Array.from({ length: fills }, (_, pool) => ({ intent: 0, pool, slot, hardware: 0, units: 3600n })),
        products: [{ gpuClass: hash('05'), region: hash('06'), tier: 0, slot, margin: 1n, maxPrice: 1000n }],
      },
    ],
    ...(prices !== undefined && {
      certificate: { prices: Array.from({ length: prices }, (_, at) => BigInt(at) * 1_000_000n), gasPrice: 1n },
    }),
    salt: random(),
  }
  const commitment: BidCommitment = { auctionHash: bid.auctionHash, solver: bid.solver, bidHash: bidHash(bid) }
  const signature = await by.signTypedData(commitmentTypedData(deployment, commitment))
  return { bid, commitment: { commitment, signature } }
}

/** An outcome with one winner, and an award of a batch. */
export async function signedOutcome(
  auction: SignedAuction,
  {
    by = auctioneer,
    batch = hash('07'),
    awardBy = by,
  }: { by?: PrivateKeyAccount; batch?: Hex; awardBy?: PrivateKeyAccount } = {},
): Promise<SignedOutcome & Required<Pick<SignedOutcome, 'award'>>> {
  const outcome: SignedOutcome['outcome'] = {
    auctionHash: hashOf(auction),
    total: 5n,
    bound: 0n,
    bids: [],
    unserved: [],
  }
  const named = { auctionHash: outcome.auctionHash, outcomeHash: outcomeHash(outcome) }
  const award = { auctionHash: outcome.auctionHash, batchHash: batch, expiryBlock: 20n }
  return {
    outcome,
    signature: await by.signTypedData(outcomeTypedData(deployment, named)),
    award: { award, signature: await awardBy.signTypedData(awardTypedData(deployment, award)) },
  }
}
