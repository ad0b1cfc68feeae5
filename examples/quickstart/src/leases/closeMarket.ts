import type { Pool } from '@walras/intents-schema'
import { readLeases, readLeaseTerms, readSnapshot } from '@walras/solver-kit'
import { type Account, type Address, getAddress } from 'viem'
import { deployer, feeRecipient, fundedAccounts, operator } from '../devnet/accounts.ts'
import { createDraw } from '../scenario/draw.ts'
import { type RunningMarket, slotCount } from '../startMarket.ts'
import { freeBonds } from './freeBonds.ts'
import { type LeaseMoment, liveLeases } from './liveLeases.ts'
import { withdrawCredits } from './withdrawCredits.ts'

export interface CloseMarketParameters {
  market: RunningMarket
  seed: number
  onMoment: (moment: LeaseMoment) => void
}

/** Everybody in the market who may have to sign. */
function signers({ buyers }: RunningMarket): (address: Address) => Account {
  const operators = Array.from({ length: fundedAccounts - 3 }, (_, index) => operator(index))
  const accounts = new Map([deployer, ...operators, ...buyers].map((account) => [getAddress(account.address), account]))
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
export async function closeMarket({ market, seed, onMoment }: CloseMarketParameters): Promise<void> {
  const { clients, deployment, processes, solvers, buyers, firstSlot } = market
  await Promise.all(processes.map((process) => process.stop()))
  await clients.test.setIntervalMining({ interval: 0 })
  await clients.test.setAutomine(false)

  const accountOf = signers(market)
  const [heir = deployer] = buyers
  const books = await readLeases(clients.public, deployment, { fromBlock: 0n })
  await liveLeases({
    clients,
    deployment,
    terms: await readLeaseTerms(clients.public, deployment),
    leases: books.flatMap(({ leases }) => leases),
    firstSlot,
    draw: createDraw(seed),
    accountOf,
    stranger: deployer.address,
    heir: heir.address,
    onMoment,
  })
  await withdrawCredits(clients, deployment, [feeRecipient, ...solvers.values()])
  await freeBonds({ clients, deployment, pools: await offeredPools(market), accountOf })
}

async function offeredPools({ clients, deployment, firstSlot }: RunningMarket): Promise<readonly Pool[]> {
  const { pools } = await readSnapshot(clients.public, { deployment, firstSlot, slotCount })
  return pools
}
