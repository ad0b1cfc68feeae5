import { type Hex, hexToBytes } from 'viem'
import { type Chain, onCopy } from './chain.ts'
import { sendSettlement, settle } from './measure.ts'
import type { Venue } from './venue.ts'

interface StructLog {
  op: string
  gas: number
  gasCost: number
}

/** What a transaction pays before its first instruction: 21000, and 4 or 16 for a byte of calldata. */
export function intrinsicGas(data: Hex): number {
  return hexToBytes(data).reduce((gas, byte) => gas + (byte === 0 ? 4 : 16), 21_000)
}

/**
 * Execution gas of settling an auction that another transaction has settled: of the gas at the first instruction, what is
 * gone at the last. The receipt would show EIP-7623's floor for calldata instead.
 */
export function measureLostRace(chain: Chain, venue: Venue, count: number): Promise<number> {
  return onCopy(chain, async () => {
    await settle(chain, venue, count, 0)
    const data = await venue.settlement(count, 0)
    const hash = await sendSettlement(chain, venue, data)
    const { status } = await chain.waitForTransactionReceipt({ hash })
    if (status === 'success') throw new Error('An auction has settled twice.')

    const { structLogs } = (await chain.request({
      method: 'debug_traceTransaction',
      params: [hash, { disableStorage: true, disableStack: true }],
    } as never)) as { structLogs: readonly StructLog[] }
    const [first, last] = [structLogs[0], structLogs.at(-1)]
    if (!first || last?.op !== 'REVERT') throw new Error('The trace of a lost race does not end in REVERT.')
    const { gas } = await chain.getTransaction({ hash })
    if (Number(gas) - first.gas !== intrinsicGas(data))
      throw new Error('The trace starts with other gas than expected.')
    return first.gas - last.gas + last.gasCost
  })
}
