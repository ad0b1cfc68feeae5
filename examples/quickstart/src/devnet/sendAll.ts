import type { Account, Hex, WriteContractParameters } from 'viem'
import type { ChainClients } from './connect.ts'

/** A contract call without the parts that {@link sendAll} fills in. */
export type Call = Omit<WriteContractParameters, 'account' | 'chain' | 'nonce'>

/** Longest wait for a transaction of this private chain. */
const timeout = 30_000

/**
 * Sends an account's calls in order, without waiting for one before the next, and waits until all are mined. The nonces
 * are counted here: asking the chain for each would race with its mining.
 */
export async function sendAll(clients: ChainClients, account: Account, calls: readonly Call[]): Promise<void> {
  const wallet = clients.wallet(account)
  const first = await clients.public.getTransactionCount({ address: account.address, blockTag: 'pending' })
  const hashes: Hex[] = []
  for (const [index, call] of calls.entries())
    hashes.push(await wallet.writeContract({ ...call, nonce: first + index } as WriteContractParameters))
  const receipts = await Promise.all(
    hashes.map((hash) => clients.public.waitForTransactionReceipt({ hash, timeout, pollingInterval: 50 })),
  )
  const failed = receipts.find(({ status }) => status !== 'success')
  if (failed) throw new Error(`Transaction ${failed.transactionHash} of ${account.address} reverted.`)
}
