import { type Bid, certificateHash, revealChallengeAbi } from '@walras/intents-schema'
import { encodeFunctionData, size } from 'viem'

/** What nodes relay at most is 128 KiB with signature and fees: a transaction that is larger never reaches a block. */
const maxCallDataBytes = 127 * 1024

export function answerData({ auctionHash, solver, solutions, certificate, salt }: Bid) {
  return encodeFunctionData({
    abi: revealChallengeAbi,
    functionName: 'answer',
    args: [auctionHash, solver, solutions, certificateHash(certificate), salt],
  })
}

/**
 * The bid without the alternatives that would make it too large to be published on chain, the last first: a bid that
 * nobody could publish is a fine for whoever challenges it. Undefined when not even one solution fits.
 */
export function answerableBid(bid: Bid): Bid | undefined {
  for (let count = bid.solutions.length; count > 0; count--) {
    const shorter = { ...bid, solutions: bid.solutions.slice(0, count) }
    if (size(answerData(shorter)) <= maxCallDataBytes) return shorter
  }
  return undefined
}
