import type { MarketDeployment } from '@walras/contracts'
import type { LeaseTerms } from '@walras/intents-schema'
import type { ProvenLease } from '@walras/solver-kit'
import type { Account, Address, Hex } from 'viem'
import type { ChainClients } from '../devnet/connect.ts'
import { sendBlock } from '../devnet/sendBlock.ts'
import type { Draw } from '../scenario/draw.ts'
import { disputeCalls } from './disputeCalls.ts'
import { drawFates } from './drawFates.ts'
import { moveCalls } from './moveCalls.ts'
import { ahead, type Cast, isDisputeMove, type LeaseMove, planMoves } from './planMoves.ts'
import { proveDeliveries } from './proveDeliveries.ts'
import { readClaims } from './readClaims.ts'
import { readDisputeClocks } from './readDisputeClocks.ts'

/** What happens in one slot, for people. */
export interface LeaseHour {
  /** The first slot is 1. */
  hour: number
  /** Leases by what is done with them. */
  moves: Partial<Record<LeaseMove['action'], number>>
}

export interface LiveLeasesParameters {
  clients: ChainClients
  deployment: MarketDeployment
  terms: LeaseTerms
  leases: readonly ProvenLease[]
  /** Of pools, by their ids. */
  tiers: ReadonlyMap<Hex, number>
  firstSlot: bigint
  /** Gives every lease its fate. */
  draw: Draw
  accountOf: (address: Address) => Account
  cast: Cast
  onHour: (hour: LeaseHour) => void
}

/**
 * Lets time pass over all leases until each has ended: their operators start, give signs of life and submit, and some do
 * not; their holders release some, and hand one on; some claims are challenged. Expects a chain that mines when it is told
 * to, before the first slot.
 */
export async function liveLeases(parameters: LiveLeasesParameters): Promise<void> {
  const { clients, deployment, terms, leases, firstSlot, draw, accountOf, cast, onHour } = parameters
  const tierOf = ({ lease }: ProvenLease): number => parameters.tiers.get(lease.poolId) ?? 0
  const fates = drawFates(draw, leases.map(tierOf))
  const disputes = await readDisputeClocks(clients, deployment)
  const moves = leases.flatMap((proven, index) =>
    planMoves(proven, { fate: fates[index] ?? 'delivered', tier: tierOf(proven) }, { terms, disputes, cast }),
  )
  const hourOf = ({ at }: LeaseMove): number => Number((at + ahead) / terms.slotSeconds - firstSlot) + 1
  const hours = [...Map.groupBy(moves, hourOf)].sort(([a], [b]) => a - b)
  for (const [hour, during] of hours) {
    const moments = [...Map.groupBy(during, ({ at }) => at)].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [at, together] of moments) {
      const isProven = (move: LeaseMove) => move.action === 'submit' && tierOf(move.proven) === 2
      const claimsOf = (list: readonly LeaseMove[]) =>
        readClaims(
          clients,
          deployment,
          terms,
          list.map(({ proven }) => proven),
        )
      const evidence = await proveDeliveries(deployment, await claimsOf(together.filter(isProven)))
      const disputed = await claimsOf(together.filter(isDisputeMove))
      const claims = new Map(disputed.map((claim) => [claim.leaseId, claim]))
      const calls = [
        ...moveCalls(deployment, together, { heir: cast.heir, evidence }),
        ...(await disputeCalls(deployment, together, claims)),
      ]
      await sendBlock(
        clients,
        at,
        calls.map(({ by, call }) => ({ account: accountOf(by), call })),
      )
    }
    onHour({ hour, moves: countBy(during, ({ action }) => action) })
  }
}

function countBy<T, K extends string>(list: readonly T[], key: (item: T) => K): Partial<Record<K, number>> {
  return Object.fromEntries([...Map.groupBy(list, key)].map(([name, group]) => [name, group.length])) as Partial<
    Record<K, number>
  >
}
