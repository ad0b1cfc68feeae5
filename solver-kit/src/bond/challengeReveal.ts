import { revealChallengeAbi, type SignedAuction, type SignedBidCommitment } from '@walras/intents-schema'
import { type Address, encodePacked, type Hex, keccak256 } from 'viem'
import type { AnswerWallet } from './sendAnswer.ts'

/**
 * Demands a bid that was committed to and not seen, between the auction's reveal deadline and `challengeSeconds` later.
 * The contract takes its `deposit` from the wallet, which has to have approved it; unless the solver answers, `close`
 * returns it with a share of the fine.
 *
 * @throws whatever the client throws, such as `CommitmentSignatureInvalid`, `RevealStillOpen`, `ChallengeTooLate`.
 */
export function challengeReveal(
  wallet: AnswerWallet,
  {
    revealChallenge,
    auction: { auction },
    commitment: { commitment, signature },
  }: { revealChallenge: Address; auction: SignedAuction; commitment: SignedBidCommitment },
): Promise<Hex> {
  const { intentIds, ...header } = auction
  const intentIdsHash = keccak256(encodePacked(['bytes32[]'], [intentIds]))
  return wallet.writeContract({
    account: wallet.account,
    chain: wallet.chain ?? null,
    address: revealChallenge,
    abi: revealChallengeAbi,
    functionName: 'challenge',
    args: [{ ...header, intentIdsHash }, commitment.solver, commitment.bidHash, signature],
  })
}
