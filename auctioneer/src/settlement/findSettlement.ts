import { settlementAbi } from '@walras/intents-schema'
import { type Address, type Hex, type Log, type PublicClient, parseEventLogs } from 'viem'

/** How the chain settled an auction. */
export interface Settlement {
  transactionHash: Hex
  intentIds: readonly Hex[]
}

/** Reads the settlement of an auction from the logs of its transaction. */
export function readSettlement(logs: Log[], transactionHash: Hex, auctionHash: Hex): Settlement {
  const settled = parseEventLogs({ abi: settlementAbi, eventName: 'IntentSettled', logs, args: { auctionHash } })
  return { transactionHash, intentIds: settled.map(({ args }) => args.intentId) }
}

/**
 * Finds the settlement of an auction on the chain, whoever sent it.
 *
 * @returns `undefined` if the auction has not settled.
 */
export async function findSettlement(
  client: PublicClient,
  { settlement, auctionHash, fromBlock }: { settlement: Address; auctionHash: Hex; fromBlock: bigint },
): Promise<Settlement | undefined> {
  const isSettled = await client.readContract({
    address: settlement,
    abi: settlementAbi,
    functionName: 'settled',
    args: [auctionHash],
  })
  if (!isSettled) return undefined
  const logs = await client.getContractEvents({
    address: settlement,
    abi: settlementAbi,
    eventName: 'IntentSettled',
    args: { auctionHash },
    fromBlock,
  })
  const transactionHash = logs[0]?.transactionHash
  return transactionHash && readSettlement(logs, transactionHash, auctionHash)
}
