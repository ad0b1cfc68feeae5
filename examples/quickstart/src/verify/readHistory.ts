import { computePoolsAbi, type Deployment, type Lease, settlementAbi } from '@walras/intents-schema'
import {
  type Address,
  type ContractFunctionArgs,
  decodeFunctionData,
  type Hex,
  type PublicClient,
  parseEventLogs,
} from 'viem'
import { readTransfers, type Transfer } from './readTransfers.ts'

/** `Settlement.settle`'s first argument, as calldata carries it. */
export type SettledBatch = ContractFunctionArgs<typeof settlementAbi, 'nonpayable', 'settle'>[0]

export interface ClearedProduct {
  gpuClass: Hex
  region: Hex
  tier: number
  slot: bigint
  price: bigint
  units: bigint
  cost: bigint
  solver: Address
}

export interface SettledIntent {
  intentId: Hex
  owner: Address
  payment: bigint
  filledWork: bigint
  limit: bigint
}

/** One settlement as the chain tells it. */
export interface Settlement {
  transactionHash: Hex
  blockNumber: bigint
  /** Unix seconds. */
  timestamp: bigint
  gasUsed: bigint
  auctionHash: Hex
  leaseRoot: Hex
  payments: bigint
  costs: bigint
  margins: bigint
  protocolFee: bigint
  batch: SettledBatch
  awardSignature: Hex
  products: readonly ClearedProduct[]
  intents: readonly SettledIntent[]
  leases: readonly Lease[]
}

/** Everything that happened in a market, read from the chain and from nothing else. */
export interface History {
  settlements: readonly Settlement[]
  /** All movements of the payment token. */
  transfers: readonly Transfer[]
  /** Every pool ever opened. */
  poolIds: readonly Hex[]
}

async function readSettlement(client: PublicClient, transactionHash: Hex): Promise<Settlement> {
  const [transaction, receipt] = await Promise.all([
    client.getTransaction({ hash: transactionHash }),
    client.getTransactionReceipt({ hash: transactionHash }),
  ])
  const block = await client.getBlock({ blockNumber: receipt.blockNumber })
  const { args } = decodeFunctionData({ abi: settlementAbi, data: transaction.input })
  const [batch, awardSignature] = args as ContractFunctionArgs<typeof settlementAbi, 'nonpayable', 'settle'>
  const logs = parseEventLogs({ abi: settlementAbi, logs: receipt.logs })
  const settled = logs.find(({ eventName }) => eventName === 'BatchSettled')
  if (settled?.eventName !== 'BatchSettled') throw new Error(`${transactionHash} settled nothing.`)
  return {
    ...settled.args,
    transactionHash,
    blockNumber: receipt.blockNumber,
    timestamp: block.timestamp,
    gasUsed: receipt.gasUsed,
    batch,
    awardSignature,
    products: logs.flatMap((log) => (log.eventName === 'ProductCleared' ? [log.args] : [])),
    intents: logs.flatMap((log) => (log.eventName === 'IntentSettled' ? [log.args] : [])),
    leases: logs.flatMap((log) => (log.eventName === 'LeaseOpened' ? [log.args] : [])),
  }
}

/** Reads a market's history from its contracts' logs and its settlements' calldata. */
export async function readHistory(client: PublicClient, deployment: Deployment): Promise<History> {
  const everything = { fromBlock: 0n, toBlock: 'latest' } as const
  const [settled, transfers, pools] = await Promise.all([
    client.getContractEvents({
      ...everything,
      address: deployment.settlement,
      abi: settlementAbi,
      eventName: 'BatchSettled',
      strict: true,
    }),
    readTransfers(client, deployment),
    client.getContractEvents({
      ...everything,
      address: deployment.pools,
      abi: computePoolsAbi,
      eventName: 'PoolCreated',
      strict: true,
    }),
  ])
  return {
    settlements: await Promise.all(settled.map(({ transactionHash }) => readSettlement(client, transactionHash))),
    transfers,
    poolIds: pools.map(({ args }) => args.poolId),
  }
}
