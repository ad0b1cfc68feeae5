import type { Hex } from 'viem'
import { type Chain, onCopy, succeeded } from './chain.ts'
import type { Venue } from './venue.ts'

/** What the chain can hold of one settlement; EIP-7825 is looked at afterwards. */
const settleGas = 50_000_000n

export interface Gas {
  perIntent: number
  /** `gasUsed` of the receipt: 21000 and calldata included, refunds taken off. */
  total: number
}

export interface SizeGas extends Gas {
  cold: Gas
  warm: Gas
}

export interface Settled {
  hash: Hex
  gasUsed: bigint
}

/** Sends without waiting for success: a lost race is a transaction too. */
export async function sendSettlement(chain: Chain, { sender, contract }: Venue, data: Hex): Promise<Hex> {
  return chain.sendTransaction({ account: sender, to: contract, data, gas: settleGas })
}

export async function settle(chain: Chain, venue: Venue, count: number, round: number): Promise<Settled> {
  const hash = await sendSettlement(chain, venue, await venue.settlement(count, round))
  const { gasUsed } = await succeeded(chain, hash)
  return { hash, gasUsed }
}

/** Cold, then warm, each size from the same state. `warmSettled` may look at the warm transaction before it is gone. */
export function measureSize(
  chain: Chain,
  venue: Venue,
  count: number,
  warmSettled?: (warm: Settled) => Promise<void>,
): Promise<SizeGas> {
  return onCopy(chain, async () => {
    const cold = await settle(chain, venue, count, 0)
    const warm = await settle(chain, venue, count, 1)
    await warmSettled?.(warm)
    return { ...gas(warm, count), cold: gas(cold, count), warm: gas(warm, count) }
  })
}

function gas({ gasUsed }: Settled, count: number): Gas {
  return { perIntent: Math.round(Number(gasUsed) / count), total: Number(gasUsed) }
}
