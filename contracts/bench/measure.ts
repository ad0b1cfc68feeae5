import type { Hex, TransactionReceipt } from 'viem'
import { type Chain, onCopy, succeeded } from './chain.ts'
import type { Venue } from './venue.ts'

/** What the chain can hold of one settlement; EIP-7825 is looked at afterwards. */
export const settleGas = 50_000_000n

export interface Gas {
  perIntent: number
  /** `gasUsed` of the receipt: 21000 and calldata included, refunds taken off. */
  total: number
}

export interface SizeGas extends Gas {
  cold: Gas
  warm: Gas
}

/** Sends without waiting for success: a lost race is a transaction too. */
export async function sendSettlement(chain: Chain, { sender, contract }: Venue, data: Hex): Promise<Hex> {
  return chain.sendTransaction({ account: sender, to: contract, data, gas: settleGas })
}

export async function settle(chain: Chain, venue: Venue, count: number, round: number): Promise<TransactionReceipt> {
  return succeeded(chain, await sendSettlement(chain, venue, await venue.settlement(count, round)))
}

/** Cold, then warm, each size from the same state. */
export function measureSize(chain: Chain, venue: Venue, count: number): Promise<SizeGas> {
  return onCopy(chain, async () => {
    const cold = await settle(chain, venue, count, 0)
    const warm = await settle(chain, venue, count, 1)
    return { ...gas(warm, count), cold: gas(cold, count), warm: gas(warm, count) }
  })
}

function gas({ gasUsed }: TransactionReceipt, count: number): Gas {
  return { perIntent: Math.round(Number(gasUsed) / count), total: Number(gasUsed) }
}
