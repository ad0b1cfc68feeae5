import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { Outcome } from './Outcome.ts'

const outcomeParameters = [
  { type: 'bytes32' },
  { type: 'uint256' },
  {
    type: 'tuple[]',
    components: [
      { name: 'solver', type: 'address' },
      { name: 'bidHash', type: 'bytes32' },
      { name: 'status', type: 'string' },
      { name: 'score', type: 'int256' },
      { name: 'marginal', type: 'int256' },
      { name: 'solution', type: 'uint256' },
      { name: 'code', type: 'string' },
      { name: 'reason', type: 'string' },
    ],
  },
] as const

/** keccak256(abi.encode(auctionHash, total, bids)): equal outcomes, and only those, have equal hashes. */
export function outcomeHash({ auctionHash, total, bids }: Outcome): Hex {
  return keccak256(
    encodeAbiParameters(outcomeParameters, [
      auctionHash,
      total,
      bids.map((bid) => ({ ...bid, solution: BigInt(bid.solution) })),
    ]),
  )
}
