import { type Deployment, solverRegistryAbi, testUsdcAbi } from '@walras/intents-schema'
import type { Address } from 'viem'
import type { Call } from './sendAll.ts'

/** A bond to put up. */
export interface Bond {
  account: Address
  /** Token base units. */
  amount: bigint
}

/** What a payer sends to put up bonds, its own or others': test dollars for itself, an approval, and the bonds. */
export function bondCalls({ token, registry }: Deployment, payer: Address, bonds: readonly Bond[]): Call[] {
  const total = bonds.reduce((sum, { amount }) => sum + amount, 0n)
  const dollar = { address: token, abi: testUsdcAbi, gas: 200_000n } as const
  return [
    { ...dollar, functionName: 'mint', args: [payer, total] },
    { ...dollar, functionName: 'approve', args: [registry, total] },
    ...bonds.map(({ account, amount }) => ({
      address: registry,
      abi: solverRegistryAbi,
      functionName: 'bond',
      args: [account, amount],
      gas: 300_000n,
    })),
  ]
}
