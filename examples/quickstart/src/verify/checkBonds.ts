import { type Deployment, solverRegistryAbi, testUsdcAbi } from '@walras/intents-schema'
import { type Address, getAddress, type PublicClient } from 'viem'
import { type Check, check, equal, sum } from './Check.ts'
import type { LeaseHistory } from './readLeaseHistory.ts'

/** What became of all bonds, in token base units. */
export interface Bonds {
  accounts: number
  bonded: bigint
  slashed: bigint
  unbonded: bigint
}

/** No bond is lost but to failed leases, and none stays locked behind leases that are over. */
export async function checkBonds(
  client: PublicClient,
  { registry, token }: Deployment,
  { leases }: LeaseHistory,
): Promise<{ checks: Check[]; bonds: Bonds }> {
  const contract = { address: registry, abi: solverRegistryAbi } as const
  const [balance, events] = await Promise.all([
    client.readContract({ address: token, abi: testUsdcAbi, functionName: 'balanceOf', args: [registry] }),
    client.getContractEvents({ ...contract, fromBlock: 0n, strict: true }),
  ])
  const total = (name: 'Bonded' | 'Unbonded' | 'Slashed'): bigint =>
    events.reduce((sum, { eventName, args }) => (eventName === name && 'amount' in args ? sum + args.amount : sum), 0n)
  const accounts = new Set<Address>(
    events.flatMap(({ eventName, args }) => (eventName === 'Bonded' ? [getAddress(args.account)] : [])),
  )
  const held = await Promise.all(
    [...accounts].map((account) => client.readContract({ ...contract, functionName: 'bondOf', args: [account] })),
  )
  const bonds = {
    accounts: accounts.size,
    bonded: total('Bonded'),
    slashed: total('Slashed'),
    unbonded: total('Unbonded'),
  }
  const lost = leases.reduce(
    (sum, { life: { end } }) => (end?.status === 'failed' ? sum + end.compensation + end.reward + end.burned : sum),
    0n,
  )
  const totals = sum(held, ([amount]) => amount)
  const checks = [
    check(
      'the registry holds exactly the bonds it owes',
      [...equal('balance', balance, totals), ...equal('books', totals, bonds.bonded - bonds.unbonded - bonds.slashed)],
      `${balance} of ${accounts.size} accounts`,
    ),
    check('bonds lost = compensation + rewards + burned', equal('lost', bonds.slashed, lost), `${lost}`),
    check(
      'no bond stays locked once its hold is over',
      equal(
        'locked',
        sum(held, ([, locked]) => locked),
        0n,
      ),
      `${bonds.unbonded} unbonded`,
    ),
  ]
  return { checks, bonds }
}
