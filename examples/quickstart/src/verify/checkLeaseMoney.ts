import { type Deployment, type LeaseTerms, leaseEscrowAbi, testUsdcAbi } from '@walras/intents-schema'
import { earn, meteredSeconds, penalty, releaseMoney, usedSeconds } from '@walras/solver-kit'
import { type Address, getAddress, isAddressEqual, type PublicClient } from 'viem'
import { type Check, check, equal, sum } from './Check.ts'
import type { LeaseHistory, LivedLease } from './readLeaseHistory.ts'
import { into, outOf } from './readTransfers.ts'

/** What a lease pays when it ends, in token base units. */
interface Due {
  operator: bigint
  holder: bigint
  /** For who showed that a claim was false. */
  challenger: bigint
  burned: bigint
}

const nothing: Due = { operator: 0n, holder: 0n, challenger: 0n, burned: 0n }

/** What the rules say that a lease pays, from when it was started and how it ended. */
function dueOf({ lease, life, stake, dispute }: LivedLease, terms: LeaseTerms): Due {
  const { end } = life
  if (!end) return nothing
  if (end.status === 'settled') {
    const { earned, refund } = earn(lease, meteredSeconds(lease, life, terms), terms.slotSeconds)
    return { ...nothing, operator: earned - end.fee, holder: refund }
  }
  if (end.status === 'released') {
    const before = { ...life, status: life.startedAt > 0n ? 'started' : 'leased' } as const
    const { earned, refund } = releaseMoney(lease, usedSeconds(before, end.at), terms.slotSeconds, terms.shares)
    return { ...nothing, operator: earned, holder: refund }
  }
  const { compensation, reward, burned } = penalty(lease, end.failure, stake, dispute !== undefined, terms.shares)
  return { ...nothing, holder: lease.cost + compensation, challenger: reward, burned }
}

/** What the escrow says that it paid. */
function saidOf({ lease, life: { end } }: LivedLease): Due {
  if (end?.status === 'settled') return { ...nothing, operator: end.earned - end.fee, holder: end.refund }
  if (end?.status === 'released') return { ...nothing, operator: end.earned, holder: end.refund }
  if (end) return { ...nothing, holder: lease.cost + end.compensation, challenger: end.reward, burned: end.burned }
  return nothing
}

/** All money of leases, recomputed by the rules and compared with what the token moved: to the unit, to everybody. */
export async function checkLeaseMoney(
  client: PublicClient,
  { escrow, token }: Deployment,
  { leases, terms, transfers }: LeaseHistory,
): Promise<Check[]> {
  const contract = { address: escrow, abi: leaseEscrowAbi } as const
  const [balance, owed, burnedAt, withdrawals] = await Promise.all([
    client.readContract({ address: token, abi: testUsdcAbi, functionName: 'balanceOf', args: [escrow] }),
    client.readContract({ ...contract, functionName: 'owed' }),
    client.readContract({ ...contract, functionName: 'BURNED' }),
    client.getContractEvents({ ...contract, eventName: 'Withdrawn', fromBlock: 0n, strict: true }),
  ])

  const due = new Map<Address, bigint>()
  const owe = (payee: Address, amount: bigint) =>
    due.set(getAddress(payee), (due.get(getAddress(payee)) ?? 0n) + amount)
  const wrong: string[] = []
  for (const lived of leases) {
    const { operator, holder, challenger, burned } = dueOf(lived, terms)
    const said = saidOf(lived)
    const asRuled =
      said.operator === operator && said.holder === holder && said.challenger === challenger && said.burned === burned
    if (!asRuled) wrong.push(`lease ${lived.id} paid ${Object.values(said)}, not ${Object.values(dueOf(lived, terms))}`)
    owe(lived.lease.operator, operator)
    owe(lived.life.holder, holder)
    if (lived.dispute) owe(lived.dispute.challenger, challenger)
    owe(burnedAt, burned)
  }
  const holders = new Set(leases.map(({ life }) => getAddress(life.holder)))
  const operators = new Set(leases.map(({ lease }) => getAddress(lease.operator)))
  const toHolders = sum([...holders], (holder) => due.get(holder) ?? 0n)
  const toOperators = sum([...operators], (operator) => due.get(operator) ?? 0n)
  for (const { args } of withdrawals) owe(args.payee, args.amount)

  const paid = transfers.filter(({ from }) => isAddressEqual(from, escrow))
  const misses = (payees: Iterable<Address>): string[] =>
    [...payees].flatMap((payee) => equal(`${payee} got`, into(paid, payee), due.get(payee) ?? 0n))
  const strangers = new Set(paid.map(({ to }) => getAddress(to)).filter((to) => !due.has(to)))
  return [
    check('every lease paid what the rules say', wrong, `${leases.length} leases recomputed`),
    check('buyers were refunded to the unit', misses(holders), `${holders.size} holders, ${toHolders} in all`),
    check('operators were paid to the unit', misses(operators), `${operators.size} operators, ${toOperators} in all`),
    check(
      'nobody was paid twice, and nobody else',
      [...misses(due.keys()), ...misses(strangers)],
      `${due.size} payees`,
    ),
    check(
      'escrow is empty and owes nothing',
      [
        ...equal('balance', balance, 0n),
        ...equal('owed', owed, 0n),
        ...equal('out', outOf(transfers, escrow), into(transfers, escrow)),
      ],
      `${outOf(transfers, escrow)} paid out`,
    ),
  ]
}
