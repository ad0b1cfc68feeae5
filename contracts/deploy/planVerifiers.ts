import {
  attestorCouncilAbi,
  attestorSetAbi,
  optimisticVerifierAbi,
  teeVerifierAbi,
  wordVerifierAbi,
  zkVerifierAbi,
} from '@walras/intents-schema'
import { type Address, encodeDeployData, type Hex, parseAbi, zeroAddress } from 'viem'
import { attestorCouncilBytecode } from '../artifacts/attestorCouncilBytecode.ts'
import { attestorSetBytecode } from '../artifacts/attestorSetBytecode.ts'
import { groth16AdapterBytecode } from '../artifacts/groth16AdapterBytecode.ts'
import { optimisticVerifierBytecode } from '../artifacts/optimisticVerifierBytecode.ts'
import { riscZeroAdapterBytecode } from '../artifacts/riscZeroAdapterBytecode.ts'
import { teeVerifierBytecode } from '../artifacts/teeVerifierBytecode.ts'
import { wordVerifierBytecode } from '../artifacts/wordVerifierBytecode.ts'
import { zkVerifierBytecode } from '../artifacts/zkVerifierBytecode.ts'
import type { MarketTerms } from './marketTerms.ts'

/** Who speaks for the attestors of a market at first. */
export interface Attestors {
  /** Ascending. */
  attestors: readonly Address[]
  /** How many must sign: a majority. */
  attestorThreshold: bigint
}

export interface PlanVerifiersParameters extends Attestors {
  escrow: Address
  token: Address
  terms: Pick<MarketTerms, 'dispute' | 'council' | 'reportMaxAge'>
  /** Where RISC Zero proofs are checked on this chain. Without it, tier 3 takes Groth16 proofs only. */
  riscZeroRouter?: Address
  /** Address of the n-th of these creations. */
  addressAt: (index: number) => Address
}

/** Who says whether a lease was delivered, by tier. */
export interface Verifiers {
  /** Tier 0: the operator's word. */
  word: Address
  /** Tier 1: a claim stands unless challenged. */
  optimistic: Address
  /** Tier 2: a report of a trusted execution environment. */
  tee: Address
  /** Tier 3: a zero-knowledge proof. */
  zk: Address
}

export interface VerifierPlan {
  /** Creation data, in the order in which to send it. */
  creations: readonly Hex[]
  verifiers: Verifiers
  /** Who rules in disputes of tier 1 and vouches for hardware in tier 2. */
  attestors: Address
  /** Hears the disputes of tier 1. */
  council: Address
}

const riscZeroAdapterAbi = parseAbi(['constructor(address router)'])

/** The one place that says what proves delivery in each tier. */
export function planVerifiers(parameters: PlanVerifiersParameters): VerifierPlan {
  const { escrow, riscZeroRouter, addressAt } = parameters
  const [attestors, word, optimistic, council, tee, groth16, zk, riscZero] = [0, 1, 2, 3, 4, 5, 6, 7].map(
    addressAt,
  ) as [Address, Address, Address, Address, Address, Address, Address, Address]
  const creations = [
    createAttestors(parameters),
    encodeDeployData({ abi: wordVerifierAbi, bytecode: wordVerifierBytecode, args: [escrow] }),
    createOptimistic(parameters, council),
    createCouncil(parameters, optimistic, attestors),
    createTee(parameters, attestors),
    groth16AdapterBytecode,
    encodeDeployData({
      abi: zkVerifierAbi,
      bytecode: zkVerifierBytecode,
      args: [escrow, groth16, riscZeroRouter ? riscZero : zeroAddress],
    }),
  ]
  if (riscZeroRouter)
    creations.push(
      encodeDeployData({ abi: riscZeroAdapterAbi, bytecode: riscZeroAdapterBytecode, args: [riscZeroRouter] }),
    )
  return { creations, verifiers: { word, optimistic, tee, zk }, attestors, council }
}

/** No verifier takes a fee: an attestor that wants one is paid outside the market. */
const free = { feePips: 0, feePayee: zeroAddress } as const

function createAttestors({ attestors, attestorThreshold }: Attestors): Hex {
  return encodeDeployData({
    abi: attestorSetAbi,
    bytecode: attestorSetBytecode,
    args: [attestors, attestorThreshold],
  })
}

function createOptimistic({ escrow, token, terms }: PlanVerifiersParameters, resolver: Address): Hex {
  return encodeDeployData({
    abi: optimisticVerifierAbi,
    bytecode: optimisticVerifierBytecode,
    args: [{ escrow, token, resolver, ...terms.dispute, ...free }],
  })
}

function createCouncil({ terms }: PlanVerifiersParameters, verifier: Address, attestors: Address): Hex {
  return encodeDeployData({
    abi: attestorCouncilAbi,
    bytecode: attestorCouncilBytecode,
    args: [{ verifier, attestors, ...terms.council }],
  })
}

function createTee({ escrow, terms }: PlanVerifiersParameters, attestors: Address): Hex {
  return encodeDeployData({
    abi: teeVerifierAbi,
    bytecode: teeVerifierBytecode,
    args: [escrow, attestors, terms.reportMaxAge, BigInt(free.feePips), free.feePayee],
  })
}
