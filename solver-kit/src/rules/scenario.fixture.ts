import {
  type Bid,
  bidHash,
  type Fill,
  type Pool,
  poolId,
  type SignedIntent,
  type Solution,
  slugId,
} from '@walras/intents-schema'
import { type Address, getAddress, type Hex, keccak256, numberToHex, stringToBytes } from 'viem'
import { createProblem, type Problem } from '../market/Problem.ts'
import { canonicalSolution } from './canonicalSolution.ts'

export const token: Address = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
export const auctionHash = keccak256(stringToBytes('auction'))
export const firstSlot = 500_000n
export const slotSeconds = 3600n

export const address = (name: string): Address => getAddress(`0x${keccak256(stringToBytes(name)).slice(26)}`)

/** 8 GPUs a slot on one range from 500 to about 750 base units per GPU-second. */
export function pool(operator: string, change: Partial<Pool> = {}): Pool {
  const terms = {
    operator: address(operator),
    gpuClass: slugId('h100-sxm-80gb'),
    region: slugId('eu-north'),
    tier: 1,
    token,
    ladder: [{ tickLower: 62_149, tickUpper: 66_204, liquidityPerGpu: 440_000n }],
    ...change,
  }
  return {
    slots: [0n, 1n, 2n, 3n].map((index) => ({ slot: firstSlot + index, gpus: 8, sold: 0n })),
    ...terms,
    id: poolId(terms),
  }
}

/** Wants one H100 for an hour, all or nothing, at up to 1000 base units a second. */
export function intent(
  owner: string,
  change: Partial<SignedIntent['intent']> & { maxPayment?: bigint } = {},
): SignedIntent {
  const { maxPayment = 3_600_000n, ...terms } = change
  return {
    owner: address(owner),
    token,
    maxPayment,
    nonce: BigInt(keccak256(stringToBytes(owner))),
    validUntil: firstSlot * slotSeconds,
    signature: numberToHex(1n, { size: 65 }),
    intent: {
      recipient: address(owner),
      workload: '',
      work: 3600n,
      minWork: 3600n,
      hardware: [{ gpuClass: 'h100-sxm-80gb', speed: 1_000_000n }],
      regions: [],
      minTier: 0n,
      startAfter: firstSlot * slotSeconds,
      finishBy: (firstSlot + 4n) * slotSeconds,
      minUnits: 1n,
      maxPools: 8n,
      contiguous: false,
      ...terms,
    },
  }
}

export function scenario({ pools, intents }: { pools: Pool[]; intents: SignedIntent[] }): Problem {
  return createProblem({
    auctionHash,
    deployment: { chainId: 31337, settlement: address('settlement'), token, protocolFeePips: 100_000n },
    intents,
    snapshot: {
      blockNumber: 1n,
      blockHash: keccak256(stringToBytes('block')),
      timestamp: firstSlot * slotSeconds - 600n,
      slotSeconds,
      firstSlot,
      slotCount: 4,
      pools: [...pools].sort((a, b) => (a.id < b.id ? -1 : 1)),
    },
  })
}

/** Index of an owner's intent in the problem. */
export const intentOf = (problem: Problem, owner: string): number =>
  problem.intents.findIndex(({ signed }) => signed.owner === address(owner))

/** Index of an operator's pool in the problem. */
export const poolOf = (problem: Problem, operator: string): number =>
  problem.snapshot.pools.findIndex((candidate) => candidate.operator === address(operator))

export function fill(problem: Problem, owner: string, operator: string, change: Partial<Fill> = {}): Fill {
  return {
    intent: intentOf(problem, owner),
    pool: poolOf(problem, operator),
    slot: firstSlot,
    hardware: 0,
    units: 3600n,
    ...change,
  }
}

export function bidOf(solver: string, solutions: readonly Solution[]): Bid {
  return { auctionHash, solver: address(solver), solutions, salt: keccak256(stringToBytes(solver)) as Hex }
}

export const commitmentOf = (bid: Bid) => ({ solver: bid.solver, bidHash: bidHash(bid) })

export const solve = (problem: Problem, fills: Fill[], marginBps = 0n): Solution =>
  canonicalSolution(problem, fills, { marginBps })
