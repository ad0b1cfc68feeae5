import { type Deployment, leaseEscrowAbi, testUsdcAbi } from '@walras/intents-schema'
import type { PublicClient } from 'viem'
import type { PaidOut } from '../payOut.ts'
import { type Check, check, sum } from './Check.ts'
import { type History, readHistory } from './readHistory.ts'

/** After every lease ended and every credit was withdrawn: escrow is empty, owes nothing, and paid out what came in. */
export async function checkPaidOut(
  client: PublicClient,
  deployment: Deployment,
  before: History,
  { claimed, failed, refunded }: PaidOut,
): Promise<Check> {
  const { token, escrow } = deployment
  const [balance, owed, after] = await Promise.all([
    client.readContract({ address: token, abi: testUsdcAbi, functionName: 'balanceOf', args: [escrow] }),
    client.readContract({ address: escrow, abi: leaseEscrowAbi, functionName: 'owed' }),
    readHistory(client, deployment),
  ])
  const payments = sum(before.settlements, (batch) => batch.payments)
  const paidOut = sum(after.transfers.slice(before.transfers.length), ({ value }) => value)
  const findings = [
    ...(balance === 0n ? [] : [`escrow still holds ${balance}`]),
    ...(owed === 0n ? [] : [`escrow still owes ${owed}`]),
    ...(paidOut === payments ? [] : [`${paidOut} was paid out of ${payments}`]),
  ]
  return check(
    'every lease ended once, everybody was paid, escrow is empty',
    findings,
    `${claimed} leases claimed, ${failed} failed and refunded (${refunded}), ${paidOut} paid out`,
  )
}
