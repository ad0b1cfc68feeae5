import { type Deployment, type Lease, leaseEscrowAbi, leaseFailure, leaseId } from '@walras/intents-schema'
import { type Hex, type Log, type PublicClient, parseEventLogs } from 'viem'
import type { LeaseEnd, LeaseLife } from './LeaseLife.ts'
import type { LeaseBook, ReadLeasesParameters } from './readLeases.ts'

/** The life of every lease, by its id. */
export type LeaseLives = ReadonlyMap<Hex, LeaseLife>

/**
 * Reads what has become of leases from the escrow's events: the contract itself keeps only what it needs to go on.
 *
 * @param books from {@link readLeases}
 *
 * @example
 * ```ts
 * const books = await readLeases(client, deployment, { fromBlock })
 * const lives = await readLeaseLives(client, deployment, books, { fromBlock })
 * lives.get(leaseId(lease))?.status // 'started'
 * ```
 *
 * @throws whatever the client throws when the chain does not answer, or limits the range of blocks.
 */
export async function readLeaseLives(
  client: PublicClient,
  { escrow }: Pick<Deployment, 'escrow'>,
  books: readonly LeaseBook[],
  { fromBlock, toBlock }: ReadLeasesParameters,
): Promise<LeaseLives> {
  const lives = new Map<Hex, LeaseLife>()
  for (const { lease } of books.flatMap(({ leases }) => leases)) lives.set(leaseId(lease), newborn(lease))

  const logs = await client.getLogs({ address: escrow, fromBlock, toBlock: toBlock ?? 'latest' })
  const times = await blockTimes(client, logs)
  for (const event of parseEventLogs({ abi: leaseEscrowAbi, logs })) {
    if (!('batchId' in event.args)) continue
    const id = leaseId(event.args)
    const life = lives.get(id)
    if (life) lives.set(id, grow(life, event, times.get(event.blockNumber) ?? 0n))
  }
  return lives
}

/** A lease to which nothing has happened yet. */
const newborn = ({ recipient }: Lease): LeaseLife => ({
  status: 'leased',
  holder: recipient,
  startedAt: 0n,
  beatAt: 0n,
})

type EscrowEvent = ReturnType<typeof parseEventLogs<typeof leaseEscrowAbi>>[number]

function grow(life: LeaseLife, event: EscrowEvent, at: bigint): LeaseLife {
  switch (event.eventName) {
    case 'LeaseStarted': {
      const { startedAt } = event.args
      return { ...life, status: 'started', startedAt, beatAt: startedAt }
    }
    case 'LeaseHeartbeat':
      return { ...life, beatAt: at > life.beatAt ? at : life.beatAt }
    case 'LeaseFinished':
      return { ...life, status: 'finished' }
    case 'LeaseTransferred':
      return { ...life, holder: event.args.to }
    default: {
      const end = endOf(event, at)
      return end ? { ...life, status: end.status, end } : life
    }
  }
}

function endOf(event: EscrowEvent, at: bigint): LeaseEnd | undefined {
  switch (event.eventName) {
    case 'LeaseSettled': {
      const { earned, refund, fee } = event.args
      return { status: 'settled', at, earned, refund, fee }
    }
    case 'LeaseReleased': {
      const { earned, refund } = event.args
      return { status: 'released', at, earned, refund }
    }
    case 'LeaseFailed': {
      const { failure, compensation, reward, burned } = event.args
      return { status: 'failed', at, failure: leaseFailure(failure), compensation, reward, burned }
    }
    default:
      return undefined
  }
}

/** Most nodes put a block's time on its logs; of the others the blocks are asked. */
async function blockTimes(
  client: PublicClient,
  logs: readonly Log<bigint, number, false>[],
): Promise<Map<bigint, bigint>> {
  const times = new Map<bigint, bigint>()
  for (const { blockNumber, blockTimestamp } of logs)
    if (blockTimestamp !== undefined) times.set(blockNumber, BigInt(blockTimestamp))
  const missing = new Set(logs.map(({ blockNumber }) => blockNumber).filter((number) => !times.has(number)))
  const asked = await Promise.all([...missing].map((blockNumber) => client.getBlock({ blockNumber })))
  for (const { number, timestamp } of asked) times.set(number, timestamp)
  return times
}
