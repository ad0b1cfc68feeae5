import {
  auctionEquivocationAbi,
  awardEquivocationAbi,
  invalidAwardAbi,
  invalidBidAbi,
  outcomeEquivocationAbi,
  revealChallengeAbi,
} from '@walras/intents-schema'
import { type Address, encodeDeployData, type Hex, parseAbi } from 'viem'
import { auctionEquivocationBytecode } from '../artifacts/auctionEquivocationBytecode.ts'
import { awardEquivocationBytecode } from '../artifacts/awardEquivocationBytecode.ts'
import { batchRulesBytecode } from '../artifacts/batchRulesBytecode.ts'
import { invalidAwardBytecode } from '../artifacts/invalidAwardBytecode.ts'
import { invalidBidBytecode } from '../artifacts/invalidBidBytecode.ts'
import { outcomeEquivocationBytecode } from '../artifacts/outcomeEquivocationBytecode.ts'
import { revealChallengeBytecode } from '../artifacts/revealChallengeBytecode.ts'
import type { MarketTerms } from './marketTerms.ts'

/** The contracts that may fine: each proves one offence from what the offender signed. */
export interface Judges {
  invalidAward: Address
  invalidBid: Address
  auctionEquivocation: Address
  outcomeEquivocation: Address
  awardEquivocation: Address
  revealChallenge: Address
}

export interface PlanJudgesParameters {
  registry: Address
  settlement: Address
  terms: Pick<MarketTerms, 'penalties' | 'reveal'>
  /** Address of the n-th of these creations. */
  addressAt: (index: number) => Address
}

export interface JudgePlan {
  /** Creation data, in the order in which to send it: after the registry's, which one of them asks. */
  creations: readonly Hex[]
  judges: Judges
}

const batchRulesAbi = parseAbi(['constructor(address settlement)'])

/** The one place that says who may fine, and how much. */
export function planJudges({ registry, settlement, terms, addressAt }: PlanJudgesParameters): JudgePlan {
  const { auctioneer, invalidBid, unrevealed } = terms.penalties
  const { deposit, challengeSeconds, answerSeconds } = terms.reveal
  const rules = addressAt(0)
  const fine = [registry, settlement, auctioneer] as const
  return {
    judges: {
      invalidAward: addressAt(1),
      invalidBid: addressAt(2),
      auctionEquivocation: addressAt(3),
      outcomeEquivocation: addressAt(4),
      awardEquivocation: addressAt(5),
      revealChallenge: addressAt(6),
    },
    creations: [
      encodeDeployData({ abi: batchRulesAbi, bytecode: batchRulesBytecode, args: [settlement] }),
      encodeDeployData({ abi: invalidAwardAbi, bytecode: invalidAwardBytecode, args: [...fine, rules] }),
      encodeDeployData({
        abi: invalidBidAbi,
        bytecode: invalidBidBytecode,
        args: [registry, settlement, invalidBid, rules],
      }),
      encodeDeployData({ abi: auctionEquivocationAbi, bytecode: auctionEquivocationBytecode, args: fine }),
      encodeDeployData({ abi: outcomeEquivocationAbi, bytecode: outcomeEquivocationBytecode, args: fine }),
      encodeDeployData({ abi: awardEquivocationAbi, bytecode: awardEquivocationBytecode, args: fine }),
      encodeDeployData({
        abi: revealChallengeAbi,
        bytecode: revealChallengeBytecode,
        args: [registry, settlement, deposit, unrevealed, challengeSeconds, answerSeconds],
      }),
    ],
  }
}
