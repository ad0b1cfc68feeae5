import type { TypedDataToPrimitiveTypes } from 'abitype'
import type { Hex } from 'viem'

/** What the auctioneer and the solvers sign, under the market's EIP-712 domain. */
export const auctionTypes = {
  Auction: [
    { name: 'round', type: 'uint256' },
    { name: 'blockNumber', type: 'uint256' },
    { name: 'blockHash', type: 'bytes32' },
    { name: 'snapshotHash', type: 'bytes32' },
    { name: 'firstSlot', type: 'uint256' },
    { name: 'slotCount', type: 'uint256' },
    { name: 'intentIds', type: 'bytes32[]' },
    { name: 'commitByMs', type: 'uint256' },
    { name: 'revealByMs', type: 'uint256' },
  ],
  BidCommitment: [
    { name: 'auctionHash', type: 'bytes32' },
    { name: 'solver', type: 'address' },
    { name: 'bidHash', type: 'bytes32' },
  ],
  Outcome: [
    { name: 'auctionHash', type: 'bytes32' },
    { name: 'outcomeHash', type: 'bytes32' },
  ],
  Award: [
    { name: 'auctionHash', type: 'bytes32' },
    { name: 'batchHash', type: 'bytes32' },
    { name: 'expiryBlock', type: 'uint256' },
  ],
} as const

type Primitives = TypedDataToPrimitiveTypes<typeof auctionTypes>

/**
 * One auction: which intents, against which state of the pools, until when. A header only: peers already hold the
 * intents. `intentIds` ascend; `Fill.intent` is an index into them. Times in unix milliseconds.
 */
export type Auction = Primitives['Auction']
export interface SignedAuction {
  auction: Auction
  signature: Hex
}

/** A solver's promise of a bid it will reveal: `bidHash` hides it until `commitByMs` has passed. */
export type BidCommitment = Primitives['BidCommitment']
export interface SignedBidCommitment {
  commitment: BidCommitment
  signature: Hex
}

/** The auctioneer's leave for one batch to settle, until `expiryBlock` inclusive. */
export type Award = Primitives['Award']
export interface SignedAward {
  award: Award
  signature: Hex
}
