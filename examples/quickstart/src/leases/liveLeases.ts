import type { Deployment, LeaseTerms } from '@walras/intents-schema'
import type { ProvenLease } from '@walras/solver-kit'
import type { Account, Address } from 'viem'
import type { ChainClients } from '../devnet/connect.ts'
import { sendBlock } from '../devnet/sendBlock.ts'
import type { Draw } from '../scenario/draw.ts'
import { drawFates } from './drawFates.ts'
import { moveCalls } from './moveCalls.ts'
import { type LeaseMove, planMoves } from './planMoves.ts'

/** What happens at one moment, for people. */
export interface LeaseMoment {
  /** Seconds since the first slot began; negative before it. */
  seconds: number
  /** Leases by what is done with them. */
  moves: Partial<Record<LeaseMove['action'], number>>
}

export interface LiveLeasesParameters {
  clients: ChainClients
  deployment: Deployment
  terms: LeaseTerms
  leases: readonly ProvenLease[]
  firstSlot: bigint
  /** Gives every lease its fate. */
  draw: Draw
  accountOf: (address: Address) => Account
  stranger: Address
  heir: Address
  onMoment: (moment: LeaseMoment) => void
}

/**
 * Lets time pass over all leases until each has ended: their operators start, give signs of life and submit, and some do
 * not; their holders release some, and hand one on. Expects a chain that mines when it is told to, before the first slot.
 */
export async function liveLeases(parameters: LiveLeasesParameters): Promise<void> {
  const { clients, deployment, terms, leases, firstSlot, draw, accountOf, stranger, heir, onMoment } = parameters
  const fates = drawFates(draw, leases.length)
  const moves = leases.flatMap((proven, index) =>
    planMoves(proven, fates[index] ?? 'delivered', terms, { stranger, heir }),
  )
  const moments = [...Map.groupBy(moves, ({ at }) => at)].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [at, together] of moments) {
    const calls = moveCalls(deployment, together, heir)
    await sendBlock(
      clients,
      at,
      calls.map(({ by, call }) => ({ account: accountOf(by), call })),
    )
    const seconds = Number(at - firstSlot * terms.slotSeconds)
    onMoment({ seconds, moves: countBy(together, ({ action }) => action) })
  }
}

function countBy<T, K extends string>(list: readonly T[], key: (item: T) => K): Partial<Record<K, number>> {
  return Object.fromEntries([...Map.groupBy(list, key)].map(([name, group]) => [name, group.length])) as Partial<
    Record<K, number>
  >
}
