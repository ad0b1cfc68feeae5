import { type Batch, batchCalldata } from '@walras/intents-schema'
import {
  type Account,
  type Address,
  type Chain,
  encodeFunctionData,
  type Hex,
  type PublicClient,
  type Transport,
  type WalletClient,
} from 'viem'
import { gasLimit } from './gasLimit.ts'
import { settleAbi } from './revertReason.ts'

/** What is in the mempool under a nonce, to be outbid if it gets stuck. */
interface Sent {
  nonce: number
  maxFeePerGas: bigint
  maxPriorityFeePerGas: bigint
}

/** Nodes take a replacement of a pending transaction only at 10 % more; a little above, for rounding. */
const outbid = (fee: bigint): bigint => (fee * 113n) / 100n + 1n
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Sends a batch, and returns the transaction's hash. */
export type SendBatch = (batch: Batch, awardSignature: Hex) => Promise<Hex>

/**
 * Sends batches from the auctioneer's account, one at a time: each takes the first nonce that is not mined, so it
 * replaces whatever got stuck there, also by an earlier process. Gas is estimated, with a fifth on top for drift, never
 * more than a transaction may have.
 */
export function createSender(
  client: PublicClient,
  wallet: WalletClient<Transport, Chain, Account>,
  settlement: Address,
): SendBatch {
  let last: Sent | undefined
  return async (batch, awardSignature) => {
    const data = encodeFunctionData({
      abi: settleAbi,
      functionName: 'settle',
      args: [batchCalldata(batch), awardSignature],
    })
    const from = wallet.account.address
    const [estimate, block, nonce, fees] = await Promise.all([
      // What is pending may be a batch of ours, which this one replaces.
      client.estimateGas({ account: from, to: settlement, data, blockTag: 'latest' }),
      client.getBlock(),
      client.getTransactionCount({ address: from, blockTag: 'latest' }),
      client.estimateFeesPerGas(),
    ])
    const gas = (estimate * 12n) / 10n
    const most = gasLimit(block)
    const sent: Sent = { nonce, maxFeePerGas: fees.maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas }
    if (last?.nonce === nonce) {
      sent.maxFeePerGas = larger(sent.maxFeePerGas, outbid(last.maxFeePerGas))
      sent.maxPriorityFeePerGas = larger(sent.maxPriorityFeePerGas, outbid(last.maxPriorityFeePerGas))
    }
    try {
      const hash = await wallet.sendTransaction({
        to: settlement,
        data,
        gas: gas < most ? gas : most,
        ...sent,
      })
      last = sent
      return hash
    } catch (error) {
      // Something of an earlier process is in the mempool under this nonce: outbid it the next time.
      if (/underpriced|already known|already imported/i.test((error as Error).message)) last = sent
      throw error
    }
  }
}
