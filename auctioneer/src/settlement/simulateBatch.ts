import { type Batch, batchCalldata } from '@walras/intents-schema'
import { type Address, BaseError, type Hex, type PublicClient, type StateOverride } from 'viem'
import { revertReason, settleAbi } from './revertReason.ts'

export interface SimulateBatchParameters {
  settlement: Address
  batch: Batch
  /** The auctioneer's, of the award of exactly this batch; any, if `stateOverride` makes it good. */
  awardSignature: Hex
  stateOverride?: StateOverride
  /** Who would send it. */
  from: Address
  /** Most gas it may take. */
  gas: bigint
}

/** The reason when a batch does not fit into a transaction. */
export const tooMuchGas = 'needs more gas than a transaction may have'

async function call(client: PublicClient, parameters: SimulateBatchParameters): Promise<string | undefined> {
  const { settlement, batch, awardSignature, stateOverride, from, gas } = parameters
  try {
    await client.simulateContract({
      address: settlement,
      abi: settleAbi,
      functionName: 'settle',
      args: [batchCalldata(batch), awardSignature],
      account: from,
      gas,
      ...(stateOverride && { stateOverride }),
    })
    return undefined
  } catch (error) {
    if (error instanceof BaseError && /out ?of ?gas|gas limit|intrinsic gas|gas required exceeds/i.test(error.message))
      return tooMuchGas
    const reason = revertReason(error)
    if (reason !== undefined) return reason
    throw error
  }
}

/**
 * What settling would do now, with one `eth_call`; two if it would fail.
 *
 * @returns why it would revert, or `undefined` if it would go through.
 * @throws whatever the client throws when the chain gives no answer.
 */
export async function simulateBatch(
  client: PublicClient,
  parameters: SimulateBatchParameters,
): Promise<string | undefined> {
  const reason = await call(client, parameters)
  if (reason === undefined || reason === tooMuchGas) return reason
  // A contract that runs out of gas inside another can fail with any error, or none: ask again with plenty.
  const withPlenty = await call(client, { ...parameters, gas: 4n * parameters.gas })
  return withPlenty === undefined ? tooMuchGas : reason
}
