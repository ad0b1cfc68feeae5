import { type Account, type Address, type Hex, parseGwei, TransactionReceiptNotFoundError } from 'viem'
import type { ChainClients } from './connect.ts'
import type { Call } from './sendAll.ts'

/** A call and who sends it. Its gas must be given: what it meets is only true in its own block. */
export interface SentCall {
  account: Account
  call: Call & { gas: bigint }
}

/** Far above what an empty private chain asks. */
const fees = { maxFeePerGas: parseGwei('100'), maxPriorityFeePerGas: 0n }
/** More blocks than any step of the demo fills. */
const mostBlocks = 20

/**
 * Mines a block at a given time with everybody's calls in it, or a few, a second apart, when one is too small. Expects a
 * chain that mines when it is told to.
 *
 * @param at unix seconds
 * @throws Error when a call reverts
 */
export async function sendBlock(clients: ChainClients, at: bigint, calls: readonly SentCall[]): Promise<void> {
  await clients.test.setNextBlockTimestamp({ timestamp: at })
  const nonces = new Map<Address, number>()
  for (const address of new Set(calls.map(({ account }) => account.address)))
    nonces.set(address, await clients.public.getTransactionCount({ address }))
  const sent = await Promise.all(
    calls.map(({ account, call }) => {
      const nonce = nonces.get(account.address) ?? 0
      nonces.set(account.address, nonce + 1)
      return clients.wallet(account).writeContract({ ...call, ...fees, nonce } as never)
    }),
  )
  let left: Hex[] = sent
  for (let block = 0; left.length > 0; block++) {
    if (block === mostBlocks) throw new Error(`${left.length} transactions were not mined, such as ${left[0]}.`)
    await clients.test.mine({ blocks: 1 })
    const mined = await Promise.all(left.map((hash) => isMined(clients, hash)))
    left = left.filter((_, index) => !mined[index])
  }
}

async function isMined({ public: client }: ChainClients, hash: Hex): Promise<boolean> {
  try {
    const { status } = await client.getTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`Transaction ${hash} reverted.`)
    return true
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return false
    throw error
  }
}
