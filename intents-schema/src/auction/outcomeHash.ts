import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { Outcome, UnservedIntent } from './Outcome.ts'

const outcomeParameters = [
  { type: 'bytes32' },
  { type: 'uint256' },
  { type: 'uint256' },
  {
    type: 'tuple[]',
    components: [
      { name: 'solver', type: 'address' },
      { name: 'bidHash', type: 'bytes32' },
      { name: 'status', type: 'string' },
      { name: 'score', type: 'int256' },
      { name: 'marginal', type: 'int256' },
      { name: 'bound', type: 'uint256' },
      { name: 'solution', type: 'uint256' },
      { name: 'code', type: 'string' },
      { name: 'reason', type: 'string' },
    ],
  },
  { type: 'bytes32' },
] as const

const unservedParameters = [
  {
    type: 'tuple[]',
    components: [
      { name: 'intent', type: 'uint256' },
      { name: 'code', type: 'string' },
      { name: 'reason', type: 'string' },
    ],
  },
] as const

/** keccak256(abi.encode(unserved)): what stands for the list on chain. */
export function unservedHash(unserved: readonly UnservedIntent[]): Hex {
  return keccak256(
    encodeAbiParameters(unservedParameters, [unserved.map((each) => ({ ...each, intent: BigInt(each.intent) }))]),
  )
}

/**
 * keccak256(abi.encode(auctionHash, total, bound, bids, unservedHash)): equal outcomes, and only those, have equal hashes.
 */
export function outcomeHash({ auctionHash, total, bound, bids, unserved }: Outcome): Hex {
  return keccak256(
    encodeAbiParameters(outcomeParameters, [
      auctionHash,
      total,
      bound,
      bids.map((bid) => ({ ...bid, solution: BigInt(bid.solution) })),
      unservedHash(unserved),
    ]),
  )
}
