import { type Batch, batchCalldata } from '@walras/intents-schema'
import { type Address, BaseError, type Hex, type PublicClient } from 'viem'
import { revertReason, settleAbi } from './revertReason.ts'

export interface SimulateBatchParameters {
  settlement: Address
  batch: Batch
  /** The auctioneer's, of the award of exactly this batch. */
  awardSignature: Hex
  /** Who would send it. */
  from: Address
}

/**
 * What settling would do now, with one `eth_call`.
 *
 * @returns why it would revert, or `undefined` if it would go through.
 * @throws whatever the client throws when the chain gives no answer.
 */
export async function simulateBatch(
  client: PublicClient,
  { settlement, batch, awardSignature, from }: SimulateBatchParameters,
): Promise<string | undefined> {
  try {
    await client.simulateContract({
      address: settlement,
      abi: settleAbi,
      functionName: 'settle',
      args: [batchCalldata(batch), awardSignature],
      account: from,
    })
    return undefined
  } catch (error) {
    const reason = revertReason(error)
    if (reason !== undefined) return reason
    // Nodes cap the gas of a call: a batch beyond it is the batch's fault, though nothing in it reverts.
    if (error instanceof BaseError && /out of gas|gas limit|intrinsic gas/i.test(error.message))
      return 'needs more gas than the chain allows'
    throw error
  }
}
