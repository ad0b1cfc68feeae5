import type { SignedAuction, SignedAward, SignedBidCommitment } from '../auction/Auction.ts'
import type { Bid, Certificate, Solution } from '../auction/Bid.ts'
import { bidStatuses, type Outcome, type SettlementReport, type SignedOutcome } from '../auction/Outcome.ts'
import type { SignedIntent } from '../intent/ComputeIntent.ts'
import type { Snapshot } from '../market/Snapshot.ts'
import { wireLimits } from './limits.ts'
import { settlementStatuses } from './outcomeMessage.ts'
import { type Receipt, receiptStatuses } from './receipt.ts'
import * as s from './shape.ts'

const slug = s.text(wireLimits.slugCharacters)
const signature = s.bytes(64, 65)

const computeIntent = s.object({
  recipient: s.address,
  workload: s.text(wireLimits.workloadBytes),
  work: s.uint256,
  minWork: s.uint256,
  hardware: s.list(s.object({ gpuClass: slug, speed: s.uint256 }), wireLimits.hardware),
  regions: s.list(slug, wireLimits.regions),
  minTier: s.uint256,
  startAfter: s.uint256,
  finishBy: s.uint256,
  minUnits: s.uint256,
  maxPools: s.uint256,
  contiguous: s.boolean,
})

const signedIntent = s.object({
  intent: computeIntent,
  owner: s.address,
  token: s.address,
  maxPayment: s.uint256,
  nonce: s.uint256,
  validUntil: s.uint256,
  signature: s.bytes(0, wireLimits.intentSignatureBytes),
}) satisfies s.Shape<SignedIntent>

const signedAuction = s.object({
  auction: s.object({
    round: s.uint256,
    blockNumber: s.uint256,
    blockHash: s.hash,
    snapshotHash: s.hash,
    firstSlot: s.uint256,
    slotCount: s.uint256,
    intentIds: s.list(s.hash, wireLimits.auctionIntents),
    commitByMs: s.uint256,
    revealByMs: s.uint256,
  }),
  signature,
}) satisfies s.Shape<SignedAuction>

const signedBidCommitment = s.object({
  commitment: s.object({ auctionHash: s.hash, solver: s.address, bidHash: s.hash }),
  signature,
}) satisfies s.Shape<SignedBidCommitment>

const solution = s.object({
  fills: s.list(
    s.object({ intent: s.uint32, pool: s.uint32, slot: s.uint64, hardware: s.uint8, units: s.uint256 }),
    wireLimits.fills,
  ),
  products: s.list(
    s.object({
      gpuClass: s.hash,
      region: s.hash,
      tier: s.uint8,
      slot: s.uint64,
      margin: s.uint256,
      maxPrice: s.uint256,
    }),
    wireLimits.products,
  ),
}) satisfies s.Shape<Solution>

const certificatePrice = s.integer(0n, wireLimits.certificatePrice)
const certificate = s.object({
  prices: s.list(certificatePrice, wireLimits.certificatePrices),
  gasPrice: certificatePrice,
}) satisfies s.Shape<Certificate>

const plainBid = s.object({
  auctionHash: s.hash,
  solver: s.address,
  solutions: s.list(solution, wireLimits.solutions),
  salt: s.hash,
})
const bid: s.Shape<Bid> = (value, path) => {
  const proof = (value as { certificate?: unknown } | null)?.certificate
  return {
    ...plainBid(value, path),
    ...(proof !== undefined && { certificate: certificate(proof, path ? `${path}.certificate` : 'certificate') }),
  }
}

const outcome = s.object({
  auctionHash: s.hash,
  total: s.int256,
  bound: s.uint256,
  bids: s.list(
    s.object({
      solver: s.address,
      bidHash: s.hash,
      status: s.oneOf(bidStatuses),
      score: s.int256,
      marginal: s.int256,
      bound: s.uint256,
      solution: s.uint32,
      code: s.text(wireLimits.codeCharacters),
      reason: s.text(wireLimits.bidReasonCharacters),
    }),
    wireLimits.bids,
  ),
  unserved: s.list(
    s.object({
      intent: s.uint32,
      code: s.text(wireLimits.unservedCodeCharacters),
      reason: s.text(wireLimits.unservedReasonCharacters),
    }),
    wireLimits.unserved,
  ),
}) satisfies s.Shape<Outcome>

const signedAward = s.object({
  award: s.object({ auctionHash: s.hash, batchHash: s.hash, expiryBlock: s.uint256 }),
  signature,
}) satisfies s.Shape<SignedAward>

const plainOutcome = s.object({ outcome, signature })
const signedOutcome: s.Shape<SignedOutcome> = (value, path) => {
  const award = (value as { award?: unknown } | null)?.award
  return { ...plainOutcome(value, path), ...(award !== undefined && { award: signedAward(award, `${path}.award`) }) }
}

const settlementReport = s.object({
  auctionHash: s.hash,
  batchHash: s.hash,
  status: s.oneOf(settlementStatuses),
  transactionHash: s.hash,
  reason: s.text(wireLimits.reasonCharacters),
}) satisfies s.Shape<SettlementReport>

const receiptFields = s.object({
  messageId: s.bytes(20, 20),
  status: s.oneOf(receiptStatuses),
  code: s.text(wireLimits.codeCharacters),
  message: s.text(wireLimits.reasonCharacters),
})
const receipt: s.Shape<Receipt> = (value, path) => {
  const id = (value as { intentId?: unknown } | null)?.intentId
  return { ...receiptFields(value, path), ...(id !== undefined && { intentId: s.hash(id, `${path}.intentId`) }) }
}

const pool = s.object({
  id: s.hash,
  operator: s.address,
  gpuClass: s.hash,
  region: s.hash,
  tier: s.uint8,
  token: s.address,
  ladder: s.list(
    s.object({
      tickLower: s.index(-887_272, 887_272),
      tickUpper: s.index(-887_272, 887_272),
      liquidityPerGpu: s.uint256,
    }),
    8,
  ),
  slots: s.list(s.object({ slot: s.uint64, gpus: s.uint32, sold: s.uint256 }), wireLimits.snapshotSlots),
})

const snapshot = s.object({
  blockNumber: s.uint256,
  blockHash: s.hash,
  timestamp: s.uint256,
  slotSeconds: s.uint256,
  firstSlot: s.uint256,
  slotCount: s.index(0, wireLimits.snapshotSlots),
  pools: s.list(pool, wireLimits.snapshotPools),
}) satisfies s.Shape<Snapshot>

/** Every type that has a JSON form, by name. */
export const jsonShapes = {
  SignedIntent: signedIntent,
  SignedAuction: signedAuction,
  SignedBidCommitment: signedBidCommitment,
  Solution: solution,
  Bid: bid,
  Outcome: outcome,
  SignedAward: signedAward,
  SignedOutcome: signedOutcome,
  SettlementReport: settlementReport,
  Receipt: receipt,
  Snapshot: snapshot,
}
