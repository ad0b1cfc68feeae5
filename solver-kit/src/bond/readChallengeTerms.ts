import { revealChallengeAbi, WalrasError } from '@walras/intents-schema'
import { type Address, isAddressEqual, type PublicClient } from 'viem'

/** What a challenge costs, and how long it can take. */
export interface ChallengeTerms {
  /** Of the challenger; the solver's when it answers. Token base units, as the penalty. */
  deposit: bigint
  /** What the solver loses of its bond when it does not answer. */
  penalty: bigint
  /** Seconds after the reveal deadline in which a bid can be challenged. */
  challengeSeconds: bigint
  /** Seconds to answer from then on. */
  answerSeconds: bigint
}

/**
 * Reads the terms of a RevealChallenge contract and checks that it is of this market.
 *
 * @throws {@link WalrasError} `reveal-challenge/other-market`, or whatever the client throws.
 */
export async function readChallengeTerms(
  client: PublicClient,
  revealChallenge: Address,
  market?: { settlement: Address },
): Promise<ChallengeTerms> {
  const contract = { address: revealChallenge, abi: revealChallengeAbi } as const
  const [settlement, deposit, penalty, challengeSeconds, answerSeconds] = await Promise.all([
    client.readContract({ ...contract, functionName: 'settlement' }),
    client.readContract({ ...contract, functionName: 'deposit' }),
    client.readContract({ ...contract, functionName: 'penalty' }),
    client.readContract({ ...contract, functionName: 'challengeSeconds' }),
    client.readContract({ ...contract, functionName: 'answerSeconds' }),
  ])
  if (market && !isAddressEqual(settlement, market.settlement))
    throw new WalrasError({
      code: 'reveal-challenge/other-market',
      message: `RevealChallenge ${revealChallenge} belongs to settlement ${settlement}, not ${market.settlement}: challenges of this market would be missed. Name this market's with --reveal-challenge.`,
      facts: { revealChallenge, settlement },
    })
  return { deposit, penalty, challengeSeconds, answerSeconds }
}
