import { type Deployment, leaseEscrowAbi, testUsdcAbi } from '@walras/intents-schema'
import type { PublicClient } from 'viem'
import { type Check, check, equal, sum } from './Check.ts'
import type { History } from './readHistory.ts'
import { into, outOf } from './readTransfers.ts'

/** Money in = money out, to the unit, from token transfers and escrow's own books. */
export async function checkMoney(
  client: PublicClient,
  { token, escrow, settlement }: Deployment,
  { settlements, transfers }: History,
): Promise<Check[]> {
  const common = { address: escrow, abi: leaseEscrowAbi } as const
  const [balance, owed] = await Promise.all([
    client.readContract({ address: token, abi: testUsdcAbi, functionName: 'balanceOf', args: [escrow] }),
    client.readContract({ ...common, functionName: 'owed' }),
  ])
  const payments = sum(settlements, (batch) => batch.payments)
  const parts = settlements.flatMap((batch) => [
    ...equal(`${batch.auctionHash} splits`, batch.costs + batch.margins + batch.protocolFee, batch.payments),
    ...equal(
      `${batch.auctionHash} intents`,
      sum(batch.intents, ({ payment }) => payment),
      batch.payments,
    ),
    ...equal(
      `${batch.auctionHash} products`,
      sum(batch.products, ({ cost }) => cost),
      batch.costs,
    ),
    ...equal(
      `${batch.auctionHash} leases`,
      sum(batch.leases, ({ cost }) => cost),
      batch.costs,
    ),
  ])
  return [
    check(
      'payments = pool costs + solver margins + protocol fee',
      parts,
      `${settlements.length} batches, ${payments} in all`,
    ),
    check(
      'buyers paid into escrow exactly what batches say',
      equal('received', into(transfers, escrow), payments),
      `${payments}`,
    ),
    check(
      'escrow holds what came in minus what went out',
      equal('balance', balance, into(transfers, escrow) - outOf(transfers, escrow)),
      `${balance}`,
    ),
    check('escrow holds exactly what it owes', equal('owed', owed, balance), `${owed}`),
    check('the settlement contract keeps nothing', equal('received', into(transfers, settlement), 0n), '0'),
  ]
}
