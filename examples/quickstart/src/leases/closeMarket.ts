import type { Pool } from '@walras/intents-schema'
import { readLeases, readLeaseTerms, readSnapshot } from '@walras/solver-kit'
import { type Account, type Address, getAddress } from 'viem'
import { challenger, deployer, feeRecipient, fundedAccounts, operator } from '../devnet/accounts.ts'
import { createDraw } from '../scenario/draw.ts'
import { type RunningMarket, slotCount } from '../startMarket.ts'
import { freeBonds } from './freeBonds.ts'
import { fundChallenger } from './fundChallenger.ts'
import { grantEnclave } from './grantEnclave.ts'
import { type LeaseHour, liveLeases } from './liveLeases.ts'
import { withdrawCredits } from './withdrawCredits.ts'

export interface CloseMarketParameters {
  market: RunningMarket
  seed: number
  onHour: (hour: LeaseHour) => void
}

/** Everybody in the market who may have to sign. */
function signers({ buyers }: RunningMarket): (address: Address) => Account {
  const operators = Array.from({ length: fundedAccounts - 3 }, (_, index) => operator(index))
  const everybody: readonly Account[] = [deployer, challenger, ...operators, ...buyers]
  const accounts = new Map(everybody.map((account) => [getAddress(account.address), account]))
  return (address) => {
    const account = accounts.get(getAddress(address))
    if (!account) throw new Error(`Nobody here has the key of ${address}.`)
    return account
  }
}

/**
 * Ends a market in which nothing more is traded: all leases live their lives, all credits are withdrawn, all bonds are
 * freed, and half of what operators have left is paid out.
 */
export async function closeMarket({ market, seed, onHour }: CloseMarketParameters): Promise<void> {
  const { clients, deployment, processes, solvers, buyers, firstSlot } = market
  await Promise.all(processes.map((process) => process.stop()))
  await clients.test.setIntervalMining({ interval: 0 })
  await clients.test.setAutomine(false)

  const accountOf = signers(market)
  const [heir = deployer] = buyers
  await grantEnclave(clients, deployment)
  await fundChallenger(clients, deployment)
  const pools = await offeredPools(market)
  const books = await readLeases(clients.public, deployment, { fromBlock: 0n })
  await liveLeases({
    clients,
    deployment,
    terms: await readLeaseTerms(clients.public, deployment),
    leases: books.flatMap(({ leases }) => leases),
    firstSlot,
    draw: createDraw(seed),
    accountOf,
    tiers: new Map(pools.map(({ id, tier }) => [id, tier])),
    cast: { stranger: deployer.address, challenger: challenger.address, heir: heir.address },
    onHour,
  })
  await withdrawCredits(clients, deployment, [feeRecipient, ...solvers.values()])
  await freeBonds({ clients, deployment, pools, accountOf })
}

async function offeredPools({ clients, deployment, firstSlot }: RunningMarket): Promise<readonly Pool[]> {
  const { pools } = await readSnapshot(clients.public, { deployment, firstSlot, slotCount })
  return pools
}
