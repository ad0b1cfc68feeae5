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
  /** Most gas it may take. */
  gas: bigint
}

/** The reason when a batch does not fit into a transaction. */
export const tooMuchGas = 'needs more gas than a transaction may have'

/**
 * What settling would do now, with one `eth_call`.
 *
 * @returns why it would revert, or `undefined` if it would go through.
 * @throws whatever the client throws when the chain gives no answer.
 */
export async function simulateBatch(
  client: PublicClient,
  { settlement, batch, awardSignature, from, gas }: SimulateBatchParameters,
): Promise<string | undefined> {
  try {
    await client.simulateContract({
      address: settlement,
      abi: settleAbi,
      functionName: 'settle',
      args: [batchCalldata(batch), awardSignature],
      account: from,
      gas,
    })
    return undefined
  } catch (error) {
    // Out of gas is a failure without data where nodes say so at all, and sometimes looks like a revert.
    if (error instanceof BaseError && /out ?of ?gas|gas limit|intrinsic gas|gas required exceeds/i.test(error.message))
      return tooMuchGas
    const reason = revertReason(error)
    if (reason !== undefined) return reason
    throw error
  }
}
