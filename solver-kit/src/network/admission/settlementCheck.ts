import { setTimeout as delay } from 'node:timers/promises'
import { type Deployment, type SettlementReport, settlementAbi } from '@walras/intents-schema'
import { isAddressEqual, type PublicClient, parseEventLogs, type TransactionReceipt } from 'viem'

/** Whether the chain bears a report out. */
export type CheckSettlement = (report: SettlementReport) => Promise<boolean>

/** Another node's chain may be a block ahead of ours. */
const retryAfterMs = 1000

/**
 * The settlement port of admission over a viem client: `settled` needs the settlement's own event for the auction,
 * `reverted` a failed transaction to the settlement.
 *
 * @example
 * ```ts
 * const node = await createMarketNode({ ...options, checkSettlement: settlementCheck(client, deployment) })
 * ```
 */
export function settlementCheck(client: PublicClient, { settlement }: Pick<Deployment, 'settlement'>): CheckSettlement {
  async function find(hash: SettlementReport['transactionHash']): Promise<TransactionReceipt | undefined> {
    try {
      return await client.getTransactionReceipt({ hash })
    } catch (error) {
      if ((error as Error).name === 'TransactionReceiptNotFoundError') return undefined
      throw error
    }
  }
  return async ({ status, auctionHash, transactionHash }) => {
    let receipt = await find(transactionHash)
    if (!receipt) {
      await delay(retryAfterMs)
      receipt = await find(transactionHash)
    }
    if (!receipt) return false
    if (status === 'reverted')
      return receipt.status === 'reverted' && !!receipt.to && isAddressEqual(receipt.to, settlement)
    const logs = receipt.logs.filter(({ address }) => isAddressEqual(address, settlement))
    const settled = parseEventLogs({ abi: settlementAbi, logs, eventName: 'BatchSettled', args: { auctionHash } })
    return settled.length > 0
  }
}
