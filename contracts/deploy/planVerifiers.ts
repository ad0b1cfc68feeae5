import { wordVerifierAbi } from '@walras/intents-schema'
import { type Address, encodeDeployData, type Hex } from 'viem'
import { wordVerifierBytecode } from '../artifacts/wordVerifierBytecode.ts'

export interface PlanVerifiersParameters {
  escrow: Address
  /** Address of the n-th of these creations. */
  addressAt: (index: number) => Address
}

export interface VerifierPlan {
  /** Creation data, in the order in which to send it. */
  creations: readonly Hex[]
  /** The verifier of each tier: reputation, optimistic, TEE, zero-knowledge. */
  byTier: readonly [Address, Address, Address, Address]
}

/** The one place that says what proves delivery in each tier. For now every tier takes the operator's word. */
export function planVerifiers({ escrow, addressAt }: PlanVerifiersParameters): VerifierPlan {
  const word = encodeDeployData({ abi: wordVerifierAbi, bytecode: wordVerifierBytecode, args: [escrow] })
  const byWord = addressAt(0)
  return { creations: [word], byTier: [byWord, byWord, byWord, byWord] }
}
